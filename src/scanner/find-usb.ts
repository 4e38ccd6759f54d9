/** The power devices on the USB buses of this machine. */
import type { UsbDevice } from "../device/hid.ts";
import { reasonOf } from "../system/system-error.ts";
import type { ScannedDevice } from "./found.ts";
import { tunnelsAmong, unclaimedUpses } from "./unclaimed-usb.ts";
import { type UsbDetail, usbScan } from "./usb-scan.ts";

export async function findUsb(
  detail: UsbDetail,
  order: "first-socket-first" | "last-socket-first",
  warn: (text: string) => void,
): Promise<readonly ScannedDevice[]> {
  const { USB_HID } = await import("../transport/usb/openers.ts");
  const { loadUsb, missed } = await import("../transport/native-modules.ts");
  const gone = await missed(loadUsb);
  if (gone) warn(`${gone.message}\n`);
  let devices: readonly UsbDevice[];
  try {
    devices = await USB_HID.list();
  } catch (error) {
    warn(`The USB buses cannot be looked at: ${reasonOf(error)}\n`);
    return [];
  }
  const peek: typeof USB_HID.peek = (device, wanted) => USB_HID.peek(device, wanted);
  const unclaimed = await unclaimedUpses(devices, peek);
  const tunnels = await tunnelsAmong(devices, peek);
  return usbScan(order === "last-socket-first" ? [...devices].reverse() : devices, detail, unclaimed, tunnels);
}
