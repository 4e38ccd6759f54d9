/** Charge and runtime from the battery's voltage: linear from low to high; a power law of `runtimecal`. */
import { parseDecimal } from "../../nut/decimal.ts";
import { fixed } from "../kit/codecs.ts";
import { DeviceError } from "../types.ts";
import type { QxSession } from "./session.ts";

/** Multipliers tried when the number of packs is unknown: the highest that fits wins. */
const PACKS = [120, 100, 80, 60, 48, 36, 30, 24, 18, 12, 8, 6, 4, 3, 2, 1, 0.5];

export interface RuntimeCurve {
  /** Seconds at full load. */
  readonly nominal: number;
  readonly exponent: number;
  /** Seconds from empty to full. */
  readonly chargeTime: number;
  /** Smallest load that counts, 0 to 1. */
  readonly idle: number;
}

/** What is known of a variable in digits; a text that is no number is nothing. */
export const numberOf = (session: QxSession, name: string): number | undefined =>
  parseDecimal(session.known(name) ?? "");

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Publishes low and high from the nominal voltage where nobody knows them. */
export function guessLimits(session: QxSession): void {
  const nominal = numberOf(session, "battery.voltage.nominal");
  const low = numberOf(session, "battery.voltage.low");
  const high = numberOf(session, "battery.voltage.high");
  if (nominal === undefined || nominal <= 0 || (low !== undefined && high !== undefined)) return;
  session.keep("battery.voltage.low", fixed((104 * nominal) / 120, 2));
  session.keep("battery.voltage.high", fixed((130 * nominal) / 120, 2));
}

/** The number of packs that the device or the user tells. */
export function toldPacks(session: QxSession): number | undefined {
  const told = numberOf(session, "battery.packs");
  return told !== undefined && told > 0 ? told : undefined;
}

/** How many packs of the reported voltage make the nominal one; 1 where that cannot be said. */
export function guessPacks(session: QxSession): number {
  const nominal = numberOf(session, "battery.voltage.nominal");
  const actual = numberOf(session, "battery.voltage");
  if (nominal === undefined || actual === undefined) return 1;
  const fit = PACKS.find((packs) => packs * actual <= 1.25 * nominal);
  return fit !== undefined && fit * actual >= 0.8 * nominal ? fit : 1;
}

/** Where the voltage stands between low and high, 0 to 1; undefined when that cannot be said. */
export function voltageCharge(session: QxSession, packs: number): number | undefined {
  const actual = numberOf(session, "battery.voltage");
  const low = numberOf(session, "battery.voltage.low");
  const high = numberOf(session, "battery.voltage.high");
  if (actual === undefined || low === undefined || high === undefined || low <= 0 || high <= low) return undefined;
  return clamp((actual * packs - low) / (high - low), 0, 1);
}

const outOfRange = (what: string): DeviceError => new DeviceError("configuration", what);

/** Reads `runtimecal = seconds,load%,seconds,load%`, `chargetime` and `idleload`. Throws DeviceError. */
export function runtimeCurve(option: (name: string) => string | undefined): RuntimeCurve | undefined {
  const text = option("runtimecal");
  if (text === undefined) return undefined;
  const [rh = Number.NaN, lh = Number.NaN, rl = Number.NaN, ll = Number.NaN] = text.split(",").map(Number);
  if ([rh, lh, rl, ll].some(Number.isNaN)) throw outOfRange(`runtimecal = ${text}: four numbers are needed`);
  if (rl < rh || rh <= 0) throw outOfRange(`runtimecal = ${text}: the runtime at low load must be the longer one`);
  if (lh > 100 || ll > lh || ll <= 0) throw outOfRange(`runtimecal = ${text}: loads must fall and be 0 to 100`);
  const exponent = Math.log(rl / rh) / Math.log(lh / ll);
  const chargeTime = Number(option("chargetime") ?? "43200");
  const idle = Number(option("idleload") ?? "10") / 100;
  if (!(chargeTime > 0)) throw outOfRange(`chargetime = ${option("chargetime")}: seconds above 0 are needed`);
  if (!(idle > 0 && idle <= 1)) throw outOfRange(`idleload = ${option("idleload")}: 0 to 100 is needed`);
  return { nominal: rh * (lh / 100) ** exponent, exponent, chargeTime, idle };
}

/** The load that drains the battery, 0 to 1 and never below `idle`. */
export function effectiveLoad(session: QxSession, curve: RuntimeCurve): number | undefined {
  const load = numberOf(session, "ups.load");
  return load === undefined ? undefined : Math.max((load / 100) ** curve.exponent, curve.idle);
}

/** The remaining seconds at full load, `elapsed` seconds later. */
export function nextEstimate(
  estimate: number,
  elapsed: number,
  online: boolean,
  load: number,
  curve: RuntimeCurve,
): number {
  return online
    ? Math.min(curve.nominal, estimate + (curve.nominal * elapsed) / curve.chargeTime)
    : Math.max(0, estimate - load * elapsed);
}
