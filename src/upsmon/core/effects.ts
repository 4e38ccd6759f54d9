/** What upsmon wants done. Nothing is awaited: results come back as events. */
import type { BatteryTestKind } from "../../conf/tables/battery-tests.ts";
import type { NotifyType } from "../../nut/notify-types.ts";
import type { TestResult } from "./battery-tests/test-state.ts";
import type { ReturnDelay } from "./return-delay.ts";
import type { Measure } from "./rules/rule-progress.ts";

/** Without power the machine is to stay down; `restart` where nothing would ever switch it on again. */
export type HowDown = "halt" | "restart";

export type LogLevel = "error" | "warning" | "notice" | "info" | "debug";

export type Effect =
  /**
   * Ask for the status; connect and log in first where need be. `fresh`: over a new connection. `urgent`: silence would
   * be dangerous, so an answer that is late is looked for over a second connection. `measures`: what rules need beside it.
   */
  | {
      readonly kind: "poll";
      readonly ups: string;
      readonly fresh: boolean;
      readonly urgent: boolean;
      readonly measures: readonly Measure[];
    }
  /** Close the connection; `logout` says goodbye first, for good. */
  | { readonly kind: "drop"; readonly ups: string; readonly logout: boolean }
  | { readonly kind: "send-fsd"; readonly ups: string }
  | { readonly kind: "ask-logins"; readonly ups: string }
  | { readonly kind: "start-test"; readonly ups: string; readonly test: BatteryTestKind }
  | { readonly kind: "stop-test"; readonly ups: string }
  | { readonly kind: "test-ended"; readonly ups: string; readonly result: TestResult }
  /** A UPS has gone on battery, or come back from it. */
  | { readonly kind: "outage-seen"; readonly ups: string }
  /** This machine goes down, and `why` is for people. */
  | { readonly kind: "going-down"; readonly why: string }
  /** `shutdown.return` with such a delay. */
  | { readonly kind: "arm-return"; readonly ups: string; readonly delay: ReturnDelay }
  /** `shutdown.stop`, also for what is still being armed. */
  | { readonly kind: "disarm"; readonly ups: string }
  /** `ups` is empty where upsmon speaks of itself. */
  | { readonly kind: "notify"; readonly type: NotifyType; readonly ups: string; readonly text: string }
  | { readonly kind: "wall"; readonly text: string }
  /** Hand over what is queued, then say `flushed`. */
  | { readonly kind: "flush" }
  /**
   * The flag file and SHUTDOWNCMD, or RESTARTCMD; `armed` are the UPSes that go off by themselves. Once in the life of a state, and once more for each time it was said to
   * have failed.
   */
  | { readonly kind: "shut-down"; readonly how: HowDown; readonly armed: readonly string[] }
  /** The machine stays up after all, because SHUTDOWNCMD failed until its supplies were healthy again. */
  | { readonly kind: "call-off" }
  | { readonly kind: "exit"; readonly status: number }
  /** `often` names what thousands of UPSes would have thousands of lines about; all other lines are always written. */
  | { readonly kind: "log"; readonly level: LogLevel; readonly text: string; readonly often?: string };

/** One step while it is being made: when it is, and what it wants done so far. */
export interface Turn {
  readonly now: number;
  readonly effects: Effect[];
}

export const log = (turn: Turn, level: LogLevel, text: string): void =>
  void turn.effects.push({ kind: "log", level, text });

export const logOften = (turn: Turn, often: string, level: LogLevel, text: string): void =>
  void turn.effects.push({ kind: "log", level, text, often });
