/**
 * SHUTDOWNON: a UPS is critical once what a rule says has held for its time. It counts on battery only and outside a
 * calibration, at good polls only: between two of them nothing is known, and after more than DEADTIME it begins anew.
 */
import { appliesTo, type RuleCondition, ruleText, type ShutdownRule } from "../../../conf/tables/shutdown-rules.ts";
import type { UpsmonConf } from "../../../conf/upsmon-conf.ts";
import { log, type Turn } from "../effects.ts";
import type { WatchedUps } from "../state.ts";
import { past, reached } from "../time.ts";
import {
  type ChargeSample,
  MEASURES,
  type Measure,
  type Measured,
  NO_PROGRESS,
  type RuleProgress,
} from "./rule-progress.ts";

const NEEDED: Readonly<Record<RuleCondition["word"], Measure | undefined>> = {
  onbattery: undefined,
  charge: "battery.charge",
  runtime: "battery.runtime",
  depletion: "battery.charge",
  load: "ups.load",
};

interface Asked {
  readonly rules: readonly ShutdownRule[];
  readonly measures: readonly Measure[];
}

const NOTHING: Asked = { rules: [], measures: [] };
const known = new WeakMap<readonly ShutdownRule[], Map<string, Asked>>();

function ask({ shutdownRules }: UpsmonConf, system: string): Asked {
  const rules = shutdownRules.filter((rule) => appliesTo(rule, system));
  const words = new Set(rules.flatMap(({ conditions }) => conditions.map(({ word }) => NEEDED[word])));
  return { rules, measures: MEASURES.filter((measure) => words.has(measure)) };
}

/** The rules of a UPS and what they ask for: the same for as long as the settings are. */
export function rulesOf(settings: UpsmonConf, system: string): Asked {
  if (settings.shutdownRules.length === 0) return NOTHING;
  const all = known.get(settings.shutdownRules) ?? new Map<string, Asked>();
  known.set(settings.shutdownRules, all);
  const found = all.get(system) ?? ask(settings, system);
  all.set(system, found);
  return found;
}

/** Depletion is the fall over the last minute or two: a charge comes in whole percents. */
const SLOPE_MS = 60_000;
const MEMORY_MS = 120_000;
const MOST_SAMPLES = 128;

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\s*\d+(\.\d+)?\s*$/.test(text) ? Number(text) : undefined;

interface View {
  readonly now: number;
  readonly batterySince: number;
  readonly charges: readonly ChargeSample[];
  readonly numbers: ReadonlyMap<Measure, number>;
}

/** Percent a minute; undefined while a minute of discharge has not been seen. */
function depletion({ charges, now }: View): number | undefined {
  const [first] = charges;
  const last = charges.at(-1);
  if (!first || last?.at !== now || now - first.at < SLOPE_MS) return undefined;
  return (first.charge - last.charge) / ((now - first.at) / 60_000);
}

function holds({ word, limit }: RuleCondition, view: View): boolean {
  const value = (measure: Measure): number | undefined => view.numbers.get(measure);
  switch (word) {
    case "onbattery":
      return view.now >= reached(view.batterySince, limit);
    case "charge":
      return (value("battery.charge") ?? Number.POSITIVE_INFINITY) <= limit;
    case "runtime":
      return (value("battery.runtime") ?? Number.POSITIVE_INFINITY) <= limit;
    case "load":
      return (value("ups.load") ?? Number.NEGATIVE_INFINITY) >= limit;
    case "depletion":
      return (depletion(view) ?? Number.NEGATIVE_INFINITY) > limit;
  }
}

function sampled(before: readonly ChargeSample[], charge: number | undefined, now: number): readonly ChargeSample[] {
  if (charge === undefined) return before;
  const kept = before.filter(({ at }, i) => now - at <= MEMORY_MS || i === before.length - 1);
  return [...kept.slice(1 - MOST_SAMPLES), { at: now, charge }];
}

