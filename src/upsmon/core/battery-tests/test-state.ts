/** A battery test of one UPS. Times are those of the core, in milliseconds. */
import type { BatteryTestKind } from "../../../conf/tables/battery-tests.ts";
import type { Capacity } from "../../../nut/battery/health.ts";
import type { NotifyType } from "../../../nut/notify-types.ts";

/** What is asked of a UPS with a test, beside its status. */
export const TEST_MEASURES = [
  "battery.charge",
  "battery.runtime",
  "ups.load",
  "battery.charge.low",
  "battery.runtime.low",
  "input.voltage",
  "ups.test.result",
] as const;

/** What the battery gave in the test, as far as it was seen. */
export interface Given {
  /** Of the discharge, in seconds. */
  readonly seconds: number;
  /** At full load, in seconds. */
  readonly work: number;
  /** Percent, when it began and last; undefined where the UPS does not tell it. */
  readonly from: number | undefined;
  readonly charge: number | undefined;
  /** Seconds, as last told. */
  readonly runtime: number | undefined;
  readonly load: number | undefined;
}

export interface DueTest {
  readonly kind: "due";
  readonly test: BatteryTestKind;
  /** It begins by then or not at all. */
  readonly until: number;
  /** What it waits for. */
  readonly why: string | undefined;
}

export interface RunningTest {
  readonly kind: "running";
  readonly test: BatteryTestKind;
  readonly since: number;
  /** When it has to be over. */
  readonly until: number;
  /** The UPS has shown that it tests. */
  readonly seen: boolean;
  /** When it was told to stop, and why. */
  readonly stopped: { readonly at: number; readonly why: string } | undefined;
  /** Of the line, in volts, before. */
  readonly line: number | undefined;
  readonly given: Given;
  /** When the numbers in it are from. */
  readonly at: number;
  /** What would have been told of the UPS without a test, and still holds. */
  readonly silenced: readonly NotifyType[];
  /** Why it has failed already. */
  readonly fault: string | undefined;
}

export type TestState = DueTest | RunningTest;

export type TestVerdict = "passed" | "failed" | "unclear" | "interrupted" | "refused" | "missed";

/** What is kept of a test. */
export interface TestResult {
  readonly test: BatteryTestKind;
  readonly verdict: TestVerdict;
  /** For people; of the UPS where it says something. */
  readonly text: string;
  readonly given: Given | undefined;
  /** Undefined where too little was used to say. */
  readonly capacity: Capacity | undefined;
}

export const runningTest = (test: TestState | undefined): RunningTest | undefined =>
  test?.kind === "running" ? test : undefined;
