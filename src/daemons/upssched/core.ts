/**
 * The timers of upssched, pure: `step(state, input, now) -> [state, effects]`. Names match exactly and belong
 * to all UPSes, as in the C program; times are milliseconds of a clock that only runs forward.
 */

/** What upsmon said when a timer was started. */
export interface Occasion {
  readonly notifyType: string;
  readonly upsname: string;
  readonly message: string;
}

export interface ScheduledTimer {
  readonly name: string;
  readonly due: number;
  /** More than one only on a shared timer. */
  readonly occasions: readonly Occasion[];
}

export interface SchedState {
  readonly timers: readonly ScheduledTimer[];
  /** Since when there is no timer; undefined while there is one. */
  readonly idleSince: number | undefined;
}

export type SchedInput =
  | {
      readonly kind: "start";
      readonly name: string;
      readonly seconds: number;
      readonly occasion: Occasion;
      readonly shared: boolean;
    }
  | { readonly kind: "cancel"; readonly name: string; readonly otherwise: string | undefined }
  | {
      readonly kind: "cancel-matched";
      readonly name: string;
      readonly otherwise: string | undefined;
      readonly occasion: Occasion;
    }
  | { readonly kind: "tick" };

export type SchedEffect =
  /** Call CMDSCRIPT with `name`; `occasions` are empty where a CANCEL's command runs. */
  | { readonly kind: "run"; readonly name: string; readonly occasions: readonly Occasion[] }
  /** Nothing to do for IDLE_MS: the daemon ends. */
  | { readonly kind: "end" };

/** How long an idle daemon waits for more. */
export const IDLE_MS = 15_000;

export const emptySched = (now: number): SchedState => ({ timers: [], idleSince: now });

type Step = readonly [SchedState, readonly SchedEffect[]];

const withTimers = (timers: readonly ScheduledTimer[], old: SchedState, now: number): SchedState => ({
  timers,
  idleSince: timers.length > 0 ? undefined : (old.idleSince ?? now),
});

const sameOccasion = (a: Occasion, b: Occasion): boolean =>
  a.notifyType === b.notifyType && a.upsname === b.upsname && a.message === b.message;

function join(timer: ScheduledTimer, occasion: Occasion): ScheduledTimer {
  const known = timer.occasions.some((each) => sameOccasion(each, occasion));
  return known ? timer : { ...timer, occasions: [...timer.occasions, occasion] };
}

function start(state: SchedState, input: Extract<SchedInput, { kind: "start" }>, now: number): Step {
  const running = input.shared ? state.timers.findIndex(({ name }) => name === input.name) : -1;
  const timers =
    running >= 0
      ? state.timers.map((timer, i) => (i === running ? join(timer, input.occasion) : timer))
      : [...state.timers, { name: input.name, due: now + input.seconds * 1000, occasions: [input.occasion] }];
  return [withTimers(timers, state, now), []];
}

function cancel(
  state: SchedState,
  name: string,
  otherwise: string | undefined,
  matches: (timer: ScheduledTimer) => boolean,
  now: number,
): Step {
  const kept = state.timers.filter((timer) => timer.name !== name || !matches(timer));
  const effects: readonly SchedEffect[] =
    kept.length === state.timers.length && otherwise ? [{ kind: "run", name: otherwise, occasions: [] }] : [];
  return [withTimers(kept, state, now), effects];
}

function tick(state: SchedState, now: number): Step {
  const due = state.timers.filter((timer) => timer.due <= now);
  const next = withTimers(
    state.timers.filter((timer) => timer.due > now),
    state,
    now,
  );
  const runs = due.map(({ name, occasions }): SchedEffect => ({ kind: "run", name, occasions }));
  const idle = next.idleSince !== undefined && now - next.idleSince >= IDLE_MS;
  return [next, idle && runs.length === 0 ? [{ kind: "end" }] : runs];
}

const fits = (timer: ScheduledTimer, { notifyType, upsname }: Occasion): boolean =>
  timer.occasions.some((each) => each.notifyType === notifyType) &&
  timer.occasions.some((each) => each.upsname === upsname);

export function step(state: SchedState, input: SchedInput, now: number): Step {
  switch (input.kind) {
    case "start":
      return start(state, input, now);
    case "cancel":
      return cancel(state, input.name, input.otherwise, () => true, now);
    case "cancel-matched":
      return cancel(state, input.name, input.otherwise, (timer) => fits(timer, input.occasion), now);
    case "tick":
      return tick(state, now);
  }
}

/** When the next tick is needed: the next timer, or the end of idleness. */
export function nextTick({ timers, idleSince }: SchedState): number {
  if (idleSince !== undefined) return idleSince + IDLE_MS;
  return Math.min(...timers.map(({ due }) => due));
}

const joined = (texts: readonly string[], separator: string): string =>
  [...new Set(texts)].filter(Boolean).join(separator);

/** The environment of CMDSCRIPT, as upssched 2.8.5 sets it. */
export function scriptEnv(occasions: readonly Occasion[]): Readonly<Record<string, string>> {
  const env = {
    NOTIFYTYPE: joined(
      occasions.map(({ notifyType }) => notifyType),
      ",",
    ),
    UPSNAME: joined(
      occasions.map(({ upsname }) => upsname),
      ",",
    ),
    NOTIFYMSG: joined(
      occasions.map(({ message }) => message),
      ".\t",
    ),
  };
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
}
