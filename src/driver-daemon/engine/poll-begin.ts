/** How a poll begins, and from when the next interval counts. */
import { at, enterState, type PollStep } from "../control/poll-effects.ts";
import type { DriverState } from "./driver-state.ts";
import type { PollDepth, PollEffect, PollPhase, PollState, PollTimes } from "./poll-types.ts";

export type Polling = Extract<PollPhase, { kind: "polling" }>;

/** A poll that takes longer: the data are stale, as a C driver that does not answer PING is. */
export const SILENT_MS = 15_000;

/** `from`: when it was due. */
export function poll(
  state: PollState,
  depth: PollDepth,
  now: number,
  update: DriverState = "updateinfo",
  from = now,
): PollStep {
  const phase: Polling = { kind: "polling", depth, since: now, from, silent: false };
  const effects: PollEffect[] = [enterState(update), { kind: "poll", depth }, at(now + SILENT_MS)];
  return [{ ...state, phase, lastPoll: now, wanted: undefined }, effects];
}

/** A machine that slept does not make up for what it missed. */
export function duePoll(state: PollState, due: number, now: number, times: PollTimes): PollStep {
  const full = state.wanted === "full" || times.fullEveryMs === undefined || now >= state.fullDue || !state.known;
  const from = now - due < times.pollIntervalMs / 2 ? due : now;
  return poll(state, full ? "full" : "quick", now, "updateinfo", from);
}
