/**
 * Gaps in time: the process was stopped, the machine slept or stalled, a clock was set. What was known before may be
 * old, and limits seem to have run out only because nobody looked. So each UPS gets one fresh poll, tried again while
 * it fails, for at most five seconds; then it is decided on what is known. After a short gap C decides at the first poll
 * that fails, and a longer one makes it forget: then one failure over a new connection is enough.
 */
import { log, type Turn } from "./effects.ts";
import { failed } from "./link.ts";
import { notify } from "./messages.ts";
import { NO_PROGRESS } from "./rules/rule-progress.ts";
import type { LastPolls, State, WatchedUps } from "./state.ts";

export const LAST_POLL_MS = 5000;
/** Stopped again until a look is over, nobody has looked: it begins anew, but no more than so many times on end. */
const RENEWALS = 3;
/** A timer that comes later than this tells of a gap. */
const STALL_MS = 2000;
/** What C takes for a delay, and not for a sleep. */
const SHORT_MS = 15_000;
/** The system sleeps within seconds of announcing it; if it has not woken up after so long awake, we missed it. */
const SLEEP_MS = 30_000;

/** The UPS asked as soon as can be. */
const soon = (ups: WatchedUps, now: number): WatchedUps =>
  ups.polling.kind === "asked" ? ups : { ...ups, polling: { ...ups.polling, next: now } };

/** Every UPS is to be looked at before anything is decided. A look that is under way is not prolonged. */
export function startLastPolls(state: State, why: string, turn: Turn, brief = false): State {
  const { now } = turn;
  if (state.phase.kind !== "watching") return state;
  log(
    turn,
    "warning",
    `${why}; each UPS gets one fresh poll, for at most ${LAST_POLL_MS / 1000} s, before anything is decided`,
  );
  const open = new Set(state.upses.map(({ monitor }) => monitor.system));
  const { until: before = now, renewals: used = -1 } = state.lastPolls ?? {};
  const anew = now >= before && used < RENEWALS;
  const [until, renewals] = anew ? [now + LAST_POLL_MS, used + 1] : [before, used];
  return {
    ...state,
    upses: state.upses.map((ups) => soon(ups, now)),
    lastPolls: { since: now, until, open, renewals, brief },
  };
}

/** As the C project's master tells it: backwards, or forwards by more than a delay. */
function tellJump(state: State, ms: number, turn: Turn): void {
  if (state.phase.kind !== "watching" || (ms >= 0 && ms <= SHORT_MS)) return;
  notify(state.settings, turn, "SUSPEND_TIMEJUMP_UNEXPECTED", "", `${(ms / 1000).toFixed(1)} seconds`);
}

/** The wall clock moved against the monotonic one. */
export function clockJumped(state: State, seconds: number, turn: Turn): State {
  tellJump(state, seconds * 1000, turn);
  return startLastPolls(
    state,
    `The clock moved by ${Math.round(seconds)} s (set by someone, or the machine slept)`,
    turn,
  );
}

export function noticeStall(state: State, turn: Turn): State {
  const late = turn.now - state.due;
  if (late <= STALL_MS || state.asleepUntil !== undefined) return state;
  tellJump(state, late, turn);
  return startLastPolls(
    state,
    `Nothing ran here for ${Math.round(late / 1000)} s (stopped, stalled or asleep)`,
    turn,
    late <= SHORT_MS,
  );
}

type Asked = Extract<WatchedUps["polling"], { readonly kind: "asked" }>;

/** Whether a poll that has ended settles what there is: it was asked for after the gap, and was answered or could not be. */
const settles = ({ since, brief }: LastPolls, asked: Asked, good: boolean): boolean =>
  asked.since >= since && (good || (brief && asked.fresh));

export function seen(state: State, system: string, asked: Asked, good: boolean): State {
  const { lastPolls } = state;
  if (!lastPolls?.open.has(system) || !settles(lastPolls, asked, good)) return state;
  const open = new Set(lastPolls.open);
  open.delete(system);
  return { ...state, lastPolls: { ...lastPolls, open } };
}

/** Ends the look when all have answered, or when its time is over: who is silent then counts as lost. */
export function endLastPolls(state: State, turn: Turn): State {
  const { lastPolls, settings } = state;
  if (lastPolls === undefined || (lastPolls.open.size > 0 && turn.now < lastPolls.until)) return state;
  const total = state.upses.length;
  log(turn, "notice", `${total - lastPolls.open.size} of ${total} UPSes have answered afresh; decisions go on`);
  const upses = state.upses.map((ups) => {
    if (!lastPolls.open.has(ups.monitor.system) || ups.link.kind === "lost") return ups;
    return failed(ups, "no answer after the gap in time", settings, turn);
  });
  return { ...state, upses, lastPolls: undefined };
}

export function suspend(state: State, turn: Turn): State {
  if (state.asleepUntil !== undefined || state.phase.kind !== "watching") return state;
  notify(state.settings, turn, "SUSPEND_STARTING");
  return { ...state, asleepUntil: turn.now + SLEEP_MS };
}

/** As C does: what was known before the sleep is forgotten, so that a machine that wakes up elsewhere stays up. */
function forget(ups: WatchedUps, turn: Turn): WatchedUps {
  const { now } = turn;
  const { system } = ups.monitor;
  turn.effects.push({ kind: "drop", ups: system, logout: false });
  return {
    ...ups,
    link: ups.link.kind === "new" ? ups.link : { kind: "closed", since: now },
    source: ups.source.kind === "unknown" ? ups.source : { kind: "forgotten", since: now },
    flags: {},
    others: [],
    lastPoll: ups.lastPoll === undefined ? undefined : now,
    lastNotLow: now,
    rules: NO_PROGRESS,
    login: { kind: "none", since: now },
    fsdTold: false,
    polling: { kind: "idle", next: now, fresh: false },
  };
}

/** A wake-up that follows one that we have noticed ourselves is the same. */
export function resume(state: State, turn: Turn): State {
  if (state.phase.kind !== "watching" || (state.asleepUntil === undefined && state.lastPolls !== undefined))
    return state;
  notify(state.settings, turn, "SUSPEND_FINISHED");
  const upses = state.upses.map((ups) => forget(ups, turn));
  return startLastPolls(
    { ...state, upses, asleepUntil: undefined, lastPolls: undefined },
    "The system has woken up",
    turn,
  );
}

/** The end of a sleep that nobody announced. */
export function missedWake(state: State, turn: Turn): State {
  if (state.asleepUntil === undefined || turn.now < state.asleepUntil || state.phase.kind !== "watching") return state;
  log(turn, "warning", "The system announced to sleep, but its waking up went unheard");
  return resume(state, turn);
}
