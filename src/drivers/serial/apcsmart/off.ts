/** The ways in which an APC UPS turns its load off, and which of them the options of ups.conf ask for. */
import type { Log } from "../../../system/log/log.ts";
import type { DriverSettings, Outcome } from "../../types.ts";
import { SHORT_ANSWER, type SmartLine } from "./line.ts";
import { ASK_STATUS, parseStatus } from "./rows.ts";

/**
 *  - `hibernate`: S, until mains return. Only on battery.
 *  - `hibernate-hard`: @ and how many times six minutes it waits besides, on mains too.
 *  - `power-off`: K, after the delay that is set in the UPS, for good.
 *  - `power-off-at-once`: Z, for good.
 *  - `hibernate-forced`: feigns a power failure first where there are mains, then S.
 */
export type WayOff =
  | { readonly kind: "hibernate" | "power-off" | "power-off-at-once" | "hibernate-forced" }
  | { readonly kind: "hibernate-hard"; readonly wait: string };

export interface Circumstances {
  readonly line: SmartLine;
  readonly onLine: boolean;
  /** Between a feigned power failure and S. */
  readonly forcedMs: number;
}

const HIBERNATE = "S";
const HIBERNATE_HARD = "@";
const POWER_OFF = "K";
const POWER_OFF_AT_ONCE = "Z";
const FEIGN_FAILURE = "U";

/** True when the UPS took it. Throws DeviceError `lost`. */
export function turnOff(way: WayOff, circumstances: Circumstances): Promise<boolean> {
  const { line } = circumstances;
  switch (way.kind) {
    case "hibernate":
      return hibernate(line);
    case "hibernate-hard":
      return hibernateHard(line, way.wait);
    case "power-off":
      return twice(line, POWER_OFF, (answer) => answer === "OK");
    case "power-off-at-once":
      // The UPS says nothing, for it is off.
      return twice(line, POWER_OFF_AT_ONCE, (answer) => answer === "OK" || answer === "");
    case "hibernate-forced":
      return hibernateForced(circumstances);
  }
}

async function hibernate(line: SmartLine): Promise<boolean> {
  await line.send(HIBERNATE);
  return (await line.confirmation()) === "OK";
}

/** Two digits where the user gives two; newer UPSes want three. */
const digitsOf = (wait: string): string => (wait.length === 2 ? wait : wait.padStart(3, "0"));

async function hibernateHard(line: SmartLine, wait: string): Promise<boolean> {
  const digits = digitsOf(wait);
  await line.settle();
  if (!(await line.spell(HIBERNATE_HARD + digits))) return false;
  if ((await line.confirmation()) === "OK") return true;
  // The UPS may still wait for a third digit.
  if (digits.length === 2) await line.breakOff();
  return false;
}

async function twice(line: SmartLine, order: string, isTaken: (answer: string) => boolean): Promise<boolean> {
  return (await line.twice(order)) && isTaken(await line.confirmation());
}

async function hibernateForced({ line, onLine, forcedMs }: Circumstances): Promise<boolean> {
  if (onLine) {
    await line.text(FEIGN_FAILURE, SHORT_ANSWER);
    await line.pause(forcedMs);
  }
  return hibernate(line);
}

const FORCED_SECONDS = "3.5";

export const forcedMs = (settings: DriverSettings): number =>
  Number.parseFloat(settings.get("cshdelay") ?? FORCED_SECONDS) * 1000;

/** What powers the load. */
export interface Supply {
  readonly onLine: boolean;
  readonly onBattery: boolean;
}

const SOFT: WayOff = { kind: "hibernate" };
const DELAYED: WayOff = { kind: "power-off" };
const AT_ONCE: WayOff = { kind: "power-off-at-once" };
const FORCED: WayOff = { kind: "hibernate-forced" };

/** The first two of `sdtype`, which look at what powers the load. A UPS that refuses @ on mains may still take S. */
const bySupply = (type: number, { onLine, onBattery }: Supply, hard: WayOff): readonly WayOff[] => {
  if (type === 1) return [...(onBattery ? [SOFT] : []), hard];
  return onLine ? [hard, SOFT] : [SOFT];
};

/** The ways to turn the load off at the end of a shutdown, to be tried in order. */
export function waysOff(settings: DriverSettings, supply: Supply): readonly WayOff[] {
  const hard: WayOff = { kind: "hibernate-hard", wait: settings.get("awd") ?? "000" };
  const order = settings.get("advorder") ?? "no";
  if (!/^n/i.test(order)) return pick([SOFT, hard, DELAYED, AT_ONCE, FORCED], order);
  const type = Number(settings.get("sdtype") ?? 0);
  const way = [undefined, undefined, AT_ONCE, DELAYED, FORCED, hard][type];
  return way ? [way] : bySupply(type, supply, hard);
}

const pick = (ways: readonly WayOff[], digits: string): readonly WayOff[] =>
  [...digits].flatMap((digit) => ways[Number(digit)] ?? []);

/** As `waysOff`, for the options of the older driver. */
export function olderWaysOff(settings: DriverSettings, supply: Supply): readonly WayOff[] {
  const hard = (digits: number): WayOff => ({ kind: "hibernate-hard", wait: grace(settings, digits) });
  const order = settings.get("advorder") ?? "no";
  if (order.toLowerCase() !== "no") {
    return pick([SOFT, hard(3), DELAYED, AT_ONCE, FORCED, hard(2)], /^[0-5]{1,6}$/.test(order) ? order : "0123");
  }
  const type = Number(/^\s*([0-6])$/.exec(settings.get("sdtype") ?? "0")?.[1] ?? 0);
  const way = [undefined, undefined, AT_ONCE, DELAYED, FORCED, hard(2), hard(3)][type];
  return way ? [way] : bySupply(type, supply, hard(3));
}

/** `wugrace` with so many digits; 0 where it does not fit. */
export function grace(settings: DriverSettings, digits: number): string {
  const wait = String(Number(/^\s*(\d+)/.exec(settings.get("wugrace") ?? "")?.[1] ?? 0));
  return (wait.length <= digits ? wait : "0").padStart(digits, "0");
}

export interface KillPower {
  readonly line: SmartLine;
  readonly log: Log;
  readonly forcedMs: number;
  readonly waysOff: (supply: Supply) => readonly WayOff[];
}

/** Tries one way after the other, whether or not the UPS answers now. Throws DeviceError `lost`. */
export async function killPower({ line, log, forcedMs, waysOff }: KillPower): Promise<Outcome> {
  const supply = await supplyOf(line, log);
  for (const way of waysOff(supply)) {
    log.debug(1, `turning the load off: ${way.kind}`);
    if (await turnOff(way, { line, onLine: supply.onLine, forcedMs })) return "handled";
  }
  return "failed";
}

async function supplyOf(line: SmartLine, log: Log): Promise<Supply> {
  if (!(await line.goSmart(1))) log.warning("the device does not go into smart mode: it is told to turn off anyway");
  const status = parseStatus(await line.text(ASK_STATUS));
  if (status) return { onLine: status.has("OL"), onBattery: status.has("OB") };
  log.warning("the device does not tell its status: it is taken to be on battery");
  return { onLine: false, onBattery: true };
}
