/** When this machine goes down before the battery is low, and which supplies it cannot do without. C programs ignore these lines. */
import { parseUpsId } from "../../nut/ups-id.ts";
import type { LineReporter, Many } from "../directive.ts";
import { didYouMean } from "../suggest.ts";
import { integer } from "../values.ts";

/** Seconds on battery; percent and seconds left; percent lost in a minute; percent of load. */
export const RULE_WORDS = ["onbattery", "charge", "runtime", "depletion", "load"] as const;
export type RuleWord = (typeof RULE_WORDS)[number];

export interface RuleCondition {
  readonly word: RuleWord;
  readonly limit: number;
}

export interface ShutdownRule {
  /** As its MONITOR line has it; `*` stands for every UPS. */
  readonly ups: string;
  /** All of them together. */
  readonly conditions: readonly RuleCondition[];
  /** For how many seconds they have to hold; undefined: two polls. */
  readonly hold: number | undefined;
}

/** Supplies of which so many have to stand, whatever the others do. */
export interface SupplyGroup {
  readonly name: string;
  readonly least: number;
  /** UPSes as their MONITOR lines have them. */
  readonly members: readonly string[];
}

interface Limits {
  readonly unit: string;
  readonly max: number;
  /** At this limit, or beyond it, the condition can never hold, or always does; undefined: it makes sense. */
  senseless(limit: number): string | undefined;
}

const never = "this can never be so before the battery is empty";
const always = (what: string): string => `${what}: this is so as soon as the UPS is on battery`;

const LIMITS: Readonly<Record<RuleWord, Limits>> = {
  onbattery: {
    unit: "seconds",
    max: 604_800,
    senseless: (limit) => (limit === 0 ? always("no time passes") : undefined),
  },
  charge: {
    unit: "percent",
    max: 100,
    senseless: (limit) => (limit < 1 ? never : limit >= 100 ? always("no charge is above 100") : undefined),
  },
  runtime: { unit: "seconds", max: 604_800, senseless: (limit) => (limit === 0 ? never : undefined) },
  depletion: {
    unit: "percent per minute",
    max: 6000,
    senseless: (limit) =>
      limit === 0
        ? always("every battery falls")
        : limit >= 100
          ? "no charge falls by more in the minute that is looked at"
          : undefined,
  },
  load: {
    unit: "percent",
    max: 1000,
    senseless: (limit) =>
      limit < 1 ? always("no load is so low") : limit > 200 ? "no UPS carries so much" : undefined,
  },
};

const NUMBER = /^\d+(\.\d+)?$/;
const HOLD = integer("seconds", { min: 0, max: 86_400, whole: true });

function limitOf(word: RuleWord, text: string, report: LineReporter): number | undefined {
  const { unit, max, senseless } = LIMITS[word];
  if (!NUMBER.test(text)) return report.error(`${word}: "${text}" is not a number`, `write ${unit}, without a unit`);
  const limit = Number(text);
  if (limit > max) return report.error(`${word}: ${text} is too large`, `${max} ${unit} are the most`);
  const doubt = senseless(limit);
  if (doubt !== undefined) report.warning(`${word} ${text}: ${doubt}`, `write ${unit} at which to go down`);
  return limit;
}

interface Draft {
  readonly conditions: RuleCondition[];
  hold: number | undefined;
}

function holdOf(text: string, report: LineReporter): number | undefined {
  const read = HOLD.read(text);
  return read.kind === "ok" ? read.value : report.error(`hold: ${read.text}`, read.advice ?? "write seconds");
}

const wordOf = (word: string): RuleWord | undefined => RULE_WORDS.find((known) => known === word.toLowerCase());

/** False when the line cannot be used. */
function take(draft: Draft, word: string, text: string | undefined, report: LineReporter): boolean {
  if (text === undefined) return report.error(`${word} has no number`, "write its limit behind it") ?? false;
  if (word.toLowerCase() === "hold") {
    if (draft.hold !== undefined) return report.error("hold stands twice", "write it once") ?? false;
    draft.hold = holdOf(text, report);
    return draft.hold !== undefined;
  }
  const known = wordOf(word);
  if (known === undefined) {
    const advice = (): string | undefined => didYouMean(word, [...RULE_WORDS, "hold"]);
    return report.error(`"${word}" is not a condition`, advice, "unknown-word") ?? false;
  }
  if (draft.conditions.some((condition) => condition.word === known))
    return report.error(`${known} stands twice, and both would have to hold`, "write two lines, or one limit") ?? false;
  const limit = limitOf(known, text, report);
  if (limit !== undefined) draft.conditions.push({ word: known, limit });
  return limit !== undefined;
}

export const shutdownRules: Many<ShutdownRule> = {
  kind: "many",
  name: "SHUTDOWNON",
  form: "<ups|*> <onbattery|charge|runtime|depletion|load> <limit>... [hold <seconds>]",
  least: 3,
  most: Number.POSITIVE_INFINITY,
  read: ([ups = "", ...words], report) => {
    const draft: Draft = { conditions: [], hold: undefined };
    for (let at = 0; at < words.length; at += 2) if (!take(draft, words[at] ?? "", words[at + 1], report)) return;
    if (draft.conditions.length === 0) return report.error("the line has no condition", `write one of ${RULE_WORDS}`);
    return { ups, ...draft };
  },
  write: (rule) => [rule.ups, ...ruleWords(rule)],
};

function ruleWords({ conditions, hold }: ShutdownRule): readonly string[] {
  const words = conditions.flatMap(({ word, limit }) => [word, String(limit)]);
  return hold === undefined ? words : [...words, "hold", String(hold)];
}

/** As people are told of it: `charge 30 onbattery 60`. */
export const ruleText = (rule: ShutdownRule): string => ruleWords(rule).join(" ");

function plainSystem(text: string): string {
  const id = parseUpsId(text);
  return id === undefined ? text : `${id.upsname ?? ""}@${id.host.toLowerCase()}:${id.port}`;
}

/** `ups`, `ups@localhost` and `ups@localhost:3493` are one. */
export const sameUps = (a: string, b: string): boolean => a === b || plainSystem(a) === plainSystem(b);

export const appliesTo = ({ ups }: ShutdownRule, system: string): boolean => ups === "*" || sameUps(ups, system);

const LEAST = integer("supplies", { min: 1, max: 10_000, whole: true });

export const supplyGroups: Many<SupplyGroup> = {
  kind: "many",
  name: "SUPPLYGROUP",
  form: "<name> <supplies> <ups>...",
  least: 3,
  most: Number.POSITIVE_INFINITY,
  repeats: { key: ({ name }) => name, keep: "last" },
  read: ([name = "", least = "", ...members], report) => {
    const read = LEAST.read(least);
    if (read.kind === "bad") return report.error(read.text, "write how many of its supplies have to stand");
    return { name, least: read.value, members: [...new Set(members)] };
  },
  write: ({ name, least, members }) => [name, String(least), ...members],
};

/** What a UPS adds to a group: its power value; to be named in one is to count. */
export const weightIn = (powerValue: number): number => Math.max(1, powerValue);
