/** upsmon without a world: `step` takes events and returns effects. The shell calls again at `wakeAt`. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { parseStatus } from "../../nut/status.ts";
import { armAnswered } from "./arming.ts";
import { decisionTime } from "./assess.ts";
import { noteOutage, testEvent } from "./battery-tests/test-events.ts";
import { testJudged } from "./battery-tests/test-judged.ts";
import { followTest } from "./battery-tests/test-run.ts";
import { startDueTest } from "./battery-tests/test-start.ts";
import { assessOne, decide } from "./decide.ts";
import { type Effect, log, type Turn } from "./effects.ts";
import type { Event, PollAnswer } from "./events.ts";
import { clockJumped, endLastPolls, missedWake, noticeStall, resume, seen, suspend } from "./last-polls.ts";
import { answered, failed } from "./link.ts";
import { loggedIn } from "./login.ts";
import { checkParent, parentLost, parentWarnAt } from "./parent.ts";
import { askDue, askOne, giveUpOverdue, hearNews, planNext, pollTime } from "./polling.ts";
import { read } from "./reading.ts";
import { announce, reload } from "./reload.ts";
import { returned } from "./returned.ts";
import { followRules } from "./rules/rules.ts";
import { advance, forceShutdown, fsdAnswered, loginsAnswered, nextOf } from "./shutdown.ts";
import { retryAt, shutDownFailed } from "./shutdown-retry.ts";
import { changeUps, indexOfUpses, newUps, type State, upsOf, type WatchedUps } from "./state.ts";
import { stop } from "./stop.ts";

export type { TestResult } from "./battery-tests/test-state.ts";
export type { Effect, HowDown } from "./effects.ts";
export type { ArmResult, Event, LoginResult, PollAnswer } from "./events.ts";
export { describeHealth, health } from "./health.ts";
export type { ReturnDelay } from "./return-delay.ts";
export type { Measure, Measured } from "./rules/rule-progress.ts";
export type { State } from "./state.ts";

type Step = readonly [State, readonly Effect[]];

/** When `step` wants a tick, if nothing happens before; never later than needed. Infinity when all is over. */
export const wakeAt = ({ due }: State): number => due;

function soonestOf(state: State): number {
  let soonest = Math.min(nextOf(state), parentWarnAt(state));
  if (state.phase.kind !== "watching") return soonest;
  const { lastPolls, held, asleepUntil = Number.POSITIVE_INFINITY } = state;
  soonest = Math.min(soonest, asleepUntil, lastPolls?.until ?? soonest, held?.next ?? soonest, retryAt(state));
  for (const ups of state.upses) soonest = Math.min(soonest, pollTime(ups, state), decisionTime(ups));
  return soonest;
}

/** A poll has ended, and `change` makes of the UPS what it told. Answers nobody waits for change nothing. */
function pollEnded(
  state: State,
  system: string,
  good: boolean,
  change: (ups: WatchedUps) => WatchedUps,
  now: number,
): State {
  const ups = upsOf(state, system);
  if (ups?.polling.kind !== "asked" || state.phase.kind !== "watching") return state;
  const polled = seen(state, system, ups.polling, good);
  return changeUps(polled, system, (before) => planNext(change(before), polled, now));
}

const NOT_ASKED = new Map<never, never>();

function polled(state: State, system: string, answer: PollAnswer, turn: Turn): State {
  const { settings } = state;
  const good = parseStatus(answer.status).length > 0;
  const change = (ups: WatchedUps): WatchedUps => {
    if (!good) return failed(ups, "the status is empty", settings, turn);
    const known = read(answered(ups, settings, turn), answer, settings, turn);
    const tested = followTest(noteOutage(ups, known, turn), answer, settings, turn);
    return followRules(ups, tested, answer.measured ?? NOT_ASKED, settings, turn);
  };
  return startDueTest(pollEnded(state, system, good, change, turn.now), system, answer, turn);
}

/** It is due until it is done, whatever the supplies are. */
const ordered = (state: State, why: string, turn: Turn): State =>
  state.phase.kind === "watching" ? forceShutdown({ ...state, ordered: true }, why, turn) : state;

function userFsd(state: State, how: string, turn: Turn): State {
  log(turn, "info", `${how}: User requested FSD`);
  return ordered(state, "A forced shutdown was asked for", turn);
}

const without = (holds: ReadonlyMap<string, number>, id: string): ReadonlyMap<string, number> =>
  new Map([...holds].filter(([other]) => other !== id));

