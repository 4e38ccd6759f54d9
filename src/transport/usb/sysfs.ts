/** USB devices as Linux shows them under /sys: no rights, no udev and no opening of devices needed. */
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";
import { basename } from "node:path";
import type { UsbDevice } from "../../device/hid.ts";

const DEVICES = "/sys/bus/usb/devices";
const DEVICE = /^\d+-[\d.]+$/;
const HUB_CLASS = "09";
const HID_CLASS = "03";

function file(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/\n$/, "");
  } catch {
    return undefined;
  }
}

function entries(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function link(path: string): string | undefined {
  try {
    return basename(readlinkSync(path));
  } catch {
    return undefined;
  }
}

const string = (path: string): string | undefined => {
  const text = file(path)?.split("\0")[0];
  return text === "" ? undefined : text;
};

const interfacesOf = (name: string): readonly string[] =>
  entries(`${DEVICES}/${name}`).filter((entry) => entry.startsWith(`${name}:`));

const three = (value: string): string => value.padStart(3, "0");

function read(name: string): UsbDevice | undefined {
  const at = `${DEVICES}/${name}`;
  const [vendor, product, release, bus, address, path] = [
    "idVendor",
    "idProduct",
    "bcdDevice",
    "busnum",
    "devnum",
    "devpath",
  ].map((entry) => file(`${at}/${entry}`));
  if (!vendor || !product || !bus || !address || file(`${at}/bDeviceClass`) === HUB_CLASS) return undefined;
  const classes = interfacesOf(name).map((one) => file(`${DEVICES}/${one}/bInterfaceClass`));
  return {
    vendorId: Number.parseInt(vendor, 16),
    productId: Number.parseInt(product, 16),
    release: Number.parseInt(release ?? "0", 16),
    vendor: string(`${at}/manufacturer`),
    product: string(`${at}/product`),
    serial: string(`${at}/serial`),
    bus: three(bus),
    address: three(address),
    ports: (path ?? "").split(".").map(Number),
    hid: classes.includes(HID_CLASS),
    node: `/dev/bus/usb/${three(bus)}/${three(address)}`,
  };
}

/** The devices, in the order of their sockets. One that goes away meanwhile is left out. */
export const listDevices = (): readonly UsbDevice[] =>
  entries(DEVICES)
    .filter((name) => DEVICE.test(name))
    .sort((a, b) => a.localeCompare(b, "en", { numeric: true }))
    .flatMap((name) => read(name) ?? []);

export const portName = ({ bus, ports }: UsbDevice): string => `${Number(bus)}-${ports.join(".")}`;

export function interfaceDriver(device: UsbDevice, number: number): string | undefined {
  const name = interfacesOf(portName(device)).find((one) => one.endsWith(`.${number}`));
  return name && link(`${DEVICES}/${name}/driver`);
}

export const hidInterfacesOf = (device: UsbDevice): readonly number[] =>
  interfacesOf(portName(device))
    .filter((one) => file(`${DEVICES}/${one}/bInterfaceClass`) === HID_CLASS)
    .map((one) => Number(one.slice(one.lastIndexOf(".") + 1)))
    .sort((a, b) => a - b);

/** The report descriptor of an interface, as the kernel's HID driver has it. */
export function kernelDescriptor(device: UsbDevice, number: number): Uint8Array | undefined {
  const one = interfacesOf(portName(device)).find((name) => name.endsWith(`.${number}`));
  const hid = one && entries(`${DEVICES}/${one}`).find((entry) => /^[0-9A-F]{4}:[0-9A-F]{4}:/.test(entry));
  if (!hid) return undefined;
  try {
    return readFileSync(`${DEVICES}/${one}/${hid}/report_descriptor`);
  } catch {
    return undefined;
  }
}

export interface UsbAddress {
  readonly bus: string;
  readonly address: string;
}

const CLASSES: readonly (readonly [pattern: RegExp, folder: string])[] = [
  [/^hidraw\d+$/, "/sys/class/hidraw"],
  [/^hiddev\d+$/, "/sys/class/usbmisc"],
];

/** The device behind a node of the kernel's HID drivers or of usbfs. */
export function usbAddressOf(path: string): UsbAddress | undefined {
  const usbfs = /^\/dev\/bus\/usb\/(\d{3})\/(\d{3})$/.exec(path);
  if (usbfs?.[1] && usbfs[2]) return existsSync(path) ? { bus: usbfs[1], address: usbfs[2] } : undefined;
  const name = basename(path);
  const folder = CLASSES.find(([pattern]) => pattern.test(name))?.[1];
  return folder === undefined ? undefined : above(`${folder}/${name}/device`);
}

/** Climbs from a device's folder to the USB device that it hangs on. */
function above(start: string): UsbAddress | undefined {
  let at: string;
  try {
    at = realpathSync(start);
  } catch {
    return undefined;
  }
  for (; at.length > "/sys/devices".length; at = at.slice(0, at.lastIndexOf("/"))) {
    const [bus, address] = [file(`${at}/busnum`), file(`${at}/devnum`)];
    if (bus && address) return { bus: three(bus), address: three(address) };
  }
  return undefined;
}
