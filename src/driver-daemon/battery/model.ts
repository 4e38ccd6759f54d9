/** What recorded discharges say of a battery: its capacity, how it takes loads (Peukert), its voltage. */
import { drainOf, meanLoad, USUAL_EXPONENT, workAlong } from "../../nut/battery/discharge.ts";
import type { Capacity } from "../../nut/battery/health.ts";
import { type Used, usedBy } from "./depth.ts";
import type { Discharge } from "./recording.ts";
import { depthAt, fitCurve, type Point, type VoltageCurve } from "./voltage-curve.ts";

export interface Model {
  /** Seconds at full load, from full to empty. */
  readonly capacity: number;
  readonly exponent: number;
  /** Relative standard deviation of the capacity. */
  readonly doubt: number;
  /** Of the latest discharge that told it: Unix time in seconds. */
  readonly learned: number;
  readonly curve: VoltageCurve | undefined;
}

interface Measured {
  readonly used: Used;
  readonly began: number;
  readonly from: number;
  /** A part that only the voltage tells counts less. */
  readonly weight: number;
}

const EXPONENTS = Array.from({ length: 9 }, (_, i) => 1.05 + i * 0.04);
/** How far two measurements of one battery lie apart, and the exponents of lead-acid batteries. */
const USUAL_SPREAD = 0.08;
const EXPONENT_SPREAD = 0.06;
/** What a measurement counts, of the one after it: a battery ages. */
const FADING = 0.5;
/** Relative difference to the latest at which an earlier one hardly counts any more: it was another battery. */
const DIFFERENT = 0.2;
/** Discharges that the voltage is learned from. */
const RECENT = 4;
/** Seconds in which the voltage settles. */
const SETTLING = 30;
const BY_VOLTAGE = 0.3;
const LEAST_BY_VOLTAGE = 0.2;

const lastWork = (samples: Used["samples"], exponent: number): number => workAlong(samples, exponent).at(-1) ?? 0;

/** Seconds at full load that a whole battery would have given. */
const capacityBy = ({ samples, depth }: Used, exponent: number): number => lastWork(samples, exponent) / depth;

const weightsOf = (measured: readonly Measured[]): readonly number[] =>
  measured.map(({ used, weight }, i) => weight * used.depth * FADING ** (measured.length - 1 - i));

interface Mean {
  readonly log: number;
  readonly variance: number;
}

function meanOf(logs: readonly number[], weights: readonly number[]): Mean {
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const log = logs.reduce((sum, one, i) => sum + one * (weights[i] ?? 0), 0) / total;
  const variance = logs.reduce((sum, one, i) => sum + (one - log) ** 2 * (weights[i] ?? 0), 0) / total;
  return { log, variance };
}

const logsOf = (measured: readonly Measured[], exponent: number): readonly number[] =>
  measured.map(({ used }) => Math.log(capacityBy(used, exponent)));

/** How far each is of the battery as it is now, 0 to 1. */
function likeNow(measured: readonly Measured[], exponent: number): readonly number[] {
  const logs = logsOf(measured, exponent);
  const last = measured.findLastIndex(({ weight }) => weight === 1);
  return logs.map((log, i) => (i > last ? 1 : Math.exp(-(((log - (logs[last] ?? 0)) / DIFFERENT) ** 2))));
}

function capacityNow(measured: readonly Measured[], exponent: number): Mean {
  const like = likeNow(measured, exponent);
  const weights = weightsOf(measured).map((weight, i) => weight * (like[i] ?? 1));
  return meanOf(logsOf(measured, exponent), weights);
}

/** As a square, but two that are of different batteries, or of one before and after years, do not disagree without end. */
const disagreement = (difference: number): number => DIFFERENT ** 2 * (1 - Math.exp(-((difference / DIFFERENT) ** 2)));

