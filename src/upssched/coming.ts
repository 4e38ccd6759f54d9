/**
 * What a timer waits for at its end: orders on their way, of events that came between its own and its end. One of them
 * may cancel it.
 */

/** An event whose orders are on their way, `age` milliseconds old. */
export interface ComingEvent {
  readonly stamp: number;
  readonly age: number;
}

/** What says of a timer when it runs. */
export interface Waiting {
  readonly due: number;
  /** When it is looked at: at its end, and again while it waits for orders on their way. */
  readonly look: number;
  /** From here on it waits for no order that is on its way. */
  readonly latest: number;
  /** Of the last event that started or joined it. */
  readonly stamp: number | undefined;
}

/** Between two looks whether orders are still on their way. */
const LOOK_MS = 50;
/** So long a timer waits for them, or as long as its own order was on the way: Node may need seconds to start. */
const WAIT_MS = 10_000;

/** Of a timer whose own order was `age` milliseconds on the way. */
export const waitingFrom = (due: number, age: number): Omit<Waiting, "stamp"> => ({
  due,
  look: due,
  latest: due + Math.max(age, WAIT_MS),
});

/** Whether it would wait for orders on their way. */
export const mayWait = ({ due, latest }: Waiting, now: number): boolean => due <= now && latest > now;

/** Whether an event may cancel it that came after its own, and before its end. */
const concerns = ({ stamp, age }: ComingEvent, timer: Waiting, now: number): boolean =>
  age >= now - timer.due && (timer.stamp === undefined || stamp > timer.stamp);

const isHeld = (timer: Waiting, coming: readonly ComingEvent[], now: number): boolean =>
  timer.latest > now && coming.some((event) => concerns(event, timer, now));

/** Whether its time has come, and nothing on its way holds it. */
export const isOver = (timer: Waiting, coming: readonly ComingEvent[], now: number): boolean =>
  timer.due <= now && !isHeld(timer, coming, now);

/** A timer that is held is looked at again soon. */
export const lookAgain = <Timer extends Waiting>(timer: Timer, now: number): Timer =>
  timer.due > now ? timer : { ...timer, look: Math.min(timer.latest, now + LOOK_MS) };
