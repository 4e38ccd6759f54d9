/** What was cancelled lately, so that a START of an earlier event that comes late is known for what it is. */
import type { NotifyEvent } from "./notify-event.ts";

export interface Cancelled {
  readonly name: string;
  /** Set by CANCEL-TIMER-MATCHED: only timers of such an event. */
  readonly event: NotifyEvent | undefined;
  readonly stamp: number;
  readonly until: number;
}

/** So long an order may be on its way, and so many cancellations are kept. */
const REMEMBER_MS = 60_000;
const MOST = 100;

export const addCancelled = (
  known: readonly Cancelled[],
  latest: Omit<Cancelled, "until">,
  now: number,
): readonly Cancelled[] =>
  [...known.filter(({ until }) => until > now), { ...latest, until: now + REMEMBER_MS }].slice(-MOST);

interface Start {
  readonly name: string;
  readonly event: NotifyEvent;
  readonly stamp?: number | undefined;
}

/** Whether a later event has cancelled what this START asks for. */
export const wasCancelled = (known: readonly Cancelled[], { name, event, stamp }: Start, now: number): boolean =>
  stamp !== undefined &&
  known.some(
    (off) =>
      off.until > now &&
      off.stamp > stamp &&
      off.name === name &&
      (off.event === undefined || (off.event.notifyType === event.notifyType && off.event.upsname === event.upsname)),
  );