/** The one under which each measurement agrees best with the next; the usual one while they say nothing of it. */
function exponentOf(measured: readonly Measured[]): number {
  const weights = weightsOf(measured);
  const cost = (exponent: number): number => {
    const logs = logsOf(measured, exponent);
    const steps = logs.slice(1).map((log, i) => (weights[i] ?? 0) * disagreement(log - (logs[i] ?? 0)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const mean = steps.reduce((sum, step) => sum + step, 0) / total;
    return (measured.length * mean) / USUAL_SPREAD ** 2 + ((exponent - USUAL_EXPONENT) / EXPONENT_SPREAD) ** 2;
  };
  return EXPONENTS.reduce((best, exponent) => (cost(exponent) < cost(best) ? exponent : best), USUAL_EXPONENT);
}

/** An aged battery is taken for a smaller one: it felt its load as the battery that it is now feels another, `scale` times as large. */
function pointsOf({ used, from }: Measured, exponent: number, scale: number): readonly Point[] {
  const capacity = capacityBy(used, exponent);
  const works = workAlong(used.samples, exponent);
  return used.samples.flatMap(({ at, voltage, load }, i) =>
    voltage === undefined || at < SETTLING
      ? []
      : [{ depth: 1 - from / 100 + (works[i] ?? 0) / capacity, voltage, load: scale * (load ?? 0) }],
  );
}

function curveOf(measured: readonly Measured[], exponent: number): VoltageCurve | undefined {
  const { log } = capacityNow(measured, exponent);
  const like = likeNow(measured, exponent);
  const scales = logsOf(measured, exponent).map((one, i) => Math.exp((log - one) * (1 - (like[i] ?? 1))));
  const points = measured.flatMap((one, i) => pointsOf(one, exponent, scales[i] ?? 1));
  return fitCurve(points, 1 / Math.min(1, ...scales));
}

const measuredBy = (discharge: Discharge): Measured | undefined => {
  const used = usedBy(discharge);
  const from = used?.samples[0]?.charge ?? discharge.from;
  return used && from !== undefined ? { used, began: discharge.began, from, weight: 1 } : undefined;
};

/** Of a discharge that ended early, where the device has no charge: by its last voltage. */
function measuredByVoltage(discharge: Discharge, curve: VoltageCurve): Measured | undefined {
  const { samples, began, from } = discharge;
  const last = samples.at(-1);
  if (from === undefined || last?.voltage === undefined || last.at < SETTLING) return undefined;
  const found = depthAt(curve, last.voltage, last.load ?? 0);
  const depth = (found?.depth ?? 0) - (1 - from / 100);
  if (!found || found.doubt > depth / 3 || depth < LEAST_BY_VOLTAGE) return undefined;
  return { used: { depth, samples }, began, from, weight: BY_VOLTAGE };
}

const byTime = (a: Measured, b: Measured): number => a.began - b.began;

function allMeasured(discharges: readonly Discharge[]): readonly Measured[] {
  const sure = discharges.flatMap((discharge) => measuredBy(discharge) ?? []);
  if (sure.length === 0) return sure;
  const exponent = exponentOf(sure);
  const curve = curveOf(sure, exponent);
  if (curve === undefined) return sure;
  const rest = discharges.filter((discharge) => usedBy(discharge) === undefined);
  return [...sure, ...rest.flatMap((discharge) => measuredByVoltage(discharge, curve) ?? [])].sort(byTime);
}

/** Undefined while nothing has been learned. `discharges`: oldest first. */
export function learn(discharges: readonly Discharge[]): Model | undefined {
  const measured = allMeasured(discharges);
  if (measured.length === 0) return undefined;
  const exponent = exponentOf(measured);
  const { log, variance } = capacityNow(measured, exponent);
  const doubt = Math.sqrt(variance + USUAL_SPREAD ** 2 / measured.length);
  const learned = measured.findLast(({ weight }) => weight === 1)?.began ?? 0;
  return { capacity: Math.exp(log), learned, exponent, doubt, curve: curveOf(measured.slice(-RECENT), exponent) };
}

/** The part of the battery that is used at the end of a discharge, 0 to 1, by its work. */
export const usedIn = ({ from = 100, samples }: Discharge, { capacity, exponent }: Model): number =>
  Math.min(1, 1 - from / 100 + lastWork(samples, exponent) / capacity);

/** The capacity that one discharge speaks of; undefined where it does not. */
export function capacityOf(discharge: Discharge, exponent: number): Capacity | undefined {
  const used = usedBy(discharge);
  if (!used || drainOf(meanLoad(used.samples), exponent) <= 0) return undefined;
  return { seconds: capacityBy(used, exponent), depth: used.depth, load: meanLoad(used.samples) };
}
