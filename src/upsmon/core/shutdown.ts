/**
 * Going down. Nothing revokes it: FSD to every server we are primary of, the wait for the secondaries, SHUTDOWN,
 * FINALDELAY, UPSes told to go off and on again where that is wanted, and then, once, the flag and SHUTDOWNCMD.
 */
import { armingEnded } from "./arming.ts";
import { log, type Turn } from "./effects.ts";
import type { Event } from "./events.ts";
import { notify } from "./messages.ts";
import { armThenRun, runCommand, watchAgain, watchAgainAt } from "./shutdown-retry.ts";
import { changeUps, isPrimary, type Round, type State, type WatchPhase } from "./state.ts";
import { past } from "./time.ts";

type Of<Kind extends WatchPhase["kind"]> = Extract<WatchPhase, { kind: Kind }>;
type EventOf<Kind extends Event["kind"]> = Extract<Event, { kind: Kind }>;

/** How long servers may take to answer FSD, and a round of questions about logins. */
const ANSWER_MS = 5000;
const ROUND_MS = 250;
/** How long notifications may hold up SHUTDOWNCMD; FINALDELAY runs at the same time. */
export const FLUSH_MS = 2000;

export function forceShutdown(state: State, why: string, turn: Turn): State {
  const { now } = turn;
  log(turn, "warning", `${why}: shutting down`);
  turn.effects.push({ kind: "going-down", why });
  const open = state.upses.filter(isPrimary).map(({ monitor }) => monitor.system);
  if (open.length === 0) return leave(state, turn);
  for (const ups of open) turn.effects.push({ kind: "send-fsd", ups });
  return { ...state, lastPolls: undefined, phase: { kind: "forcing", since: now, open, until: now + ANSWER_MS } };
}

/** A server has set FSD, or refused. Neither stops anything. */
export function fsdAnswered(state: State, { ups: system, error }: EventOf<"fsd-answer">, turn: Turn): State {
  if (error !== undefined) log(turn, "error", `FSD of UPS [${system}] failed: ${error}; its secondaries are not told`);
  const told = changeUps(state, system, (ups) => {
    if (error !== undefined || ups.fsdTold) return ups;
    notify(state.settings, turn, "FSD", system);
    return { ...ups, fsdTold: true };
  });
  if (told.phase.kind !== "forcing") return told;
  return { ...told, phase: { ...told.phase, open: told.phase.open.filter((other) => other !== system) } };
}

function force(state: State, phase: Of<"forcing">, turn: Turn): State {
  if (phase.open.length > 0 && turn.now < phase.until) return state;
  if (phase.open.length > 0) log(turn, "error", `No answer to FSD from the server of ${phase.open.join(", ")}`);
  const until = past(turn.now, state.settings.hostsync);
  const next: WatchPhase = {
    kind: "syncing",
    since: turn.now,
    until,
    round: undefined,
    next: turn.now,
    told: undefined,
  };
  return advance({ ...state, phase: next }, turn);
}

/** Takes an answer about logins into the round that asked. */
export function loginsAnswered(state: State, { ups, count, hosts }: EventOf<"logins">): State {
  const { phase } = state;
  if (phase.kind !== "syncing" || !phase.round?.open.includes(ups)) return state;
  const { round } = phase;
  const next: Round = {
    ...round,
    open: round.open.filter((other) => other !== ups),
    most: Math.max(round.most, count ?? 0),
    hosts: [...new Set([...round.hosts, ...hosts])],
  };
  return { ...state, phase: { ...phase, round: next } };
}

function beginRound(state: State, phase: Of<"syncing">, turn: Turn): State {
  const open = state.upses.filter(isPrimary).map(({ monitor }) => monitor.system);
  for (const ups of open) turn.effects.push({ kind: "ask-logins", ups });
  return { ...state, phase: { ...phase, round: { since: turn.now, open, most: 0, hosts: [] } } };
}

const nameHosts = ({ most, hosts }: Round): string =>
  hosts.length > 0 ? hosts.join(", ") : `${most - 1} that the server does not name`;

