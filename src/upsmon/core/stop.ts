import { log, type Turn } from "./effects.ts";
import { loginRefused, UNPROTECTED_STATUS } from "./health.ts";
import { end } from "./shutdown.ts";
import type { State } from "./state.ts";

const stopped = (state: State): State =>
  state.phase.kind === "ended" ? { ...state, phase: { ...state.phase, stopped: true } } : state;

export function stop(state: State, how: string, turn: Turn): State {
  switch (state.phase.kind) {
    case "watching":
      for (const { monitor } of state.upses) turn.effects.push({ kind: "drop", ups: monitor.system, logout: true });
      return stopped(end(state, loginRefused(state) || state.failed ? UNPROTECTED_STATUS : 0, turn));
    case "failed":
      return stopped(end(state, UNPROTECTED_STATUS, turn));
    case "down":
      return stopped(end(state, 0, turn));
    case "forcing":
    case "syncing":
    case "leaving":
    case "arming":
      log(turn, "warning", `${how}: this machine is being shut down already; upsmon stays until that is done`);
      return state;
    case "ended":
      return stopped(state);
  }
}
