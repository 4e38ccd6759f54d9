import type { Turn } from "./effects.ts";
import type { Event } from "./events.ts";
import { notify } from "./messages.ts";
import type { State } from "./state.ts";

/** After the boot: what the shutdown before it was, told once, and how long the next one may take. */
export function returned(state: State, { report, measured }: Extract<Event, { kind: "returned" }>, turn: Turn): State {
  if (report !== undefined) notify(state.settings, turn, "SHUTDOWN_REPORT", "", report);
  return { ...state, measured };
}
