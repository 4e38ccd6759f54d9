/** Is there a SHUT device on this line? */

import type { SerialOpener } from "../../device/serial-line.ts";
import type { Clock } from "../../system/clock.ts";
import { SYNC } from "./frame.ts";
import { identify, NOT_KNOWN, openChannel } from "./shut-device.ts";

export interface ShutFound {
  readonly vendor: string;
  readonly product: string;
  readonly serial: string | undefined;
}

const TRIES = 2;
const known = (text: string | undefined): string | undefined => (text === NOT_KNOWN ? undefined : text);

/**
 * Undefined where none answers, after two seconds on a silent line. Throws DeviceError `absent`, `denied` or `busy`
 * where the port itself cannot be had, `lost` where it goes away.
 */
export async function probeShut(serial: SerialOpener, clock: Clock, path: string): Promise<ShutFound | undefined> {
  const channel = await openChannel(serial, clock, path, [SYNC.off]);
  try {
    const found = (await channel.begin(TRIES)) ? await identify(channel, path) : undefined;
    if (!found) return undefined;
    const { vendor, product, serial } = found.device;
    return { vendor: vendor ?? "", product: known(product) ?? "", serial: known(serial) };
  } finally {
    await channel.close();
  }
}
