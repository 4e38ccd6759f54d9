/** What is kept of the tests of one UPS, and what a result comes to. Times are Unix milliseconds. */
import type { BatteryTestKind } from "../../../conf/tables/battery-tests.ts";
import { type Capacity, firstCapacity, type Health, healthOf } from "../../../nut/battery/health.ts";
import type { TestResult, TestVerdict } from "./test-state.ts";

export interface KeptResult {
  readonly at: number;
  readonly test: BatteryTestKind;
  readonly verdict: TestVerdict;
  readonly text: string;
  /** Seconds of discharge, and the percent that it took. */
  readonly seconds?: number | undefined;
  readonly fell?: number | undefined;
  readonly load?: number | undefined;
  readonly health?: Health | undefined;
}

export interface TestRecord {
  /** Since when it is kept. */
  readonly since: number;
  readonly outage: number;
  readonly running?: BatteryTestKind | undefined;
  readonly last: { readonly [test in BatteryTestKind]?: number | undefined };
  /** When each is due next, for whoever shows it. */
  readonly next?: { readonly [test in BatteryTestKind]?: number | undefined };
  readonly first?: Capacity | undefined;
  readonly results: readonly KeptResult[];
}

const MOST_RESULTS = 30;
/** Percent of confidence below which nobody is told that a battery is worn. */
const SURE = 60;

/** Nothing is known of the day before. */
export const newRecord = (now: number): TestRecord => ({ since: now, outage: now, last: {}, results: [] });

const fellIn = ({ given }: TestResult): number | undefined =>
  given?.from === undefined || given.charge === undefined ? undefined : given.from - given.charge;

export interface Judged {
  readonly record: TestRecord;
  readonly kept: KeptResult;
}

/** The record after a test that was made, or tried and refused. */
export function keep(record: TestRecord, result: TestResult, now: number): Judged {
  const { test, verdict, text, given, capacity } = result;
  const first = capacity ? firstCapacity(record.first, capacity) : record.first;
  const health = capacity && record.first && first === record.first ? healthOf(first, capacity) : undefined;
  const seconds = given && Math.round(given.seconds);
  const kept: KeptResult = { at: now, test, verdict, text, seconds, fell: fellIn(result), load: given?.load, health };
  const results = [...record.results, kept].slice(-MOST_RESULTS);
  const last = verdict === "interrupted" ? record.last : { ...record.last, [test]: now };
  return { kept, record: { ...record, running: undefined, first, results, last } };
}

const VERDICTS: Readonly<Record<TestVerdict, string>> = {
  passed: "passed",
  failed: "FAILED",
  unclear: "over",
  interrupted: "interrupted",
  refused: "refused",
  missed: "put off",
};

function lastedText({ seconds = 0, fell = 0, load }: KeptResult): string {
  if (seconds === 0 || fell <= 0) return "";
  const at = load === undefined ? "" : ` at ${Math.round(load)} % load`;
  const whole = Math.round((seconds / fell) * 100);
  return `; ${Math.round(fell)} % of the charge lasted ${seconds} s${at}, all of it about ${whole} s`;
}

const healthText = ({ percent, confidence }: Health): string =>
  `${percent} % of the first measured capacity (confidence ${confidence} %)`;

export const judgedText = (kept: KeptResult): string =>
  `the ${kept.test} test of its battery is ${VERDICTS[kept.verdict]}: ${kept.text}${lastedText(kept)}${kept.health ? `; ${healthText(kept.health)}` : ""}`;

/** What is told of a battery below its limit; undefined: it is not, or that is not sure. */
export const wornText = ({ health }: KeptResult, limit: number): string | undefined =>
  health && health.percent < limit && health.confidence >= SURE ? `${healthText(health)}, below ${limit} %` : undefined;
