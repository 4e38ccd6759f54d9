import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { silentLimit, untilOf } from "./assess.ts";
import { TEST_MEASURES } from "./battery-tests/test-state.ts";
import type { Turn } from "./effects.ts";
import { failed } from "./link.ts";
import { wantsRetry } from "./login.ts";
import { rulesOf } from "./rules/rules.ts";
import { changeUps, type State, type WatchedUps } from "./state.ts";

/** Longest interval until something is known of a UPS, in seconds. */
const FIRST_INTERVAL = 5;
/** A question without an answer for so long has failed, whatever became of it. */
const POLL_LIMIT_MS = 30_000;
/** What an honest server needs at most, however little time a limit leaves. */
const ANSWER_MS = 5000;
/** After a gap in time: a UPS that fails is asked again after, an old connection is given up after. */
const RETRY_MS = 1000;
/** Between two questions that news have led to. */
const NEWS_MS = 100;
const GIVE_UP_MS = 2000;

const isAlert = ({ source, flags }: WatchedUps, { overduration }: UpsmonConf): boolean =>
  source.kind === "battery" ||
  flags.OFF !== undefined ||
  flags.BYPASS !== undefined ||
  flags.ALARM !== undefined ||
  flags.CAL !== undefined ||
  (flags.OVER !== undefined && overduration >= 0);

export function interval(ups: WatchedUps, settings: UpsmonConf): number {
  const { pollfreq, pollfreqalert } = settings;
  if (isAlert(ups, settings) || ups.test?.kind === "running")
    return Math.max(1, Math.min(pollfreq, pollfreqalert)) * 1000;
  const known = ups.source.kind === "online";
  return Math.max(1, known ? pollfreq : Math.min(pollfreq, FIRST_INTERVAL)) * 1000;
}

/** Plans the poll after the one that has just ended. */
export function planNext(ups: WatchedUps, state: State, now: number): WatchedUps {
  const asked = ups.polling.kind === "asked" ? ups.polling.since : now;
  const open = state.lastPolls?.open.has(ups.monitor.system) === true;
  const anew = open && state.lastPolls?.brief === true;
  const wait = open ? RETRY_MS : interval(ups, state.settings);
  const again = ups.polling.kind === "asked" && ups.polling.again === true;
  const next = anew ? now : Math.max(now, asked + (again ? NEWS_MS : wait));
  return { ...ups, checked: asked, polling: { kind: "idle", next, fresh: anew } };
}

/** News: the next poll is due now, and no more than some in a second, however much a server has to tell. */
export function hearNews(ups: WatchedUps, now: number): WatchedUps {
  const { polling, checked = Number.NEGATIVE_INFINITY } = ups;
  if (polling.kind === "asked") return { ...ups, polling: { ...polling, again: true } };
  const next = Math.min(polling.next, Math.max(now, checked + NEWS_MS));
  return next === polling.next ? ups : { ...ups, polling: { ...polling, next } };
}

type Waiting = Pick<State, "lastPolls" | "settings">;

/** A server that lets us wait byte by byte does not put off DEADTIME. */
function giveUpAt(ups: WatchedUps, since: number, { lastPolls, settings }: Waiting): number {
  if (lastPolls?.open.has(ups.monitor.system)) return Math.max(since, lastPolls.since) + GIVE_UP_MS;
  return Math.min(since + POLL_LIMIT_MS, Math.max(since + ANSWER_MS, silentLimit(ups, settings)));
}

export function pollTime(ups: WatchedUps, waiting: Waiting): number {
  const { polling, condition, checked = 0 } = ups;
  if (polling.kind === "asked") return giveUpAt(ups, polling.since, waiting);
  const until = untilOf(condition);
  return until === undefined || checked >= until ? polling.next : Math.min(polling.next, until);
}

function ask(ups: WatchedUps, fresh: boolean, settings: UpsmonConf, turn: Turn): WatchedUps {
  const { system } = ups.monitor;
  const measures = ups.test ? TEST_MEASURES : rulesOf(settings, system).measures;
  turn.effects.push({ kind: "poll", ups: system, fresh, urgent: isAlert(ups, settings), measures });
  return { ...ups, polling: { kind: "asked", since: turn.now, fresh } };
}

const isDue = (ups: WatchedUps, state: State, now: number): boolean => pollTime(ups, state) <= now;

/** A question that stayed open for too long: part of a look, or a failure. It is asked over a new connection. */
function giveUp(ups: WatchedUps, state: State, turn: Turn): WatchedUps {
  const { system } = ups.monitor;
  turn.effects.push({ kind: "drop", ups: system, logout: false });
  const open = state.lastPolls?.open.has(system) === true;
  const silent = open ? ups : failed(ups, "the question was never answered", state.settings, turn);
  return { ...silent, polling: { kind: "idle", next: turn.now, fresh: true } };
}

/** Gives up the questions that nobody answers, before anything is decided on what is known. */
export function giveUpOverdue(state: State, turn: Turn): State {
  const overdue = (ups: WatchedUps): boolean => ups.polling.kind === "asked" && isDue(ups, state, turn.now);
  if (!state.upses.some(overdue)) return state;
  return { ...state, upses: state.upses.map((ups) => (overdue(ups) ? giveUp(ups, state, turn) : ups)) };
}

export const askOne = (state: State, system: string, turn: Turn): State =>
  changeUps(state, system, (ups) => {
    if (ups.polling.kind === "asked" || !isDue(ups, state, turn.now)) return ups;
    return ask(ups, ups.polling.fresh || wantsRetry(ups, state.settings, turn.now), state.settings, turn);
  });

export function askDue(state: State, turn: Turn): State {
  const { now } = turn;
  const due = (ups: WatchedUps): boolean => isDue(ups, state, now);
  if (!state.upses.some(due)) return state;
  const upses = state.upses.map((ups) => {
    if (ups.polling.kind === "asked" || !due(ups)) return ups;
    return ask(ups, ups.polling.fresh || wantsRetry(ups, state.settings, now), state.settings, turn);
  });
  return { ...state, upses };
}
