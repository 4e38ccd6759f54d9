import { DeviceError } from "../device/device-error.ts";
import type { HidOpener, UsbDevice } from "../device/hid.ts";
import { isTunnel } from "../drivers/usbhid/explanation.ts";
import { parseReportDescriptor } from "../drivers/usbhid/report/report-descriptor.ts";
import { isUps } from "../drivers/usbhid/subdrivers/generic.ts";
import { HID, isSharedId, knownUsb } from "./known-usb.ts";

type Peek = HidOpener["peek"];

async function saysItIsUps(device: UsbDevice, peek: Peek): Promise<boolean> {
  try {
    return (await peek(device, (descriptor) => isUps(parseReportDescriptor(descriptor)))) !== undefined;
  } catch (error) {
    if (error instanceof DeviceError) return false;
    throw error;
  }
}

/** Whether the ids alone do not tell: nobody's table has them, or those of several makers. */
const isOpen = ({ hid, vendorId, productId }: UsbDevice): boolean =>
  hid && (!knownUsb(vendorId, productId) || isSharedId(vendorId, productId));

/** The UPSes among the HID devices whose ids do not tell: usbhid-ups reads them by the rules of their class. */
export async function unclaimedUpses(devices: readonly UsbDevice[], peek: Peek): Promise<ReadonlySet<UsbDevice>> {
  const found = new Set<UsbDevice>();
  for (const device of devices) {
    if (!isOpen(device)) continue;
    if (await saysItIsUps(device, peek)) found.add(device);
  }
  return found;
}

async function saysNothing(device: UsbDevice, peek: Peek): Promise<boolean> {
  let tunnels = 0;
  const other = (bytes: Uint8Array): boolean => {
    const tunnel = isTunnel(parseReportDescriptor(bytes));
    if (tunnel) tunnels++;
    return !tunnel;
  };
  try {
    return (await peek(device, other)) === undefined && tunnels > 0;
  } catch (error) {
    if (error instanceof DeviceError) return false;
    throw error;
  }
}

/** Devices that usbhid-ups knows by their ids and yet cannot read. */
export async function tunnelsAmong(devices: readonly UsbDevice[], peek: Peek): Promise<ReadonlySet<UsbDevice>> {
  const found = new Set<UsbDevice>();
  for (const device of devices) {
    const driver = knownUsb(device.vendorId, device.productId)?.driver;
    if (device.hid && driver === HID.driver && (await saysNothing(device, peek))) found.add(device);
  }
  return found;
}
