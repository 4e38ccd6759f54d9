/** The options of ups.conf, and the ways to turn the load off that follow from them. */
import { value } from "../../kit/options.ts";
import type { DriverOption, DriverSettings } from "../../types.ts";
import type { WayOff } from "./off.ts";

const ODD_CABLE = "940-0095B";

const matching =
  (name: string, shape: RegExp, words: string) =>
  (text: string): string | undefined =>
    shape.test(text) ? undefined : `${name} = ${text} is not ${words}`;

const COMMON: readonly DriverOption[] = [
  value("ttymode", "raw or canonical; the line is read the same way with both"),
  value("cable", `${ODD_CABLE} for this cable, which wants power from the port`),
];

export const OPTIONS: readonly DriverOption[] = [
  ...COMMON,
  value(
    "awd",
    "how long hard hibernation waits besides, in units of six minutes (000)",
    matching("awd", /^[0-9]{1,3}$/, "one to three digits"),
  ),
  value(
    "sdtype",
    "how the load is turned off at the end of a shutdown, 0 to 5 (0)",
    matching("sdtype", /^[0-5]$/, "a digit from 0 to 5"),
  ),
  value(
    "advorder",
    "ways to turn the load off, tried one after the other: digits from 0 to 4, or no",
    matching("advorder", /^([0-4]{1,5}|no)$/i, "one to five digits from 0 to 4, nor the word no"),
  ),
  value(
    "cshdelay",
    "seconds between a feigned power failure and hibernation (3.5)",
    matching("cshdelay", /^([0-9]\.?|[0-9]?\.[0-9])$/, "a number from 0 to 9.9 with at most one decimal"),
  ),
];

/** Those of the older driver: other digits, and another name for `awd`. */
export const OLDER_OPTIONS: readonly DriverOption[] = [
  ...COMMON,
  value("wugrace", "how long hard hibernation waits besides, in units of six minutes (0)"),
  value("sdtype", "how the load is turned off at the end of a shutdown, 0 to 6 (0)"),
  value("advorder", "ways to turn the load off: digits from 0 to 5, or no"),
];

export const hasOddCable = (settings: DriverSettings): boolean => settings.get("cable")?.toUpperCase() === ODD_CABLE;

const FORCED_SECONDS = "3.5";

export const forcedMs = (settings: DriverSettings): number =>
  Number.parseFloat(settings.get("cshdelay") ?? FORCED_SECONDS) * 1000;

/** What powers the load. */
export interface Supply {
  readonly onLine: boolean;
  readonly onBattery: boolean;
}

const HIBERNATE: WayOff = { kind: "hibernate" };
const POWER_OFF: WayOff = { kind: "power-off" };
const AT_ONCE: WayOff = { kind: "power-off-at-once" };
const FORCED: WayOff = { kind: "hibernate-forced" };

/** The first two of `sdtype`, which look at what powers the load. A UPS that refuses @ on mains may still take S. */
const bySupply = (type: number, { onLine, onBattery }: Supply, hard: WayOff): readonly WayOff[] => {
  if (type === 1) return [...(onBattery ? [HIBERNATE] : []), hard];
  return onLine ? [hard, HIBERNATE] : [HIBERNATE];
};

/** The ways to turn the load off at the end of a shutdown, to be tried in order. */
export function waysOff(settings: DriverSettings, supply: Supply): readonly WayOff[] {
  const hard: WayOff = { kind: "hibernate-hard", wait: settings.get("awd") ?? "000" };
  const order = settings.get("advorder") ?? "no";
  if (!/^n/i.test(order)) return pick([HIBERNATE, hard, POWER_OFF, AT_ONCE, FORCED], order);
  const type = Number(settings.get("sdtype") ?? 0);
  const way = [undefined, undefined, AT_ONCE, POWER_OFF, FORCED, hard][type];
  return way ? [way] : bySupply(type, supply, hard);
}

const pick = (ways: readonly WayOff[], digits: string): readonly WayOff[] =>
  [...digits].flatMap((digit) => ways[Number(digit)] ?? []);

/** As `waysOff`, for the options of the older driver. */
export function olderWaysOff(settings: DriverSettings, supply: Supply): readonly WayOff[] {
  const hard = (digits: number): WayOff => ({ kind: "hibernate-hard", wait: grace(settings, digits) });
  const order = settings.get("advorder") ?? "no";
  if (order.toLowerCase() !== "no") {
    return pick([HIBERNATE, hard(3), POWER_OFF, AT_ONCE, FORCED, hard(2)], /^[0-5]{1,6}$/.test(order) ? order : "0123");
  }
  const type = Number(/^\s*([0-6])$/.exec(settings.get("sdtype") ?? "0")?.[1] ?? 0);
  const way = [undefined, undefined, AT_ONCE, POWER_OFF, FORCED, hard(2), hard(3)][type];
  return way ? [way] : bySupply(type, supply, hard(3));
}

/** `wugrace` with so many digits; 0 where it does not fit. */
export function grace(settings: DriverSettings, digits: number): string {
  const wait = String(Number(/^\s*(\d+)/.exec(settings.get("wugrace") ?? "")?.[1] ?? 0));
  return (wait.length <= digits ? wait : "0").padStart(digits, "0");
}
