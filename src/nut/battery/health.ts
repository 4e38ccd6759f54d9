/** Health: what is left of the first capacity that was measured, and how far the two measurements can be trusted. */
import { drainOf, USUAL_EXPONENT } from "./discharge.ts";

/** One measured capacity. */
export interface Capacity {
  /** Seconds at full load from full to empty. */
  readonly seconds: number;
  /** Part of the battery that was used to find it, 0 to 1. */
  readonly depth: number;
  /** Percent, on the average; undefined where the device does not tell it. */
  readonly load: number | undefined;
}

export interface Health {
  /** Of the first capacity; more than 100 where the battery has got better. */
  readonly percent: number;
  /** 0 to 100. */
  readonly confidence: number;
}

/** Part used at which a measurement is half trusted: a charge in whole percents, and a meter that is not linear. */
const HALF_TRUST = 0.1;
/** A battery that is so much better than the first measurement is another one. */
const REPLACED = 1.25;

const trust = ({ depth }: Capacity): number => depth / (depth + HALF_TRUST);

/** Two loads: the less alike they are, the more hangs on the exponent. 1 where they are the same. */
function alike(a: Capacity, b: Capacity): number {
  if (a.load === undefined || b.load === undefined) return a.load === b.load ? 1 : 0.5;
  const ratio = drainOf(a.load, USUAL_EXPONENT) / drainOf(b.load, USUAL_EXPONENT);
  return Math.exp(-0.3 * Math.abs(Math.log(ratio)));
}

export const healthOf = (first: Capacity, last: Capacity): Health => ({
  percent: Math.round((100 * last.seconds) / first.seconds),
  confidence: Math.round(100 * trust(first) * trust(last) * alike(first, last)),
});

/** The measurement that health counts from, after another one: a new battery begins anew. */
export const firstCapacity = (first: Capacity | undefined, next: Capacity): Capacity =>
  first === undefined || next.seconds > first.seconds * REPLACED ? next : first;
