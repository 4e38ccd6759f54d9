/** Energy from power: between two samples that are close enough the mean of both; what lies further apart is a gap. Pure. */
import type { Power } from "../../nut/real-power.ts";

/** Farther apart, nobody knows what was between. */
const GAP_MS = 60_000;
const MS_PER_HOUR = 3_600_000;

export interface PowerAt {
  readonly at: number;
  readonly power: Power | undefined;
}

export interface Used {
  /** Watt-hours, never negative. */
  readonly energy: number;
  /** Seconds. */
  readonly covered: number;
  readonly estimated: number;
}

const NOTHING: Used = { energy: 0, covered: 0, estimated: 0 };

/** Between two moments of one clock, in milliseconds. */
export function usedBetween(before: PowerAt | undefined, after: PowerAt): Used {
  const ms = before ? after.at - before.at : 0;
  if (!before?.power || !after.power || ms <= 0 || ms > GAP_MS) return NOTHING;
  const seconds = ms / 1000;
  const estimated = before.power.estimated || after.power.estimated;
  return {
    energy: (((before.power.watts + after.power.watts) / 2) * ms) / MS_PER_HOUR,
    covered: seconds,
    estimated: estimated ? seconds : 0,
  };
}
