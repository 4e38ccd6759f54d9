/** The energy of each day, from the rows of hours. */
import type { Row } from "./columns.ts";

export interface Day {
  /** `2026-11-29`, in UTC. */
  readonly day: string;
  readonly kwh: number;
  /** The power was estimated for some of it. */
  readonly estimated: boolean;
  /** The part of the day in which the power was known: 0 to 1. */
  readonly covered: number;
}

const HOUR_MS = 3_600_000;
const DAY_SECONDS = 86_400;

export function daysOf(hours: readonly Row[]): readonly Day[] {
  const days = new Map<string, { energy: number; covered: number; estimated: number }>();
  for (const { slot, energy, covered, estimated } of hours) {
    const day = new Date(slot * HOUR_MS).toISOString().slice(0, 10);
    const known = days.get(day) ?? { energy: 0, covered: 0, estimated: 0 };
    days.set(day, {
      energy: known.energy + energy,
      covered: known.covered + covered,
      estimated: known.estimated + estimated,
    });
  }
  return [...days].map(([day, { energy, covered, estimated }]) => ({
    day,
    kwh: Math.round(energy) / 1000,
    estimated: estimated > 0,
    covered: Math.min(1, Math.round((covered / DAY_SECONDS) * 1000) / 1000),
  }));
}
