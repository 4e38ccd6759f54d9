import type { BatteryTestKind } from "../../../conf/tables/battery-tests.ts";
import type { Capacity } from "../../../nut/battery/health.ts";
import type { KeptResult, TestRecord } from "./test-record.ts";

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const numberIn = (value: unknown): number | undefined =>
  typeof value === "number" && Number.isFinite(value) ? value : undefined;
const kindIn = (value: unknown): BatteryTestKind | undefined =>
  value === "quick" || value === "deep" ? value : undefined;

const VERDICTS = ["passed", "failed", "unclear", "interrupted", "refused", "missed"] as const;

function capacityIn(value: unknown): Capacity | undefined {
  if (!isFields(value)) return undefined;
  const seconds = numberIn(value.seconds);
  const depth = numberIn(value.depth);
  if (seconds === undefined || seconds <= 0 || depth === undefined) return undefined;
  return { seconds, depth, load: numberIn(value.load) };
}

function healthIn(value: unknown): KeptResult["health"] {
  if (!isFields(value)) return undefined;
  const percent = numberIn(value.percent);
  const confidence = numberIn(value.confidence);
  return percent === undefined || confidence === undefined ? undefined : { percent, confidence };
}

function resultIn(value: unknown): KeptResult | undefined {
  if (!isFields(value)) return undefined;
  const at = numberIn(value.at);
  const test = kindIn(value.test);
  const verdict = VERDICTS.find((known) => known === value.verdict);
  if (at === undefined || test === undefined || verdict === undefined) return undefined;
  const text = typeof value.text === "string" ? value.text : "";
  const numbers = { seconds: numberIn(value.seconds), fell: numberIn(value.fell), load: numberIn(value.load) };
  return { at, test, verdict, text, ...numbers, health: healthIn(value.health) };
}

function recordIn(value: unknown): TestRecord | undefined {
  if (!isFields(value)) return undefined;
  const since = numberIn(value.since);
  const outage = numberIn(value.outage);
  if (since === undefined || outage === undefined) return undefined;
  const last: Fields = isFields(value.last) ? value.last : {};
  const next: Fields = isFields(value.next) ? value.next : {};
  return {
    since,
    outage,
    running: kindIn(value.running),
    last: { quick: numberIn(last.quick), deep: numberIn(last.deep) },
    ...(isFields(value.next) && { next: { quick: numberIn(next.quick), deep: numberIn(next.deep) } }),
    first: capacityIn(value.first),
    results: (Array.isArray(value.results) ? value.results : []).flatMap((each) => resultIn(each) ?? []),
  };
}

/** By UPS; what makes no sense is left out. Throws SyntaxError where the text is no JSON. */
export function healthyRecord(text: string): readonly (readonly [string, TestRecord])[] {
  const value: unknown = JSON.parse(text);
  if (!isFields(value)) return [];
  return Object.entries(value).flatMap(([system, each]) => {
    const record = recordIn(each);
    return record ? [[system, record] as const] : [];
  });
}
