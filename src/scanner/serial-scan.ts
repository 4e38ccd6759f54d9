/** Serial ports, all at once; on each the probes one after the other until one is answered. */

import { DeviceError } from "../device/device-error.ts";
import { sleep } from "../system/clock.ts";
import { reasonOf } from "../system/system-error.ts";
import { FAMILY_PROBES } from "./family-probes.ts";
import type { ScannedDevice } from "./found.ts";
import type { SerialPorts } from "./serial-ports.ts";
import {
  APC_PROBE,
  Q1_PROBE,
  QX_PROBE,
  type SerialProbe,
  type SerialWorld,
  SHUT_PROBE,
  XCP_PROBE,
} from "./serial-probes.ts";

/** `-E`: in the order of nut-scanner. */
export const EATON_PROBES: readonly SerialProbe[] = [SHUT_PROBE, XCP_PROBE, Q1_PROBE];
/** What an APC would take for an order of its own is asked when it is known that there is none. */
export const ALL_PROBES: readonly SerialProbe[] = [QX_PROBE, APC_PROBE, SHUT_PROBE, ...FAMILY_PROBES];

/** Between two probes: what the one has asked may still be answered. */
const PAUSE_MS = 100;

export interface SerialScan extends SerialWorld {
  readonly exists: (path: string) => boolean;
  readonly warn: (text: string) => void;
}

async function scanPort(
  scan: SerialScan,
  path: string,
  probes: readonly SerialProbe[],
): Promise<readonly ScannedDevice[]> {
  try {
    for (const probe of probes) {
      const found = await probe(scan, path);
      if (found) return [found];
      await sleep(scan.clock, PAUSE_MS);
    }
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    scan.warn(`Passed over: ${reasonOf(error)}\n`);
  }
  return [];
}

export async function serialScan(
  scan: SerialScan,
  { ports, named }: SerialPorts,
  probes: readonly SerialProbe[],
): Promise<readonly ScannedDevice[]> {
  const there = named ? ports : ports.filter(scan.exists);
  return (await Promise.all(there.map((path) => scanPort(scan, path, probes)))).flat();
}
