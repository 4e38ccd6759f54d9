/** What came of a test: what the UPS says of it, and what the battery gave. */
import type { Capacity } from "../../../nut/battery/health.ts";
import type { Given, RunningTest, TestResult, TestVerdict } from "./test-state.ts";

const FAILED = /fail|bad|weak|replace|error|fault|warning/i;
const PASSED = /pass|ok\b|good|success|completed|done|no (error|fault|failure|warning)/i;
const NOT_NOW = /progress|no test|not started|pending|abort|cancel|unknown/i;

/** By the words of ups.test.result. */
export function verdictOf(text: string | undefined): TestVerdict {
  if (text === undefined || NOT_NOW.test(text)) return "unclear";
  const clean = text.replace(/no (error|fault|failure|warning)s?/gi, "passed");
  if (FAILED.test(clean)) return "failed";
  return PASSED.test(clean) ? "passed" : "unclear";
}

/** Part of the battery that says anything of the whole. */
const LEAST_DEPTH = 0.05;

export function capacityGiven({ work, from, charge, load }: Given): Capacity | undefined {
  if (from === undefined || charge === undefined || work <= 0) return undefined;
  const depth = (from - charge) / 100;
  return depth < LEAST_DEPTH ? undefined : { seconds: work / depth, depth, load };
}

/** The UPS's own word counts first, but for what went wrong before our eyes. */
export function resultOf(running: RunningTest, said: string | undefined): TestResult {
  const { test, given, fault, stopped, seen } = running;
  const capacity = capacityGiven(given);
  const base = { test, given, capacity };
  if (fault !== undefined) return { ...base, verdict: "failed", text: fault };
  if (!seen) return { ...base, verdict: "unclear", text: said ?? "the UPS showed no test" };
  if (stopped) return { ...base, verdict: capacity ? "passed" : "unclear", text: stopped.why };
  const verdict = verdictOf(said);
  return { ...base, verdict, text: said ?? "the UPS says nothing of the result" };
}
