/** How long each battery lasts: given, or as its server says. */
import type { Monitor } from "../conf/upsmon-conf.ts";
import { durationText } from "../nut/duration-text.ts";
import { NutError } from "../nut/errors.ts";
import type { Learned } from "./learned.ts";
import type { Battery } from "./paper/plan.ts";
import { timeFor, type Wishes } from "./wishes.ts";

const FULL = 100;
const DEFAULT_OFF_DELAY = 20;

export interface KnownBattery extends Battery {
  /** Where the time comes from, for people. */
  readonly source: string;
}

const numberOf = (values: ReadonlyMap<string, string>, name: string): number | undefined => {
  const number = Number.parseFloat(values.get(name) ?? "");
  return Number.isFinite(number) && number >= 0 ? number : undefined;
};

function batteryOf(monitor: Monitor, learned: Learned | undefined, wishes: Wishes): KnownBattery | string {
  const { system, upsname } = monitor;
  const values = learned?.values ?? new Map<string, string>();
  const given = timeFor(wishes.runtime, system, upsname);
  const runtime = given ?? numberOf(values, "battery.runtime");
  if (runtime === undefined || runtime === 0)
    return `${system} (${learned?.error ?? "it does not say battery.runtime"})`;
  const charge = given === undefined ? (numberOf(values, "battery.charge") ?? FULL) : FULL;
  const from = given === undefined ? `as its server says, at a charge of ${Math.round(charge)} %` : "given";
  return {
    system,
    runtime,
    charge: Math.max(1, charge),
    low: { charge: numberOf(values, "battery.charge.low"), runtime: numberOf(values, "battery.runtime.low") },
    offDelay: numberOf(values, "ups.delay.shutdown") ?? DEFAULT_OFF_DELAY,
    load: numberOf(values, "ups.load"),
    source: `${durationText(runtime)} on battery (${from})`,
  };
}

/** Of every UPS that feeds this machine. Throws NutError `configuration` where nothing tells how long one lasts. */
export function batteriesOf(
  monitors: readonly Monitor[],
  learned: ReadonlyMap<string, Learned>,
  wishes: Wishes,
): readonly KnownBattery[] {
  const all = monitors
    .filter(({ powerValue }) => powerValue > 0)
    .map((monitor) => batteryOf(monitor, learned.get(monitor.system), wishes));
  const unknown = all.filter((each) => typeof each === "string");
  if (unknown.length > 0)
    throw new NutError(
      "configuration",
      `nobody knows how long the battery lasts of ${unknown.join(", ")}: say it with --runtime 20m`,
    );
  return all.filter((each) => typeof each !== "string");
}
