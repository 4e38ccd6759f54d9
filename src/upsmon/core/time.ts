/**
 * Time as the C upsmon counts it: in whole seconds. `now` is in milliseconds, never goes back, and its seconds
 * begin when those of the wall clock do, so that our limits are reached in the same second as C's.
 */
export const seconds = (ms: number): number => Math.floor(ms / 1000);

/** The moment at which more than `limit` whole seconds have gone by since `since` (C: `now - since > limit`). */
export const past = (since: number, limit: number): number => (seconds(since) + limit + 1) * 1000;

export const reached = (since: number, limit: number): number => (seconds(since) + limit) * 1000;

/** Whether a warning is to be said again: never said, or more than `interval` seconds ago. */
export const isWarningDue = (last: number | undefined, interval: number, now: number): boolean =>
  last === undefined || now >= past(last, interval);