function react(state: State, event: Event, turn: Turn): State {
  const { settings } = state;
  switch (event.kind) {
    case "tick":
      return state;
    case "polled":
      return polled(state, event.ups, event.answer, turn);
    case "poll-failed": {
      const change = (ups: WatchedUps): WatchedUps => failed(ups, event.reason, settings, turn);
      return pollEnded(state, event.ups, false, change, turn.now);
    }
    case "news":
      return changeUps(state, event.ups, (ups) => hearNews(ups, turn.now));
    case "login":
      return changeUps(state, event.ups, (ups) => loggedIn(ups, event.result, settings, turn));
    case "fsd-answer":
      return fsdAnswered(state, event, turn);
    case "logins":
      return loginsAnswered(state, event);
    case "armed":
      return armAnswered(state, event, turn);
    case "returned":
      return returned(state, event, turn);
    case "test-due":
    case "test-known":
    case "test-answer":
      return testEvent(state, event, turn);
    case "test-judged":
      return testJudged(state, event, turn);
    case "fsd":
      return userFsd(state, event.how, turn);
    case "decided":
      return ordered(state, "It was decided before upsmon was lost", turn);
    case "stop":
      return stop(state, event.how, turn);
    case "reload":
      return state.phase.kind === "watching" ? reload(state, event.settings, turn) : state;
    case "suspend":
      return suspend(state, turn);
    case "resume":
      return resume(state, turn);
    case "clock-jump":
      return clockJumped(state, event.seconds, turn);
    case "shut-down-failed":
      return shutDownFailed(state, event.why, turn);
    case "parent-lost":
      return parentLost(state, turn);
    case "flushed":
      return state.phase.kind === "leaving" ? { ...state, phase: { ...state.phase, flushed: true } } : state;
    case "hold":
      return { ...state, holds: new Map([...state.holds, [event.id, event.until]]) };
    case "release":
      return { ...state, holds: without(state.holds, event.id) };
  }
}

function settle(state: State, turn: Turn): State {
  const awake = checkParent(missedWake(state, turn), turn);
  if (awake.phase.kind !== "watching") return advance(awake, turn);
  const decided = decide(endLastPolls(giveUpOverdue(awake, turn), turn), turn);
  return decided.phase.kind === "watching" ? askDue(decided, turn) : decided;
}

const finish = (state: State, turn: Turn): Step => {
  const settled = settle(state, turn);
  return [{ ...settled, due: soonestOf(settled) }, turn.effects];
};

const ABOUT_ONE: ReadonlySet<Event["kind"]> = new Set(["polled", "poll-failed", "login", "news"]);

/** The UPS that an event is about, where it can be about no other. */
const subjectOf = (event: Event): string | undefined =>
  "ups" in event && ABOUT_ONE.has(event.kind) ? event.ups : undefined;

/** Nothing but what concerns one UPS: everything else waits for its time, which `due` knows. */
const isQuiet = ({ phase, lastPolls, asleepUntil, failed, due }: State, { now }: Turn): boolean =>
  phase.kind === "watching" &&
  lastPolls === undefined &&
  asleepUntil === undefined &&
  failed === undefined &&
  now < due;

/** As `finish`, without a walk over all UPSes where one alone has changed. */
function finishOne(state: State, system: string, turn: Turn): Step {
  const [assessed, counts] = assessOne(state, system, turn);
  if (counts) return finish(assessed, turn);
  const asked = askOne(assessed, system, turn);
  const ups = upsOf(asked, system);
  const due = ups ? Math.min(state.due, pollTime(ups, asked), decisionTime(ups)) : state.due;
  return [{ ...asked, due }, turn.effects];
}

export function step(state: State, event: Event, now: number): Step {
  if (state.phase.kind === "ended" && event.kind !== "shut-down-failed" && event.kind !== "stop") return [state, []];
  const turn: Turn = { now, effects: [] };
  const subject = subjectOf(event);
  const quiet = subject !== undefined && isQuiet(state, turn);
  const reacted = react(noticeStall(state, turn), event, turn);
  return quiet ? finishOne(reacted, subject, turn) : finish(reacted, turn);
}

/** Begins to watch. The settings must be possible: MINSUPPLIES not above the sum of the power values. */
export function start(settings: UpsmonConf, now: number): Step {
  const turn: Turn = { now, effects: [] };
  for (const monitor of settings.monitors) announce(monitor, turn);
  const upses = settings.monitors.map((monitor) => newUps(monitor, now));
  const state: State = {
    settings,
    upses,
    places: indexOfUpses(upses),
    phase: { kind: "watching", since: now },
    parent: { kind: "there" },
    failed: undefined,
    ordered: false,
    lastPolls: undefined,
    held: undefined,
    asleepUntil: undefined,
    holds: new Map(),
    measured: undefined,
    due: now,
  };
  return finish(state, turn);
}
