/** Curves between two moments, in as many points as a page can show. */
import { CURVES, type Curve, LEVELS, type Row, slotOf } from "./columns.ts";

export interface CurveRange {
  /** Milliseconds since 1970. */
  readonly from: number;
  readonly to: number;
  readonly points: number;
}

export interface Series {
  readonly mean: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

export interface CurveAnswer {
  /** Seconds from point to point. */
  readonly step: number;
  /** Seconds since 1970. */
  readonly times: readonly number[];
  readonly series: Readonly<Record<string, Series>>;
}

export type ReadRows = (level: number, from: number, to: number) => readonly Row[];

/** The finest level that reaches back so far and has not many more rows than are wanted. */
export function levelFor({ from, to, points }: CurveRange, now: number): number {
  const fits = LEVELS.findIndex(
    ({ stepMs, rows }) => from >= now - stepMs * rows && (to - from) / stepMs <= points * 10,
  );
  return fits < 0 ? LEVELS.length - 1 : fits;
}

const places = (value: number): number => Number(value.toPrecision(6));

function merged(
  rows: readonly Row[],
  column: number,
): { mean: number | null; low: number | null; high: number | null } {
  const known = rows.flatMap(({ spreads, count }) => {
    const spread = spreads[column];
    return spread ? [{ ...spread, count }] : [];
  });
  if (known.length === 0) return { mean: null, low: null, high: null };
  const weight = known.reduce((sum, { count }) => sum + count, 0);
  return {
    mean: places(known.reduce((sum, { mean, count }) => sum + mean * count, 0) / weight),
    low: places(Math.min(...known.map(({ low }) => low))),
    high: places(Math.max(...known.map(({ high }) => high))),
  };
}

/** One point for so many steps of the level that there are not more points than are wanted. */
export function curvesOf(range: CurveRange, curves: readonly Curve[], now: number, read: ReadRows): CurveAnswer {
  const index = levelFor(range, now);
  const level = LEVELS[index] ?? LEVELS[0];
  const [first, last] = [slotOf(range.from, level), slotOf(Math.min(range.to, now), level)];
  const per = Math.max(1, Math.ceil((last - first + 1) / range.points));
  const groups = new Map<number, Row[]>();
  for (const row of read(index, first, last)) {
    const at = Math.floor((row.slot - first) / per);
    groups.set(at, [...(groups.get(at) ?? []), row]);
  }
  const count = Math.max(0, Math.ceil((last - first + 1) / per));
  const at = Array.from({ length: count }, (_, i) => i);
  const series = curves.map((curve) => {
    const spreads = at.map((i) => merged(groups.get(i) ?? [], CURVES.indexOf(curve)));
    return [
      curve,
      {
        mean: spreads.map(({ mean }) => mean),
        low: spreads.map(({ low }) => low),
        high: spreads.map(({ high }) => high),
      },
    ] as const;
  });
  const step = (per * level.stepMs) / 1000;
  const start = (first * level.stepMs) / 1000;
  return { step, times: at.map((i) => start + i * step), series: Object.fromEntries(series) };
}
