/** Which of a device's interfaces to read: the first whose report descriptor is one that is wanted. */
import type { HidFace } from "../../host/usb-hid.ts";
import { DriverError } from "../../nut/driver-error.ts";

/** Throws DriverError `denied` or `busy` where there is none and one could not be looked at. */
export async function firstFace(
  numbers: readonly (number | undefined)[],
  descriptorAt: (number: number | undefined) => Promise<Uint8Array | undefined>,
  wanted: (descriptor: Uint8Array) => boolean,
): Promise<HidFace | undefined> {
  let shut: DriverError | undefined;
  for (const number of numbers) {
    try {
      const descriptor = await descriptorAt(number);
      if (descriptor && wanted(descriptor)) return { interface: number };
    } catch (error) {
      if (!(error instanceof DriverError)) throw error;
      if (error.fault === "busy" || error.fault === "denied") shut ??= error;
    }
  }
  if (shut) throw shut;
  return undefined;
}
