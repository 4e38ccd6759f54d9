/** The voltage under load over the part that is used: a slope, a bend, the knee at the end, and what the load costs. */
import { leastSquares, type Row } from "./least-squares.ts";

export interface Point {
  /** Part used, 0 to 1. */
  readonly depth: number;
  readonly voltage: number;
  /** Percent. */
  readonly load: number;
}

export interface VoltageCurve {
  readonly coefficients: readonly number[];
  /** Volts that full load is taken to cost; the last coefficient says how far that is wrong. */
  readonly drop: number;
  /** How far measured voltages lie from it, in volts (root mean square). */
  readonly spread: number;
  /** Where it was seen: beyond it says nothing. */
  readonly deepest: number;
}

/** Fewer do not make a curve. */
const LEAST_POINTS = 8;
/** Part of the battery over which it has to be known. */
const LEAST_REACH = 0.3;
const GRID = 50;

const termsOf = (depth: number, load: number): readonly number[] => [1, depth, depth ** 3, depth ** 8, load / 100];

/** Loads that are all alike say nothing of what another one would cost. */
const RIDGES = [1e-6, 1e-6, 1e-6, 1e-6, 3e-3];
/** Of the voltage: what a lead-acid battery of a UPS usually loses at full load, while it is new. */
const USUAL_DROP = 0.05;

/** Volts at this depth and load. */
export function voltageAt({ coefficients, drop }: VoltageCurve, depth: number, load: number): number {
  const [rest = 0, slope = 0, bend = 0, knee = 0, byLoad = 0] = coefficients;
  const cube = depth * depth * depth;
  return rest + slope * depth + bend * cube + knee * cube * cube * depth * depth + ((byLoad - drop) * load) / 100;
}

const rowOf = ({ depth, voltage, load }: Point, drop: number): Row => ({
  terms: termsOf(depth, load),
  value: voltage + (drop * load) / 100,
});

/** `smaller`: how many times as large the battery has been. */
export function fitCurve(points: readonly Point[], smaller = 1): VoltageCurve | undefined {
  const deepest = points.reduce((most, { depth }) => Math.max(most, depth), 0);
  if (points.length < LEAST_POINTS || deepest < LEAST_REACH) return undefined;
  const drop = USUAL_DROP * smaller * points.reduce((most, { voltage }) => Math.max(most, voltage), 0);
  const coefficients = leastSquares(
    points.map((point) => rowOf(point, drop)),
    RIDGES,
  );
  if (coefficients === undefined) return undefined;
  const curve = { coefficients, drop, spread: 0, deepest };
  const squares = points.map(({ depth, voltage, load }) => (voltage - voltageAt(curve, depth, load)) ** 2);
  return { ...curve, spread: Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / points.length) };
}

export interface DepthFound {
  readonly depth: number;
  /** Standard deviation. */
  readonly doubt: number;
}

/** Doubt of the flat part, and of a curve that fits too well to be true. */
const LEAST_DOUBT = 0.04;
const LEAST_SPREAD = 0.002;

/** The part used that this voltage speaks of; undefined where the curve is flat there, or does not reach. */
export function depthAt(curve: VoltageCurve, voltage: number, load: number): DepthFound | undefined {
  const spread = Math.max(curve.spread, LEAST_SPREAD * voltage);
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i <= GRID; i++) {
    const depth = (curve.deepest * i) / GRID;
    const here = voltageAt(curve, depth, load);
    if (here <= voltage && here < lowest) return { depth, doubt: doubtAt(curve, depth, load, spread) };
    lowest = Math.min(lowest, here);
  }
  return { depth: curve.deepest, doubt: doubtAt(curve, curve.deepest, load, spread) };
}

function doubtAt(curve: VoltageCurve, depth: number, load: number, spread: number): number {
  const before = Math.max(0, depth - 0.05);
  const after = Math.min(curve.deepest, depth + 0.05);
  const fall = voltageAt(curve, before, load) - voltageAt(curve, after, load);
  return fall <= 0 ? 1 : Math.max(LEAST_DOUBT, (spread * (after - before)) / fall);
}
