/** What the native layer's messages mean, and what to tell a person when a device cannot be opened. */

import { statSync } from "node:fs";
import { userInfo } from "node:os";
import { DeviceError } from "../../device/device-error.ts";
import type { HidAnswer, UsbDevice } from "../../device/hid.ts";
import { hex } from "../../nut/hex.ts";
import { holdersOf } from "../../system/files/file-holders.ts";
import { reasonOf } from "../../system/system-error.ts";

const GONE = /disconnected|no such device|errno (19|108)\b|not found|invalid state|not opened/i;
const SILENT = /cancelled|timed? ?out|errno 110\b/i;
const STALLED = /stalled|errno 32\b/i;

/** A failed request as an answer; throws DeviceError `lost` where the device is gone. */
export function answerOf(error: unknown, node: string): Exclude<HidAnswer, { kind: "data" }> {
  const text = reasonOf(error);
  if (STALLED.test(text)) return { kind: "stall" };
  if (SILENT.test(text)) return { kind: "timeout" };
  if (GONE.test(text)) throw new DeviceError("lost", `${node}: the device is gone (${text})`, { cause: error });
  return { kind: "error", text };
}

const rule = ({ vendorId, productId }: UsbDevice): string =>
  `SUBSYSTEM=="usb", ATTR{idVendor}=="${hex(vendorId, 4)}", ATTR{idProduct}=="${hex(productId, 4)}", MODE="0660", GROUP="nut"`;

function rights(node: string): string {
  try {
    const { uid, gid, mode } = statSync(node);
    return `owner ${uid}, group ${gid}, mode ${(mode & 0o777).toString(8).padStart(4, "0")}`;
  } catch {
    return "owner and mode unknown";
  }
}

const denied = (device: UsbDevice): string =>
  `${device.node}: permission denied to user ${userInfo().username} (${rights(device.node)}). ` +
  `Put this line into /etc/udev/rules.d/62-nut-usbups.rules, then unplug and plug the device: ${rule(device)}`;

/** Somebody else has the interface. */
export function busyError(device: UsbDevice): DeviceError {
  const who = holdersOf(device.node).join(", ") || "another program";
  return new DeviceError("busy", `${device.node} is in use by ${who}: stop it, or give this UPS another device`);
}

export function openError(device: UsbDevice, error: unknown): DeviceError {
  const text = reasonOf(error);
  const cause = { cause: error };
  if (/permission|access|errno (1|13)\b/i.test(text)) return new DeviceError("denied", denied(device), cause);
  if (/busy|errno 16\b/i.test(text)) return busyError(device);
  return new DeviceError("absent", `${device.node}: cannot be opened: ${text}`, cause);
}
