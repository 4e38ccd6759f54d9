/** What happens to upsmon. A UPS is named as its MONITOR line has it (`ups@host`). */

import type { BatteryTestKind } from "../../conf/tables/battery-tests.ts";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { Measured } from "./rules/rule-progress.ts";

export interface PollAnswer {
  readonly status: string;
  readonly buzzwords: string;
  readonly alarm: string | undefined;
  /** What the poll asked for beside the status. */
  readonly measured?: Measured;
}

export type LoginResult =
  | { readonly kind: "in" }
  /** The server said no; `reason` is its own. Polling goes on. */
  | { readonly kind: "refused"; readonly reason: string };

/** `delay` in seconds; `why` is for people. */
export type ArmResult =
  | { readonly kind: "armed"; readonly delay: number }
  | { readonly kind: "refused"; readonly why: string };

export type Event =
  /** The time that `wakeAt` asked for has come. */
  | { readonly kind: "tick" }
  | { readonly kind: "polled"; readonly ups: string; readonly answer: PollAnswer }
  /** `reason` is for the log; it also tells one failure from another. */
  | { readonly kind: "poll-failed"; readonly ups: string; readonly reason: string }
  /** The server has something new to say of this UPS. */
  | { readonly kind: "news"; readonly ups: string }
  | { readonly kind: "login"; readonly ups: string; readonly result: LoginResult }
  | { readonly kind: "fsd-answer"; readonly ups: string; readonly error: string | undefined }
  /** Who is logged into a UPS: `count` is undefined when nobody answered; `hosts` are the others, where known. */
  | {
      readonly kind: "logins";
      readonly ups: string;
      readonly count: number | undefined;
      readonly hosts: readonly string[];
    }
  /** What became of `arm-return`; `mains`: the UPS said that power is there. */
  | { readonly kind: "armed"; readonly ups: string; readonly result: ArmResult; readonly mains: boolean }
  /**
   * This machine is back after a shutdown, where `report` says what is known of it. `measured` is how many seconds the
   * slowest of those before took.
   */
  | { readonly kind: "returned"; readonly report: string | undefined; readonly measured: number | undefined }
  /** A test of a battery may begin, until then. */
  | { readonly kind: "test-due"; readonly ups: string; readonly test: BatteryTestKind; readonly until: number }
  /** What was kept: when the last outage was, and which test the upsmon before us has left behind. */
  | {
      readonly kind: "test-known";
      readonly ups: string;
      readonly outage: number;
      readonly left: BatteryTestKind | undefined;
    }
  /** What the server said to the order to begin. */
  | { readonly kind: "test-answer"; readonly ups: string; readonly error: string | undefined }
  /** What a test that has ended comes to; `worn`: the battery has fallen below BATTERYHEALTH. */
  | {
      readonly kind: "test-judged";
      readonly ups: string;
      readonly failed: boolean;
      readonly text: string;
      readonly worn: string | undefined;
    }
  /** A person asked for a forced shutdown; `how` is for the log: `Signal 10`. */
  | { readonly kind: "fsd"; readonly how: string }
  /** The upsmon before us had decided to shut down, and was lost on the way. */
  | { readonly kind: "decided" }
  | { readonly kind: "stop"; readonly how: string }
  | { readonly kind: "reload"; readonly settings: UpsmonConf }
  /** The system is about to sleep, and has woken up. */
  | { readonly kind: "suspend" }
  | { readonly kind: "resume" }
  | { readonly kind: "clock-jump"; readonly seconds: number }
  | { readonly kind: "parent-lost" }
  /** SHUTDOWNCMD ended with an error, or could not be started; `why` is for people. */
  | { readonly kind: "shut-down-failed"; readonly why: string }
  /** Every notification has been handed over. */
  | { readonly kind: "flushed" }
  /** Something outside (a remote shutdown that a notification started) asks us to wait, at most until `until`. */
  | { readonly kind: "hold"; readonly id: string; readonly until: number }
  | { readonly kind: "release"; readonly id: string };