/** Somebody is still there: said when it begins, and when it is somebody else. */
function keepWaiting(state: State, phase: Of<"syncing">, round: Round, turn: Turn): State {
  if (phase.told === undefined) notify(state.settings, turn, "SHUTDOWN_HOSTSYNC");
  const told = nameHosts(round);
  if (told !== phase.told) log(turn, "notice", `Waiting for hosts to log out: ${told}`);
  return { ...state, phase: { ...phase, round: undefined, next: turn.now + ROUND_MS, told } };
}

/** A round is over when all have answered, or when nobody will: who does not answer has nobody left (as in C). */
function sync(state: State, phase: Of<"syncing">, turn: Turn): State {
  const { now } = turn;
  const { round, until } = phase;
  const ended = round !== undefined && (round.open.length === 0 || now >= round.since + ANSWER_MS);
  if (ended && round.most <= 1) {
    const known = round.most > 0;
    log(
      turn,
      "info",
      known ? "All secondaries have logged out" : "Nobody says that a secondary is logged in: waiting for none",
    );
    return leave(state, turn);
  }
  if (now >= until) {
    const who = phase.told ?? "hosts that nobody has named";
    log(turn, "warning", `HOSTSYNC (${state.settings.hostsync} s) is over: not waiting any longer for ${who}`);
    return leave(state, turn);
  }
  if (ended) return keepWaiting(state, phase, round, turn);
  return round || now < phase.next ? state : beginRound(state, phase, turn);
}

/** The last notification, and the last delay. */
function leave(state: State, turn: Turn): State {
  const { settings } = state;
  const text = "Executing automatic power-fail shutdown";
  log(turn, "error", text);
  turn.effects.push({ kind: "wall", text });
  notify(settings, turn, "SHUTDOWN");
  turn.effects.push({ kind: "flush" });
  const until = turn.now + settings.finaldelay * 1000;
  const phase: WatchPhase = { kind: "leaving", since: turn.now, until, flushed: false };
  return advance({ ...state, lastPolls: undefined, phase }, turn);
}

/** When SHUTDOWNCMD is due: FINALDELAY, the notifications up to their limit, and whoever asked us to wait. */
function leaveAt({ holds }: State, { since, until, flushed }: Of<"leaving">): number {
  const flush = flushed ? since : since + FLUSH_MS;
  return Math.max(until, flush, ...holds.values());
}

function goDown(state: State, phase: Of<"leaving">, turn: Turn): State {
  const { now } = turn;
  if (now < leaveAt(state, phase)) return state;
  return advance(armThenRun(state, turn), turn);
}

function arm(state: State, phase: Of<"arming">, turn: Turn): State {
  const way = armingEnded(phase, turn);
  return way === undefined ? state : advance(runCommand(state, way, turn), turn);
}

export function end(state: State, status: number, turn: Turn): State {
  turn.effects.push({ kind: "exit", status });
  return { ...state, phase: { kind: "ended", since: turn.now } };
}

function stayDown(state: State, phase: Of<"down">, turn: Turn): State {
  return phase.until === undefined || turn.now < phase.until ? state : end(state, 0, turn);
}

export function advance(state: State, turn: Turn): State {
  const { phase } = state;
  switch (phase.kind) {
    case "forcing":
      return force(state, phase, turn);
    case "syncing":
      return sync(state, phase, turn);
    case "leaving":
      return goDown(state, phase, turn);
    case "arming":
      return arm(state, phase, turn);
    case "down":
      return stayDown(state, phase, turn);
    case "failed":
      return watchAgain(state, phase, turn);
    case "watching":
    case "ended":
      return state;
  }
}

/** When something is next to be done on the way down. */
export function nextOf(state: State): number {
  const { phase } = state;
  switch (phase.kind) {
    case "forcing":
    case "arming":
      return phase.until;
    case "syncing":
      return Math.min(phase.until, phase.round ? phase.round.since + ANSWER_MS : phase.next);
    case "leaving":
      return leaveAt(state, phase);
    case "down":
      return phase.until ?? Number.POSITIVE_INFINITY;
    case "failed":
      return watchAgainAt(phase);
    case "watching":
    case "ended":
      return Number.POSITIVE_INFINITY;
  }
}
