import type { UsbDevice } from "../device/hid.ts";
import { hex } from "../nut/hex.ts";
import type { FoundOption, ScannedDevice } from "./found.ts";
import { HID, type KnownUsb, knownUsb } from "./known-usb.ts";

/** How much is said of where a device is plugged in: `-U` is 0. None of it lasts, so none of it matches by default. */
export type UsbDetail = 0 | 1 | 2 | 3;

const idOf = (value: number): string => hex(value, 4).toUpperCase();

const shown = (name: string, value: string, show: boolean): FoundOption =>
  show ? { name, value } : { name, value, comment: "" };

const text = (name: string, value: string | undefined, show: boolean): readonly FoundOption[] =>
  value === undefined || value === "" ? [] : [shown(name, value.trimEnd(), show)];

function optionsOf(device: UsbDevice, { bare = false }: KnownUsb, detail: UsbDetail): readonly FoundOption[] {
  const port = device.ports.at(-1);
  return [
    shown("vendorid", idOf(device.vendorId), !bare),
    shown("productid", idOf(device.productId), !bare),
    ...text("product", device.product, !bare),
    ...text("serial", device.serial, !bare),
    ...text("vendor", device.vendor, !bare),
    shown("bus", device.bus, detail >= 1),
    shown("device", device.address, detail >= 2),
    shown("busport", port === undefined ? ".*" : String(port).padStart(3, "0"), detail >= 1),
    ...(detail >= 3 ? [{ name: "bcdDevice", value: idOf(device.release), comment: "NOTMATCHED-YET" }] : []),
  ];
}

const TUNNEL =
  "usbhid-ups cannot read it: its interface is a tunnel of the maker's own, without usages of the power pages";

/** The power devices among all devices of the buses: those of the tables, and those that say what they are. */
export const usbScan = (
  devices: readonly UsbDevice[],
  detail: UsbDetail,
  unclaimed: ReadonlySet<UsbDevice> = new Set(),
  tunnels: ReadonlySet<UsbDevice> = new Set(),
): readonly ScannedDevice[] =>
  devices.flatMap((device) => {
    // What a device says of itself goes before ids that several makers share.
    const known = unclaimed.has(device) ? HID : knownUsb(device.vendorId, device.productId);
    if (!known) return [];
    const { driver, alternatives } = known;
    const options = optionsOf(device, known, detail);
    return [
      {
        kind: "USB",
        driver,
        port: "auto",
        options,
        ...(alternatives === undefined ? {} : { alternatives }),
        ...(tunnels.has(device) ? { note: TUNNEL } : {}),
      },
    ];
  });
