/** A SHUTDOWNCMD that fails, where C ends: ours notifies, watches on and tries again; FSD is not repeated. */
import { beginArming, disarm, type WayDown } from "./arming.ts";
import { log, type Turn } from "./effects.ts";
import { notify } from "./messages.ts";
import type { Failed, State, WatchedUps, WatchPhase } from "./state.ts";
import { past } from "./time.ts";

type FailedPhase = Extract<WatchPhase, { kind: "failed" }>;

/** A machine that goes down all the same stops upsmon, and perhaps kills SHUTDOWNCMD, within this time. */
const GRACE_MS = 1000;
const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 300_000;

const backOff = (tries: number): number => Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tries - 1));

/** SHUTDOWNCMD is due: UPSes are armed before it where that is wanted. */
export function armThenRun(state: State, turn: Turn): State {
  const phase = beginArming(state, turn);
  return phase ? { ...state, phase } : runCommand(state, { how: "halt", armed: [] }, turn);
}

const RESTARTS =
  "Power has come back, and no UPS would switch this machine off and on: RESTARTCMD comes in place of SHUTDOWNCMD";

/** Runs SHUTDOWNCMD; SHUTDOWNEXIT says how long upsmon stays. */
export function runCommand(state: State, { how: wanted, armed }: WayDown, turn: Turn): State {
  const { now } = turn;
  const how = state.settings.restartcmd === undefined ? "halt" : wanted;
  if (how === "restart") log(turn, "warning", RESTARTS);
  turn.effects.push({ kind: "shut-down", how, armed });
  const { shutdownexit } = state.settings;
  const until = shutdownexit < 0 ? undefined : shutdownexit === 0 ? now : past(now, shutdownexit);
  return { ...state, phase: { kind: "down", since: now, until } };
}

/** Comes while upsmon waits for its own end, or has asked for it: the shell leaves only when it knows how it went. */
export function shutDownFailed(state: State, why: string, turn: Turn): State {
  const { phase } = state;
  const waiting = phase.kind === "down" || (phase.kind === "ended" && phase.stopped !== true);
  if (!waiting) return state;
  disarm(state, turn);
  return { ...state, phase: { kind: "failed", since: turn.now, why } };
}

export const watchAgainAt = ({ since }: FailedPhase): number => since + GRACE_MS;

/** What was known of the UPSes stays; each is asked at once, over a new connection. */
export function watchAgain(state: State, phase: FailedPhase, turn: Turn): State {
  const { now } = turn;
  if (now < watchAgainAt(phase)) return state;
  const { why } = phase;
  const tries = (state.failed?.tries ?? 0) + 1;
  const wait = backOff(tries);
  notify(state.settings, turn, "SHUTDOWN_FAILED", "", why);
  log(turn, "error", `SHUTDOWNCMD failed (${why}) and is tried again in ${wait / 1000} s; mend it and restart upsmon`);
  const upses = state.upses.map((ups): WatchedUps => ({ ...ups, polling: { kind: "idle", next: now, fresh: true } }));
  const failed = { why, tries, next: now + wait };
  return { ...state, upses, failed, held: undefined, phase: { kind: "watching", since: now } };
}

/** When SHUTDOWNCMD is to be tried again. While nothing is decided, it is not. */
export const retryAt = ({ failed, lastPolls, asleepUntil }: State): number =>
  failed && lastPolls === undefined && asleepUntil === undefined ? failed.next : Number.POSITIVE_INFINITY;

/** The machine has to go down, and SHUTDOWNCMD has failed before. */
export function tryAgain(state: State, { next }: Failed, turn: Turn): State {
  if (turn.now < next) return state;
  log(turn, "warning", "This machine still has to go down: trying SHUTDOWNCMD again");
  return armThenRun(state, turn);
}

/** Enough supplies are healthy. Where SHUTDOWNCMD had failed until now, it is not tried any more. */
export function standDown(state: State, turn: Turn): State {
  if (state.failed === undefined || state.lastPolls !== undefined) return state;
  log(turn, "warning", "Enough supplies are healthy again: SHUTDOWNCMD, which failed, is not tried any more");
  turn.effects.push({ kind: "call-off" });
  return { ...state, failed: undefined };
}
