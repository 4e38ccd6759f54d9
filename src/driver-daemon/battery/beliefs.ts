/**
 * How large the battery is today, and how full it was when the discharge began: a probability for each of some answers, which
 * every voltage shifts. A battery that has aged is taken for a smaller one: it feels a load as a new one feels a larger load.
 */
import { type VoltageCurve, voltageAt } from "./voltage-curve.ts";

/** Logarithms of likelihoods, one for each of HYPOTHESES. */
export type Evidence = readonly number[];

interface Hypothesis {
  /** Capacity as a part of the one that was learned. */
  readonly left: number;
  /** Part of the battery that was gone already, of which nobody knew. */
  readonly gone: number;
}

const LEFT = Array.from({ length: 22 }, (_, i) => 1.25 * 0.93 ** i);
const GONE = [0, 0.1, 0.2, 0.35, 0.5, 0.7];
const HYPOTHESES: readonly Hypothesis[] = LEFT.flatMap((left) => GONE.map((gone) => ({ left, gone })));

/** What a year does to the logarithm of the capacity: on the average, and how far batteries differ in it. */
const AGEING = 0.1;
const AGEING_SPREAD = 0.15;
/** A cell may fail at any time: as likely as that, and as far. */
const FAILED = 0.05;
const FAILED_SPREAD = 0.6;
const MOST_YEARS = 4;
const YEAR = 365 * 86_400;
/** Logarithm: somebody has used the battery, and nobody saw it. */
const UNSEEN = -5;
/** Part of the voltage that a curve is wrong by, at the best. */
const LEAST_SPREAD = 0.004;
/** Seconds after which a voltage says something new. */
const NEWS_AFTER = 20;
/** Standard deviations: a voltage that is further off is not believed any further. */
const FARTHEST = 4;
/** Doubt of where "empty" is. */
const EMPTY_DOUBT = 0.06;

/** What was learned of the capacity, and how long ago. */
export interface Learned {
  /** Relative standard deviation. */
  readonly doubt: number;
  /** Seconds. */
  readonly age: number;
}

function prior({ left, gone }: Hypothesis, { doubt, age }: Learned): number {
  const years = Math.min(MOST_YEARS, Math.max(0, age) / YEAR);
  const off = Math.log(left) + AGEING * years;
  const spread = off > 0 ? doubt : Math.hypot(doubt, AGEING_SPREAD * years);
  const usual = Math.exp(-((off / spread) ** 2) / 2);
  const failed = off > 0 ? 0 : FAILED * Math.exp(-((off / FAILED_SPREAD) ** 2) / 2);
  return Math.log(usual + failed) + (gone > 0 ? UNSEEN : 0);
}

/** Before anything was seen: batteries lose capacity, and do not gain it. */
export const expected = (learned: Learned): Evidence => HYPOTHESES.map((one) => prior(one, learned));

/** What a discharge has done so far. */
export interface Progress {
  /** Part used when it began, as far as it is known. */
  readonly began: number;
  /** Done since, in parts of the capacity that was learned. */
  readonly work: number;
}

const depthIn = ({ began, work }: Progress, { left, gone }: Hypothesis): number =>
  began + gone * (1 - began) + work / left;

function residual(curve: VoltageCurve, depth: number, voltage: number, load: number): number {
  const off = voltage - voltageAt(curve, Math.min(depth, curve.deepest), load);
  return depth > curve.deepest ? Math.max(0, off) : off;
}

export interface Seen {
  readonly voltage: number;
  /** Percent. */
  readonly load: number;
  /** Since the last one. */
  readonly seconds: number;
}

export function weigh(evidence: Evidence, curve: VoltageCurve, progress: Progress, seen: Seen): Evidence {
  const { voltage, load, seconds } = seen;
  const spread = Math.max(curve.spread, LEAST_SPREAD * voltage);
  return HYPOTHESES.map((hypothesis, i) => {
    const off = residual(curve, depthIn(progress, hypothesis), voltage, load / hypothesis.left) / spread;
    return (evidence[i] ?? 0) - (Math.min(Math.abs(off), FARTHEST) ** 2 / 2) * (seconds / NEWS_AFTER);
  });
}

/** A battery that gives more than it should have is larger than that. */
const beyondEmpty = (depth: number): number => -((Math.max(0, depth - 1) / EMPTY_DOUBT) ** 2) / 2;

export interface Belief {
  /** Part used, 0 to 1. */
  readonly depth: number;
  /** What is left to do, in parts of the capacity that was learned. */
  readonly rest: number;
}

export function believe(evidence: Evidence, progress: Progress): Belief {
  const logs = HYPOTHESES.map((one, i) => (evidence[i] ?? 0) + beyondEmpty(depthIn(progress, one)));
  const most = Math.max(...logs);
  let [total, depth, rest] = [0, 0, 0];
  HYPOTHESES.forEach((one, i) => {
    const weight = Math.exp((logs[i] ?? 0) - most);
    const used = Math.min(1, depthIn(progress, one));
    total += weight;
    depth += weight * used;
    rest += weight * (1 - used) * one.left;
  });
  return { depth: depth / total, rest: rest / total };
}
