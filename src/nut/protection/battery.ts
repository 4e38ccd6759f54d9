/** When a battery is low, as far as its UPS tells. */
import { parseStatus } from "../status.ts";
import type { EarlyRule, FeedingUps } from "./facts.ts";

const FULL = 100;
/** In percent, where the UPS names no limit. */
const USUAL_LOW = 20;

export interface Battery {
  readonly system: string;
  readonly powerValue: number;
  readonly status: ReadonlySet<string>;
  /** Seconds on battery until it is low, or meets SHUTDOWNON; undefined where the UPS does not say how long it lasts. */
  readonly untilLow: number | undefined;
  /** The line SHUTDOWNON that comes first. */
  readonly rule: string | undefined;
  /** Seconds for which it lasts from then on; undefined as above. */
  readonly left: number | undefined;
  /** A primary that others are logged in to waits for them. */
  readonly waitsForOthers: boolean;
}

function numberIn(vars: ReadonlyMap<string, string>, name: string): number | undefined {
  const number = Number.parseFloat(vars.get(name) ?? "");
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

const chargeFalls = (vars: ReadonlyMap<string, string>, runtime: number, to: number): number => {
  const charge = numberIn(vars, "battery.charge") ?? FULL;
  return charge === 0 ? runtime : (runtime * (charge - to)) / charge;
};

const whole = (seconds: number): number => Math.max(0, Math.round(seconds));

/** It is low at `battery.charge.low` or `battery.runtime.low`, whichever comes first. The charge is taken to sink evenly. */
function untilLow(vars: ReadonlyMap<string, string>): number | undefined {
  const runtime = numberIn(vars, "battery.runtime");
  if (runtime === undefined || runtime === 0) return undefined;
  const atRuntime = numberIn(vars, "battery.runtime.low");
  const atCharge = numberIn(vars, "battery.charge.low") ?? (atRuntime === undefined ? USUAL_LOW : undefined);
  const byCharge = atCharge === undefined ? runtime : chargeFalls(vars, runtime, atCharge);
  return whole(Math.min(byCharge, runtime - (atRuntime ?? 0)));
}

/** Undefined where it cannot be foreseen. */
function untilCondition(
  { word, limit }: EarlyRule["conditions"][number],
  vars: ReadonlyMap<string, string>,
): number | undefined {
  if (word === "onbattery") return limit;
  const runtime = numberIn(vars, "battery.runtime");
  if (runtime === undefined || runtime === 0) return undefined;
  if (word === "runtime") return whole(runtime - limit);
  return word === "charge" ? whole(chargeFalls(vars, runtime, limit)) : undefined;
}

function untilRule({ conditions, hold }: EarlyRule, vars: ReadonlyMap<string, string>): number | undefined {
  const times = conditions.map((condition) => untilCondition(condition, vars));
  return times.some((time) => time === undefined) ? undefined : Math.max(...times.map((time) => time ?? 0)) + hold;
}

function fallOf(
  vars: ReadonlyMap<string, string>,
  rules: readonly EarlyRule[],
  isLow: boolean,
): Pick<Battery, "untilLow" | "rule"> {
  const low = isLow ? 0 : untilLow(vars);
  const known = rules.flatMap((rule) => {
    const seconds = untilRule(rule, vars);
    return seconds === undefined ? [] : [{ untilLow: seconds, rule: rule.text }];
  });
  const [first] = known.toSorted((a, b) => a.untilLow - b.untilLow);
  return first && (low === undefined || first.untilLow < low) ? first : { untilLow: low, rule: undefined };
}

function leftAt(vars: ReadonlyMap<string, string>, untilLow: number | undefined): number | undefined {
  const runtime = numberIn(vars, "battery.runtime");
  return runtime === undefined || runtime === 0 || untilLow === undefined ? undefined : whole(runtime - untilLow);
}

export const batteriesOf = (upses: readonly FeedingUps[]): readonly Battery[] =>
  upses.flatMap(({ system, powerValue, reading, rules = [], role, others = false }): readonly Battery[] => {
    if (reading.kind === "silent") return [];
    const status = new Set(parseStatus(reading.vars.get("ups.status") ?? ""));
    const isLow = status.has("OB") && status.has("LB");
    const fall = fallOf(reading.vars, rules, isLow);
    const left = leftAt(reading.vars, fall.untilLow);
    return [{ system, powerValue, status, ...fall, left, waitsForOthers: role === "primary" && others }];
  });
