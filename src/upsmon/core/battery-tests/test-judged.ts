import type { Turn } from "../effects.ts";
import type { Event } from "../events.ts";
import { notify } from "../messages.ts";
import type { State } from "../state.ts";

/** Tells what a test came to, and that a battery is worn. */
export function testJudged(state: State, event: Extract<Event, { kind: "test-judged" }>, turn: Turn): State {
  const { ups, failed, text, worn } = event;
  notify(state.settings, turn, failed ? "BATTERYTEST_FAILED" : "BATTERYTEST", ups, text);
  if (worn !== undefined) notify(state.settings, turn, "BATTERYWORN", ups, worn);
  return state;
}
