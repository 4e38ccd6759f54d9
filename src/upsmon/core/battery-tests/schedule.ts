/** When a test is due: on a day of its schedule, or a later one at the same time of day where it could not be made. */
import type { TestSchedule } from "../../../conf/tables/battery-tests.ts";

/** Milliseconds from its time of day in which a test may begin. */
export const WINDOW_MS = 2 * 3_600_000;
/** The 29th of February is eight years away at the most. */
const MOST_DAYS = 3000;

function isDay({ weekday, day, months }: TestSchedule, date: Date): boolean {
  if (weekday !== undefined && date.getDay() !== weekday) return false;
  if (day !== undefined && date.getDate() !== day) return false;
  return months === undefined || months.includes(date.getMonth());
}

/** Local time, `days` after the day of `from`. */
function timeOn({ hour, minute }: TestSchedule, from: number, days: number): Date {
  const day = new Date(from);
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + days, hour, minute);
}

/** The first time of the schedule after `after`, both in Unix milliseconds; infinity where none comes. */
export function nextTime(schedule: TestSchedule, after: number): number {
  for (let days = 0; days <= MOST_DAYS; days++) {
    const time = timeOn(schedule, after, days);
    if (time.getTime() > after && isDay(schedule, time)) return time.getTime();
  }
  return Number.POSITIVE_INFINITY;
}

export interface Window {
  readonly from: number;
  readonly until: number;
}

/** The window that is open, or opens next, for a test that has been due since `due`. */
export function windowFrom(schedule: TestSchedule, due: number, now: number): Window {
  const open = [-1, 0, 1, 2]
    .map((days) => timeOn(schedule, Math.max(due, now), days).getTime())
    .find((from) => from >= due && from + WINDOW_MS > now);
  const from = open ?? due;
  return { from, until: from + WINDOW_MS };
}
