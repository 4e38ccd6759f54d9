import { expect, it } from "@jest/globals";
import { DeviceError } from "../../src/device/device-error.ts";
import type { HidOpener, UsbDevice } from "../../src/device/hid.ts";
import { upsConf } from "../../src/scanner/display.ts";
import { tunnelsAmong, unclaimedUpses } from "../../src/scanner/unclaimed-usb.ts";
import { usbScan } from "../../src/scanner/usb-scan.ts";

/** A collection of this usage with one feature of a byte in it: Battery System, RemainingCapacity. */
const descriptor = (page: number, usage: number): Uint8Array =>
  Uint8Array.from(
    [
      [0x05, page, 0x09, usage, 0xa1, 0x01],
      [0x05, 0x85, 0x09, 0x66, 0x15, 0x00, 0x25, 0x64, 0x75, 0x08, 0x95, 0x01, 0xb1, 0x02],
      [0xc0],
    ].flat(),
  );

const UPS = descriptor(0x84, 0x04);
/** Two usages of a vendor page, in and out. */
const TUNNEL = Uint8Array.from(Buffer.from("0600ff0901a1010902150026ff007508950881020902750895089102c0", "hex"));
const KEYBOARD_WITH_BATTERY = descriptor(0x01, 0x06);

const device = (product: string, fields: Partial<UsbDevice> = {}): UsbDevice => ({
  vendorId: 0x1209,
  productId: 0x7e57,
  release: 0x0100,
  vendor: "Nobody",
  product,
  serial: undefined,
  bus: "001",
  address: "004",
  ports: [3],
  hid: true,
  node: "/dev/bus/usb/001/004",
  ...fields,
});

const peeking = (looks: Readonly<Record<string, Uint8Array | undefined>>) => {
  const asked: (string | undefined)[] = [];
  const peek: HidOpener["peek"] = (one, wanted) => {
    asked.push(one.product);
    const look = looks[one.product ?? ""];
    return Promise.resolve(look && wanted(look) ? { interface: 0 } : undefined);
  };
  return { asked, peek };
};

it("finds a UPS that no table knows by what its descriptor says, and no keyboard that has a battery", async () => {
  const devices = ["Own UPS", "Keyboard", "Mute"].map((product) => device(product));
  const { peek } = peeking({ "Own UPS": UPS, Keyboard: KEYBOARD_WITH_BATTERY });
  const found = usbScan(devices, 0, await unclaimedUpses(devices, peek));
  expect(upsConf(found)).toBe(
    [
      "[nutdev-usb1]",
      '\tdriver = "usbhid-ups"',
      '\tport = "auto"',
      '\tvendorid = "1209"',
      '\tproductid = "7E57"',
      '\tproduct = "Own UPS"',
      '\tvendor = "Nobody"',
      '\t# bus = "001"',
      '\t# device = "004"',
      '\t# busport = "003"',
      "",
    ].join("\n"),
  );
});

it("asks neither what a table knows nor what has no HID interface", async () => {
  const { asked, peek } = peeking({});
  const known = device("Eaton", { vendorId: 0x0463, productId: 0xffff });
  await unclaimedUpses([known, device("Stick", { hid: false }), device("Mouse")], peek);
  expect(asked).toEqual(["Mouse"]);
});

it("leaves out what is in use or may not be opened", async () => {
  const refuse = (): Promise<never> => Promise.reject(new DeviceError("denied", "permission denied"));
  await expect(unclaimedUpses([device("UPS")], refuse)).resolves.toEqual(new Set());
});

it.each([
  [0x0665, 0x5161],
  [0x0001, 0x0000],
  [0xffff, 0x0000],
  [0x0925, 0x1234],
])(
  "looks behind ids that makers share (%d:%d): what says that it is a UPS needs usbhid-ups",
  async (vendorId, productId) => {
    const [ups, bridge] = ["Keor DK", "Bridge"].map((product) => device(product, { vendorId, productId }));
    const devices = [ups, bridge].flatMap((one) => one ?? []);
    const { peek } = peeking({ "Keor DK": UPS, Bridge: TUNNEL });
    const found = usbScan(devices, 0, await unclaimedUpses(devices, peek), await tunnelsAmong(devices, peek));
    expect(found.map(({ driver, note }) => [driver, note])).toEqual([
      ["usbhid-ups", undefined],
      ["nutdrv_qx", undefined],
    ]);
  },
);

it("says of a device that is known by its ids that it speaks to its maker alone", async () => {
  const devices = ["ADV RT", "HOME"].map((product) => device(product, { vendorId: 0x2e66, productId: 0x0101 }));
  const { peek } = peeking({ "ADV RT": TUNNEL, HOME: UPS });
  const found = usbScan(devices, 0, new Set(), await tunnelsAmong(devices, peek));
  expect(upsConf(found).match(/^\t# usbhid-ups cannot read it: .*tunnel of the maker's own.*$/gm)).toHaveLength(1);
  expect(found.map(({ driver }) => driver)).toEqual(["usbhid-ups", "usbhid-ups"]);
});

it("says nothing of a known device that is in use", async () => {
  const refuse = (): Promise<never> => Promise.reject(new DeviceError("busy", "in use"));
  const known = device("ADV RT", { vendorId: 0x2e66, productId: 0x0101 });
  await expect(tunnelsAmong([known], refuse)).resolves.toEqual(new Set());
});
