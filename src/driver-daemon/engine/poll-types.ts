import type { DeviceFault } from "../../drivers/types.ts";
import type { DriverState } from "./driver-state.ts";

export interface PollTimes {
  readonly pollIntervalMs: number;
  /** Of the interval, how much goes by between the first poll and the second, above 0 and at most 1; as without it: all. */
  readonly firstShare?: number;
  /** Between full polls; undefined when the driver knows only full ones. */
  readonly fullEveryMs: number | undefined;
  /** How often opening is tried before it counts as waiting (`maxretry`), and how far apart (`retrydelay`). */
  readonly startTries: number;
  readonly retryDelayMs: number;
  /** How often a device that was lost is opened in vain before the driver ends; below 0, as without it, without end. */
  readonly mostTries?: number;
  /** After how many tries in vain it is said again that there is none; 0, as without it: never. */
  readonly reportEvery?: number;
}

export type PollDepth = "full" | "quick";

/** Anything but a DeviceError is an `exception`: a fault of the driver. `hung`: a poll gave no answer at all. */
export type PollFault = DeviceFault | "exception" | "hung";

export type PollPhase =
  | { readonly kind: "idle" }
  | { readonly kind: "opening"; readonly since: number }
  | { readonly kind: "waiting" }
  | {
      readonly kind: "polling";
      readonly depth: PollDepth;
      readonly since: number;
      /** When it was due: the next interval counts from there, so that what was late once is not late for ever. */
      readonly from: number;
      readonly silent: boolean;
    }
  | { readonly kind: "quiet"; readonly due: number }
  | { readonly kind: "closing"; readonly to: "wait" | "end" }
  | { readonly kind: "ended" };

export interface PollState {
  readonly phase: PollPhase;
  /** The device has been there since the start. */
  readonly known: boolean;
  /** Failed openings and polls in a row. */
  readonly failures: number;
  /** Openings in vain since there were data. */
  readonly reopened: number;
  /** The end came because the device did not come again. */
  readonly gaveUp: boolean;
  /** The next opening needs a new driver: the old one has shown a fault of its own. */
  readonly afresh: boolean;
  /** The last text about a failure, so that it is said once. */
  readonly said: string;
  /** Since when readings explain nothing, and what was said of it; it outlasts closing and opening. */
  readonly blind: { readonly since: number; readonly text: string } | undefined;
  readonly fullDue: number;
  readonly lastPoll: number;
  /** A poll is wanted as soon as the running one is over. */
  readonly wanted: PollDepth | undefined;
  readonly stopping: boolean;
}

export type PollEvent =
  | { readonly kind: "start" }
  | { readonly kind: "opened"; readonly title: string }
  | { readonly kind: "read" }
  | { readonly kind: "unexplained"; readonly text: string; readonly reopen: "now" | "later" | "never" }
  | { readonly kind: "failed"; readonly fault: PollFault; readonly text: string }
  | { readonly kind: "closed" }
  | { readonly kind: "timer" }
  | { readonly kind: "wake" }
  /** A device that is waited for may be there again. */
  | { readonly kind: "arrived" }
  /** A variable was set or a command run: what it changed is wanted now. */
  | { readonly kind: "commanded" }
  | { readonly kind: "stop" };

export type PollEffect =
  | { readonly kind: "open"; readonly afresh: boolean }
  | { readonly kind: "poll"; readonly depth: PollDepth }
  | { readonly kind: "close" }
  | { readonly kind: "timer"; readonly at: number }
  | { readonly kind: "stale" }
  | { readonly kind: "fresh" }
  | { readonly kind: "state"; readonly value: DriverState }
  | { readonly kind: "log"; readonly level: "error" | "warning" | "notice" | "info"; readonly text: string }
  /** How the start went, once: there are data, the device is waited for, or trying again will not help. */
  | { readonly kind: "settled"; readonly outcome: "up" | "waiting" | "unusable"; readonly text: string }
  | { readonly kind: "ended" };

export const INITIAL: PollState = {
  phase: { kind: "idle" },
  known: false,
  failures: 0,
  reopened: 0,
  gaveUp: false,
  afresh: true,
  said: "",
  blind: undefined,
  fullDue: 0,
  lastPoll: Number.NEGATIVE_INFINITY,
  wanted: undefined,
  stopping: false,
};
