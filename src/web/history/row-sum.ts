/** Rows while they grow: samples are added, and rows to rows. Pure. */
import { CURVES, type Row, type Spread } from "./columns.ts";

export interface Sample {
  /** By the order of CURVES. */
  readonly values: readonly (number | undefined)[];
  readonly energy: number;
  readonly covered: number;
  readonly estimated: number;
}

/** How often each curve is in the mean: one that came late weighs less. */
export interface GrowingRow extends Row {
  readonly weights: readonly number[];
}

export const emptyRow = (slot: number): GrowingRow => ({
  slot,
  count: 0,
  spreads: CURVES.map(() => undefined),
  weights: CURVES.map(() => 0),
  energy: 0,
  covered: 0,
  estimated: 0,
});

/** A row of a file goes on; how often each curve was there is not kept, so it weighs as all of it. */
export const resumedRow = (row: Row): GrowingRow => ({
  ...row,
  weights: row.spreads.map((spread) => (spread ? row.count : 0)),
});

function grown(spread: Spread | undefined, weight: number, value: number | undefined): Spread | undefined {
  if (value === undefined) return spread;
  if (!spread) return { mean: value, low: value, high: value };
  return {
    mean: spread.mean + (value - spread.mean) / (weight + 1),
    low: Math.min(spread.low, value),
    high: Math.max(spread.high, value),
  };
}

export function withSample(row: GrowingRow, sample: Sample): GrowingRow {
  return {
    slot: row.slot,
    count: row.count + 1,
    spreads: row.spreads.map((spread, i) => grown(spread, row.weights[i] ?? 0, sample.values[i])),
    weights: row.weights.map((weight, i) => weight + (sample.values[i] === undefined ? 0 : 1)),
    energy: row.energy + sample.energy,
    covered: row.covered + sample.covered,
    estimated: row.estimated + sample.estimated,
  };
}
