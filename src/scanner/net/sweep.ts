/** One question to each address of some ranges, to so many at once. */
import { setMaxListeners } from "node:events";
import { fewAtOnce } from "../../system/few-at-once.ts";
import type { ScannedDevice } from "../found.ts";
import { type AddressRange, addressesOf, sizeOf } from "./ranges.ts";

/** What is at an address. Rejects only once the signal has said that it is enough. */
export type AddressProbe = (address: string, signal: AbortSignal) => Promise<readonly ScannedDevice[]>;

export interface Progress {
  /** Of all addresses. */
  readonly done: number;
  readonly all: bigint;
  readonly found: number;
}

export interface SweepOptions {
  readonly atOnce: number;
  readonly signal: AbortSignal;
  readonly progress: (progress: Progress) => void;
}

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });

/** In the order of the addresses. When the signal comes, what has been found until then. */
export async function sweep(
  ranges: readonly AddressRange[],
  probe: AddressProbe,
  { atOnce, signal, progress }: SweepOptions,
): Promise<readonly ScannedDevice[]> {
  // Each address that is being looked at listens to it.
  setMaxListeners(0, signal);
  const all = sizeOf(ranges);
  const found = new Map<number, readonly ScannedDevice[]>();
  let done = 0;
  let next = 0;
  const look = async (address: string): Promise<void> => {
    const place = next++;
    const there = await probe(address, signal);
    if (there.length > 0) found.set(place, there);
    progress({ done: ++done, all, found: found.size });
  };
  await Promise.race([fewAtOnce(addressesOf(ranges), look, signal, atOnce), aborted(signal)]);
  return [...found].sort(([a], [b]) => a - b).flatMap(([, there]) => there);
}
