import type { DriverState } from "../engine/driver-state.ts";
import type { PollEffect, PollState } from "../engine/poll-types.ts";

export type Step = readonly [PollState, readonly PollEffect[]];

export const say = (level: "error" | "warning" | "notice" | "info", text: string): PollEffect => ({
  kind: "say",
  level,
  text,
});

export const at = (time: number): PollEffect => ({ kind: "timer", at: time });
export const become = (value: DriverState): PollEffect => ({ kind: "state", value });

export const after = (before: readonly PollEffect[], [state, effects]: Step): Step => [state, [...before, ...effects]];
