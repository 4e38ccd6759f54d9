/// <reference types="w3c-web-usb" />
/** USB devices through the package `usb` 3, loaded on opening. Linux lists them from /sys, without rights. */

import { DeviceError } from "../../device/device-error.ts";
import type { HidLink, HidOpener, HidSetup, UsbDevice } from "../../device/hid.ts";
import type { UsbEndpoint, UsbPipe, UsbPipeOpener } from "../../device/usb-pipe.ts";
import { loadUsb } from "../native-modules.ts";
import { busyError, openError } from "./errors.ts";
import { firstFace } from "./first-face.ts";
import { hidInterface, interruptEndpoint, isHid } from "./interfaces.ts";
import { UsbLink } from "./link.ts";
import { NativeUsbPipe } from "./pipe.ts";
import { release } from "./release.ts";
import { hidInterfacesOf, interfaceDriver, kernelDescriptor, listDevices, usbAddressOf } from "./sysfs.ts";

type Usb = typeof import("usb");
type Native = Awaited<ReturnType<Usb["usb"]["getDevices"]>>[number];

const VERSION = "usb 3.1 (nusb)";
const HUB_CLASS = 9;

const interfaces = (native: Native) => native.configuration?.interfaces ?? [];

/** Where there is no /sys: what the native layer knows, strings trimmed. */
const fromNative = (native: Native): UsbDevice => ({
  vendorId: native.vendorId,
  productId: native.productId,
  release: native.deviceVersionMajor * 0x100 + native.deviceVersionMinor * 0x10 + native.deviceVersionSubminor,
  vendor: native.manufacturerName ?? undefined,
  product: native.productName ?? undefined,
  serial: native.serialNumber ?? undefined,
  bus: native.bus.padStart(3, "0"),
  address: String(native.address).padStart(3, "0"),
  ports: native.ports,
  hid: interfaces(native).some(isHid),
  node: `USB bus ${native.bus} device ${native.address}`,
});

async function list(): Promise<readonly UsbDevice[]> {
  // A machine without USB has no such folder, and then no devices.
  if (process.platform === "linux") return listDevices();
  const devices = await (await loadUsb()).usb.getDevices();
  return devices.filter(({ deviceClass }) => deviceClass !== HUB_CLASS).map(fromNative);
}

async function nativeOf(device: UsbDevice): Promise<Native> {
  const devices = await (await loadUsb()).usb.getDevices();
  const found = devices.find(
    ({ bus, address }) => bus.padStart(3, "0") === device.bus && address === Number(device.address),
  );
  if (!found) throw new DeviceError("absent", `${device.node}: the device is gone`);
  return found;
}

/** Takes an interface from the kernel's own driver, never from another program. */
async function claim(native: Native, device: UsbDevice, number: number): Promise<void> {
  const driver = interfaceDriver(device, number);
  if (driver === "usbfs") throw busyError(device);
  // Fails where no driver is bound or the system knows no detaching; the claim tells.
  await native.detachKernelDriver(number).catch(() => undefined);
  await native.claimInterface(number);
}

interface Opened {
  readonly native: Native;
  readonly number: number;
  /** The kernel's own driver had the interface. */
  readonly driven: boolean;
}

/** The configuration can be asked for only when the device is open: `pick` chooses the interface then. */
async function opened(device: UsbDevice, pick: (native: Native) => number, alternate?: number): Promise<Opened> {
  const native = await nativeOf(device);
  let number = 0;
  try {
    await native.open();
    number = pick(native);
    const driven = interfaceDriver(device, number) !== undefined;
    await claim(native, device, number);
    if (alternate !== undefined) await native.selectAlternateInterface(number, alternate);
    return { native, number, driven };
  } catch (error) {
    await release(native, number);
    throw error instanceof DeviceError ? error : openError(device, error);
  }
}

async function open(device: UsbDevice, wanted: HidSetup): Promise<HidLink> {
  const pick = (native: Native): number => hidInterface(interfaces(native), wanted.interface);
  const { native, number, driven } = await opened(device, pick, wanted.alternate);
  const endpoint = interruptEndpoint(interfaces(native), number, wanted.endpointIn);
  return new UsbLink(native, device, { ...wanted, interface: number }, endpoint, driven);
}

const endpointsOf = (native: Native): readonly UsbEndpoint[] =>
  (interfaces(native)[0]?.alternate.endpoints ?? []).map(({ direction, endpointNumber, type, packetSize }) => ({
    address: endpointNumber + (direction === "in" ? 0x80 : 0),
    interrupt: type === "interrupt",
    packetSize,
  }));

async function openPipe(device: UsbDevice): Promise<UsbPipe> {
  const { native } = await opened(device, () => 0);
  return new NativeUsbPipe(native, device, endpointsOf(native));
}

/** Through the kernel's driver where it is bound, else by a short look of our own; never by taking it away. */
async function descriptorAt(device: UsbDevice, number: number | undefined): Promise<Uint8Array | undefined> {
  const known = kernelDescriptor(device, number ?? 0);
  const driver = interfaceDriver(device, number ?? 0);
  if (known || (driver !== undefined && driver !== "usbfs")) return known;
  const link = await open(device, { interface: number });
  try {
    return (await link.reportDescriptors())[0];
  } finally {
    await link.close();
  }
}

const peek: HidOpener["peek"] = (device, wanted) => {
  const numbers = hidInterfacesOf(device);
  // Where there is no /sys, the first of the HID class is found by opening.
  return firstFace(numbers.length > 0 ? numbers : [undefined], (number) => descriptorAt(device, number), wanted);
};

const version = (): Promise<string> => Promise.resolve(VERSION);

export const USB_PIPES: UsbPipeOpener = { list, open: openPipe, version };

export const USB_HID: HidOpener = {
  list,
  open,
  peek,
  resolve: (path) => Promise.resolve(usbAddressOf(path)),
  version,
};
