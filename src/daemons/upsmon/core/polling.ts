/** When each UPS is asked. They never wait for each other. */
import type { UpsmonConf } from "../../../conf/upsmon-conf.ts";
import type { Turn } from "./effects.ts";
import { untilOf } from "./judge.ts";
import { failed } from "./link.ts";
import { wantsRetry } from "./login.ts";
import type { Look, State, Ups } from "./state.ts";

/** Longest interval until something is known of a UPS, in seconds. */
const FIRST_INTERVAL = 5;
/** A question without an answer for so long has failed, whatever became of it. */
const POLL_LIMIT_MS = 30_000;
/** After a gap in time: a UPS that fails is asked again after, an old connection is given up after. */
const RETRY_MS = 1000;
const GIVE_UP_MS = 2000;

const isAlert = ({ line, flags }: Ups, { overduration }: UpsmonConf): boolean =>
  line.kind === "battery" ||
  flags.OFF !== undefined ||
  flags.BYPASS !== undefined ||
  flags.ALARM !== undefined ||
  flags.CAL !== undefined ||
  (flags.OVER !== undefined && overduration >= 0);

/** Milliseconds from one poll to the next. */
export function interval(ups: Ups, settings: UpsmonConf): number {
  const { pollfreq, pollfreqalert } = settings;
  if (isAlert(ups, settings)) return Math.max(1, Math.min(pollfreq, pollfreqalert)) * 1000;
  const known = ups.line.kind === "online";
  return Math.max(1, known ? pollfreq : Math.min(pollfreq, FIRST_INTERVAL)) * 1000;
}

/** Plans the poll after the one that has just ended. */
export function planNext(ups: Ups, state: State, now: number): Ups {
  const asked = ups.polling.kind === "asked" ? ups.polling.since : now;
  const open = state.look?.open.has(ups.monitor.system) === true;
  const wait = open ? RETRY_MS : interval(ups, state.settings);
  return { ...ups, checked: asked, polling: { kind: "idle", next: Math.max(now, asked + wait), fresh: false } };
}

const giveUpAt = (since: number, look: Look | undefined, system: string): number =>
  look?.open.has(system) ? Math.max(since, look.since) + GIVE_UP_MS : since + POLL_LIMIT_MS;

/** When something is to be done about this UPS. When a limit runs out it is looked at once more. */
export function pollTime({ polling, condition, monitor, checked = 0 }: Ups, look: Look | undefined): number {
  if (polling.kind === "asked") return giveUpAt(polling.since, look, monitor.system);
  const until = untilOf(condition);
  return until === undefined || checked >= until ? polling.next : Math.min(polling.next, until);
}

function ask(ups: Ups, fresh: boolean, turn: Turn): Ups {
  turn.effects.push({ kind: "poll", ups: ups.monitor.system, fresh });
  return { ...ups, polling: { kind: "asked", since: turn.now } };
}

/** A question that stayed open for too long: over a new connection at once, as part of a look or as a failure. */
function giveUp(ups: Ups, state: State, turn: Turn): Ups {
  const open = state.look?.open.has(ups.monitor.system) === true;
  const silent = open ? ups : failed(ups, "the question was never answered", state.settings, turn);
  return ask(silent, true, turn);
}

/** Asks every UPS whose time has come. */
export function askDue(state: State, turn: Turn): State {
  const { now } = turn;
  const due = (ups: Ups): boolean => pollTime(ups, state.look) <= now;
  if (!state.upses.some(due)) return state;
  const upses = state.upses.map((ups) => {
    if (!due(ups)) return ups;
    if (ups.polling.kind === "asked") return giveUp(ups, state, turn);
    return ask(ups, ups.polling.fresh || wantsRetry(ups, state.settings, now), turn);
  });
  return { ...state, upses };
}
