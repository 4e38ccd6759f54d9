/**
 * The timers of upssched, pure: `step(state, input, now) -> [state, effects]`. Names match exactly and belong
 * to all UPSes, as in the C program; times are milliseconds of a clock that only runs forward.
 *
 * Orders come from short programs that overtake each other. Each has a stamp that counts up with the event, and what
 * counts is the order of events: a CANCEL leaves a timer alone that a later event started, and a START that
 * a later event's CANCEL has overtaken starts nothing. Orders without a stamp count in the order in which they come.
 *
 * A timer counts from its event, not from the order that a program brings which has to start first. Where orders are on
 * their way of an event that came between its own and its end, one of which may cancel it, it waits for them.
 */
import { addCancelled, type Cancelled, wasCancelled } from "./cancelled.ts";
import { type ComingEvent, isOver, lookAgain, mayWait, type Waiting, waitingFrom } from "./coming.ts";
import type { NotifyEvent } from "./notify-event.ts";

export type { NotifyEvent } from "./notify-event.ts";

export interface ScheduledTimer extends Waiting {
  readonly name: string;
  /** More than one only on a shared timer. */
  readonly events: readonly NotifyEvent[];
}

export interface SchedState {
  readonly timers: readonly ScheduledTimer[];
  /** Since when there is no timer; undefined while there is one. */
  readonly idleSince: number | undefined;
  readonly cancelled: readonly Cancelled[];
}

export type SchedInput =
  | {
      readonly kind: "start";
      readonly name: string;
      readonly seconds: number;
      readonly event: NotifyEvent;
      readonly shared: boolean;
      readonly stamp?: number | undefined;
      readonly age?: number;
    }
  | {
      readonly kind: "cancel";
      readonly name: string;
      readonly otherwise: string | undefined;
      readonly stamp?: number | undefined;
    }
  | {
      readonly kind: "cancel-matched";
      readonly name: string;
      readonly otherwise: string | undefined;
      readonly event: NotifyEvent;
      readonly stamp?: number | undefined;
    }
  | { readonly kind: "tick"; readonly coming?: readonly ComingEvent[] };

export type SchedEffect =
  /** Call CMDSCRIPT with `name`; `events` are empty where a CANCEL's command runs. */
  | { readonly kind: "run"; readonly name: string; readonly events: readonly NotifyEvent[] }
  /** A timer that is not started: a later event has cancelled it already. */
  | { readonly kind: "overtaken"; readonly name: string }
  | { readonly kind: "end" };

/** How long an idle daemon waits for more. */
export const IDLE_MS = 15_000;

export const emptySched = (now: number): SchedState => ({ timers: [], idleSince: now, cancelled: [] });

type Step = readonly [SchedState, readonly SchedEffect[]];

const withTimers = (timers: readonly ScheduledTimer[], old: SchedState, now: number): SchedState => ({
  ...old,
  timers,
  idleSince: timers.length > 0 ? undefined : (old.idleSince ?? now),
});

const sameEvent = (a: NotifyEvent, b: NotifyEvent): boolean =>
  a.notifyType === b.notifyType && a.upsname === b.upsname && a.message === b.message;

function join(timer: ScheduledTimer, event: NotifyEvent, stamp: number | undefined): ScheduledTimer {
  const known = timer.events.some((each) => sameEvent(each, event));
  const latest = Math.max(timer.stamp ?? -1, stamp ?? -1);
  return {
    ...timer,
    stamp: latest < 0 ? undefined : latest,
    events: known ? timer.events : [...timer.events, event],
  };
}

function start(state: SchedState, input: Extract<SchedInput, { kind: "start" }>, now: number): Step {
  const { name, event, stamp, age = 0 } = input;
  const due = now + input.seconds * 1000 - age;
  if (wasCancelled(state.cancelled, input, now)) return [state, [{ kind: "overtaken", name }]];
  const running = input.shared ? state.timers.findIndex((timer) => timer.name === name) : -1;
  const timers =
    running >= 0
      ? state.timers.map((timer, i) => (i === running ? join(timer, event, stamp) : timer))
      : [...state.timers, { name, ...waitingFrom(due, age), events: [event], stamp }];
  return [withTimers(timers, state, now), []];
}

type Cancel = Extract<SchedInput, { kind: "cancel" | "cancel-matched" }>;

const isLater = ({ stamp }: ScheduledTimer, than: number | undefined): boolean =>
  stamp !== undefined && than !== undefined && stamp > than;

function cancel(state: SchedState, input: Cancel, matches: (timer: ScheduledTimer) => boolean, now: number): Step {
  const { name, otherwise, stamp } = input;
  const kept = state.timers.filter((timer) => timer.name !== name || !matches(timer) || isLater(timer, stamp));
  const effects: readonly SchedEffect[] =
    kept.length === state.timers.length && otherwise ? [{ kind: "run", name: otherwise, events: [] }] : [];
  const next = withTimers(kept, state, now);
  if (stamp === undefined) return [next, effects];
  const event = input.kind === "cancel" ? undefined : input.event;
  const cancelled = addCancelled(state.cancelled, { name, event, stamp }, now);
  return [{ ...next, cancelled, idleSince: next.idleSince === undefined ? undefined : now }, effects];
}

/** Whether a timer is due that would wait for orders on their way. */
export const wouldWait = ({ timers }: SchedState, now: number): boolean => timers.some((timer) => mayWait(timer, now));

function tick(state: SchedState, coming: readonly ComingEvent[], now: number): Step {
  const over = state.timers.filter((timer) => isOver(timer, coming, now));
  const left = state.timers.filter((timer) => !over.includes(timer)).map((timer) => lookAgain(timer, now));
  const next = withTimers(left, state, now);
  const runs = over.map(({ name, events }): SchedEffect => ({ kind: "run", name, events }));
  const idle = next.idleSince !== undefined && now - next.idleSince >= IDLE_MS;
  return [next, idle && runs.length === 0 ? [{ kind: "end" }] : runs];
}

const fits = (timer: ScheduledTimer, { notifyType, upsname }: NotifyEvent): boolean =>
  timer.events.some((each) => each.notifyType === notifyType) && timer.events.some((each) => each.upsname === upsname);

export function step(state: SchedState, input: SchedInput, now: number): Step {
  switch (input.kind) {
    case "start":
      return start(state, input, now);
    case "cancel":
      return cancel(state, input, () => true, now);
    case "cancel-matched":
      return cancel(state, input, (timer) => fits(timer, input.event), now);
    case "tick":
      return tick(state, input.coming ?? [], now);
  }
}

/** When the next tick is needed: the next timer, or the end of idleness. */
export function nextTick({ timers, idleSince }: SchedState): number {
  if (idleSince !== undefined) return idleSince + IDLE_MS;
  return Math.min(...timers.map(({ look }) => look));
}
