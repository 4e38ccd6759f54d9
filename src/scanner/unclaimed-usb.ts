/** UPSes that no table names, found by what their report descriptors say they are: usbhid-ups reads them by the rules of their class. */

import { parseReportDescriptor } from "../drivers/usbhid/report-descriptor.ts";
import { isUps } from "../drivers/usbhid/subdrivers/generic.ts";
import type { HidOpener, UsbDevice } from "../host/usb-hid.ts";
import { DriverError } from "../nut/driver-error.ts";
import { knownUsb } from "./known-usb.ts";

type Peek = HidOpener["peek"];

/** One that is in use or may not be opened cannot be asked, and is left out. */
async function saysItIsUps(device: UsbDevice, peek: Peek): Promise<boolean> {
  try {
    return (await peek(device, (descriptor) => isUps(parseReportDescriptor(descriptor)))) !== undefined;
  } catch (error) {
    if (error instanceof DriverError) return false;
    throw error;
  }
}

/** The UPSes among the HID devices that nobody's table knows. */
export async function unclaimedUpses(devices: readonly UsbDevice[], peek: Peek): Promise<ReadonlySet<UsbDevice>> {
  const found = new Set<UsbDevice>();
  for (const device of devices) {
    if (!device.hid || knownUsb(device.vendorId, device.productId)) continue;
    if (await saysItIsUps(device, peek)) found.add(device);
  }
  return found;
}
