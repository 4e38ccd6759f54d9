/** Opening the USB device that is meant: what was found, and the next one where that is taken. */
import type { UsbDevice } from "../../device/hid.ts";
import type { Log } from "../../system/log/log.ts";
import { DeviceError } from "../types.ts";
import { deviceName } from "../usb/describe-device.ts";
import type { FoundDevice, Known } from "../usb/find-device.ts";

/** The device that was found, then others that fit (`allow_duplicates`). Throws DeviceError `configuration`. */
export function takeFound(
  found: Exclude<FoundDevice, { kind: "none" }>,
  candidates: readonly UsbDevice[],
  log: Log,
): readonly Known[] {
  if (found.kind === "several") throw new DeviceError("configuration", found.text);
  for (const warning of found.warnings) log.warning(warning);
  const { device, others } = found;
  const alike = candidates.filter((one) => deviceName(one) === deviceName(device) && one.serial === device.serial);
  return [device, ...others].map((one) => ({ device: one, alone: alike.length === 1 }));
}

/** Opens the first that is not taken. Throws DeviceError. */
export async function openFirst<Choice, T>(
  [first, ...others]: readonly Choice[],
  open: (choice: Choice) => Promise<T>,
): Promise<T> {
  if (!first) throw new DeviceError("absent", "no device fits");
  try {
    return await open(first);
  } catch (error) {
    const taken = error instanceof DeviceError && error.fault === "busy";
    if (others.length === 0 || !taken) throw error;
    return openFirst(others, open);
  }
}
