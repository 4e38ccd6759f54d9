/** A discharge as it was seen, and what it says of the capacity: the work done, in seconds at full load, by the part used. */

/** Seconds since the discharge began; percent, volts, percent, seconds, each where the device tells it. */
export interface Sample {
  readonly at: number;
  readonly charge?: number | undefined;
  readonly voltage?: number | undefined;
  readonly load?: number | undefined;
  readonly runtime?: number | undefined;
}

/** Peukert's exponent of lead-acid batteries, where nothing better is known. */
export const USUAL_EXPONENT = 1.2;
/** A UPS spends as much on itself, of its full load, whatever hangs on it. */
const IDLE = 0.05;
/** Percent that is counted with where the device does not tell its load: only proportions matter then. */
const UNKNOWN_LOAD = 50;

/** What a load, in percent, costs the battery each second; 1 at full load. */
export const drainOf = (load: number | undefined, exponent: number): number =>
  ((Math.max(0, load ?? UNKNOWN_LOAD) / 100 + IDLE) / (1 + IDLE)) ** exponent;

/** Seconds at full load, at each sample, since the first. */
export function workAlong(samples: readonly Sample[], exponent: number): readonly number[] {
  let work = 0;
  return samples.map(({ at }, i) => {
    const before = samples[i - 1];
    if (before) work += (at - before.at) * drainOf(before.load, exponent);
    return work;
  });
}

/** Percent over time; undefined where no sample has a load. */
export function meanLoad(samples: readonly Sample[]): number | undefined {
  const loads = samples.flatMap(({ load }) => (load === undefined ? [] : [load]));
  return loads.length === 0 ? undefined : loads.reduce((sum, load) => sum + load, 0) / loads.length;
}
