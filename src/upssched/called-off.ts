/** What was cancelled lately, so that a START of an earlier event that comes late is known for what it is. */
import type { NotifyEvent } from "./occasion.ts";

export interface CalledOff {
  readonly name: string;
  /** Set by CANCEL-TIMER-MATCHED: only timers of such an event. */
  readonly occasion: NotifyEvent | undefined;
  readonly stamp: number;
  readonly until: number;
}

/** So long an order may be on its way, and so many cancellations are kept. */
const REMEMBER_MS = 60_000;
const MOST = 100;

export const callOff = (
  known: readonly CalledOff[],
  latest: Omit<CalledOff, "until">,
  now: number,
): readonly CalledOff[] =>
  [...known.filter(({ until }) => until > now), { ...latest, until: now + REMEMBER_MS }].slice(-MOST);

interface Start {
  readonly name: string;
  readonly occasion: NotifyEvent;
  readonly stamp?: number | undefined;
}

/** Whether a later event has cancelled what this START asks for. */
export const remembered = (known: readonly CalledOff[], { name, occasion, stamp }: Start, now: number): boolean =>
  stamp !== undefined &&
  known.some(
    (off) =>
      off.until > now &&
      off.stamp > stamp &&
      off.name === name &&
      (off.occasion === undefined ||
        (off.occasion.notifyType === occasion.notifyType && off.occasion.upsname === occasion.upsname)),
  );
