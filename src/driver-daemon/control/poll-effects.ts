import type { DriverState } from "../engine/driver-state.ts";
import type { PollEffect, PollState } from "../engine/poll-types.ts";

export type PollStep = readonly [PollState, readonly PollEffect[]];

export const logLine = (level: "error" | "warning" | "notice" | "info", text: string): PollEffect => ({
  kind: "log",
  level,
  text,
});

export const at = (time: number): PollEffect => ({ kind: "timer", at: time });
export const enterState = (value: DriverState): PollEffect => ({ kind: "state", value });

export const after = (before: readonly PollEffect[], [state, effects]: PollStep): PollStep => [
  state,
  [...before, ...effects],
];
