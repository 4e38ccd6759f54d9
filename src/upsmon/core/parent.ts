/** The privileged parent: without it nobody can shut the machine down, and that is said again and again. */
import { log, type Turn } from "./effects.ts";
import { notify } from "./messages.ts";
import type { State } from "./state.ts";
import { reached } from "./time.ts";

/** Seconds from one NOPARENT to the next. */
const WARN_INTERVAL = 120;

function warn(state: State, since: number, turn: Turn): State {
  notify(state.settings, turn, "NOPARENT");
  log(turn, "error", "The privileged parent process is gone: restart upsmon, or this machine will not be shut down");
  return { ...state, parent: { kind: "lost", since, warned: turn.now } };
}

export const parentLost = (state: State, turn: Turn): State =>
  state.parent.kind === "lost" ? state : warn(state, turn.now, turn);

/** When NOPARENT is to be said again. */
export const parentWarnAt = ({ parent }: State): number =>
  parent.kind === "lost" ? reached(parent.warned, WARN_INTERVAL) : Number.POSITIVE_INFINITY;

export const checkParent = (state: State, turn: Turn): State =>
  state.parent.kind === "lost" && turn.now >= parentWarnAt(state) ? warn(state, state.parent.since, turn) : state;
