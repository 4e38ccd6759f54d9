/** Which of a device's interfaces to read: the first whose report descriptor is one that is wanted. */

import { DeviceError } from "../../device/device-error.ts";
import type { HidFace } from "../../device/hid.ts";

/** Throws DeviceError `denied` or `busy` where there is none and one could not be looked at. */
export async function firstFace(
  numbers: readonly (number | undefined)[],
  descriptorAt: (number: number | undefined) => Promise<Uint8Array | undefined>,
  wanted: (descriptor: Uint8Array) => boolean,
): Promise<HidFace | undefined> {
  let shut: DeviceError | undefined;
  for (const number of numbers) {
    try {
      const descriptor = await descriptorAt(number);
      if (descriptor && wanted(descriptor)) return { interface: number };
    } catch (error) {
      if (!(error instanceof DeviceError)) throw error;
      if (error.fault === "busy" || error.fault === "denied") shut ??= error;
    }
  }
  if (shut) throw shut;
  return undefined;
}