/** Two polls, of those on battery. */
const holdOf = ({ hold }: ShutdownRule, { pollfreq, pollfreqalert }: UpsmonConf): number =>
  hold ?? 2 * Math.max(1, Math.min(pollfreq, pollfreqalert));

const readNumbers = (measured: Measured): ReadonlyMap<Measure, number> =>
  new Map(
    [...measured].flatMap(([measure, text]) => {
      const number = numberOf(text);
      return number === undefined ? [] : [[measure, number] as const];
    }),
  );

/** A value that was not said in time is no reason to say that it is missing. */
function missingOf(before: readonly Measure[], wanted: readonly Measure[], measured: Measured): readonly Measure[] {
  const now = wanted.filter((measure) =>
    measured.has(measure) ? numberOf(measured.get(measure)) === undefined : before.includes(measure),
  );
  return now.length === before.length && now.every((measure, i) => measure === before[i]) ? before : now;
}

function tellMissing(
  { monitor, rules: { missing: before } }: WatchedUps,
  missing: readonly Measure[],
  turn: Turn,
): void {
  const { system } = monitor;
  const lost = missing.filter((measure) => !before.includes(measure));
  const back = before.filter((measure) => !missing.includes(measure));
  if (lost.length > 0)
    log(turn, "error", `UPS [${system}] has no number as ${lost.join(", ")}: SHUTDOWNON lines that need it cannot act`);
  if (back.length > 0) log(turn, "notice", `UPS [${system}]: ${back.join(", ")} is there for SHUTDOWNON`);
}

/** What came of the rules before, unless too long a silence lies between. */
const standing = ({ lastPoll, rules }: WatchedUps, { deadtime }: UpsmonConf, now: number): RuleProgress =>
  lastPoll !== undefined && now < past(lastPoll, deadtime) ? rules : { ...NO_PROGRESS, missing: rules.missing };

/** The UPS after a good poll; `before` is what it was until then. */
export function followRules(
  before: WatchedUps,
  ups: WatchedUps,
  measured: Measured,
  settings: UpsmonConf,
  turn: Turn,
): WatchedUps {
  const { rules, measures } = rulesOf(settings, ups.monitor.system);
  if (rules.length === 0) return ups.rules === NO_PROGRESS ? ups : { ...ups, rules: NO_PROGRESS };
  const missing = missingOf(ups.rules.missing, measures, measured);
  tellMissing(ups, missing, turn);
  if (ups.source.kind !== "battery" || ups.flags.CAL !== undefined || ups.test?.kind === "running")
    return { ...ups, rules: { ...NO_PROGRESS, missing } };
  const { now } = turn;
  const earlier = standing(before, settings, now);
  const numbers = readNumbers(measured);
  const charges = sampled(earlier.charges, numbers.get("battery.charge"), now);
  const view: View = { now, batterySince: ups.source.since, charges, numbers };
  const holding = rules.filter(({ conditions }) => conditions.every((condition) => holds(condition, view)));
  const since = new Map(holding.map((rule) => [ruleText(rule), earlier.since.get(ruleText(rule)) ?? now] as const));
  const fired = holding.find((rule) => now >= heldAt(since.get(ruleText(rule)) ?? now, rule, settings));
  return { ...ups, rules: { since, fired: fired && ruleText(fired), charges, missing } };
}

const heldAt = (since: number, rule: ShutdownRule, settings: UpsmonConf): number =>
  since + holdOf(rule, settings) * 1000;

/** When the first of the rules that hold has held for its time: then a poll has to confirm it. */
export function ruleDue({ rules: { since }, monitor }: WatchedUps, settings: UpsmonConf): number | undefined {
  if (since.size === 0) return undefined;
  const times = rulesOf(settings, monitor.system).rules.flatMap((rule) => {
    const from = since.get(ruleText(rule));
    return from === undefined ? [] : [heldAt(from, rule, settings)];
  });
  return times.length === 0 ? undefined : Math.min(...times);
}
