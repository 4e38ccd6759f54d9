/** `ups.status` and `ups.alarm`: the tokens, and how their values are composed (drivers/dstate.c of 2.8.5). */
import { byteLength, cutBytes, MAX_VALUE } from "./bytes.ts";

/** There is no binding order: a value keeps the order in which its driver raised the tokens, with ALARM in front. */
export const STATUS_TOKENS = [
  "FSD",
  "CAL",
  "OFF",
  "BYPASS",
  "OL",
  "OB",
  "LB",
  "HB",
  "RB",
  "CHRG",
  "DISCHRG",
  "TRIM",
  "BOOST",
  "OVER",
  "TEST",
  "OVERHEAT",
  "DEPLETED",
  "WAIT",
  "ALARM",
  "ECO",
] as const;

export type StatusToken = (typeof STATUS_TOKENS)[number];

const KNOWN: ReadonlySet<string> = new Set(STATUS_TOKENS);

export const isStatusToken = (token: string): token is StatusToken => KNOWN.has(token);

export const parseStatus = (value: string): string[] => value.split(/\s+/).filter((token) => token !== "");

export const formatStatus = (tokens: Iterable<string>): string => [...new Set(tokens)].join(" ");

/** Joins tokens as `formatStatus`, leaving out those that no longer fit into a value. */
function fitStatus(tokens: Iterable<string>): string {
  let value = "";
  for (const token of new Set(tokens)) {
    const next = value === "" ? token : `${value} ${token}`;
    if (byteLength(next) <= MAX_VALUE) value = next;
  }
  return value;
}

export interface BatteryFacts {
  readonly charge?: string | undefined;
  readonly chargeLow?: string | undefined;
  readonly runtime?: string | undefined;
  readonly runtimeLow?: string | undefined;
  /** `battery.charge` before this poll; undefined in the first one. */
  readonly previousCharge?: number | undefined;
}

export interface StatusFacts {
  /** Tokens in the driver's order; one text may hold several. */
  readonly tokens: readonly string[];
  /** Texts of alarms that are active. */
  readonly alarms?: readonly string[];
  /** The setting `ignorelb`: the device's LB counts for nothing, the limits decide. */
  readonly ignoreLb?: boolean;
  readonly battery?: BatteryFacts;
}

/**
 * The value of `ups.status`: each token once in the driver's order, `ALARM` in front while an alarm is active or a
 * driver raised it as a token.
 *
 * With `ignoreLb`, LB depends on charge and runtime against their limits alone. When the charge moves and the device
 * speaks of neither charging nor discharging, or of the wrong one, the right token is added.
 */
export function composeStatus({ tokens, alarms = [], ignoreLb = false, battery = {} }: StatusFacts): string {
  const raised = tokens.flatMap(parseStatus);
  const kept = raised.filter((token) => !isAlarm(token) && !(ignoreLb && token.toUpperCase() === "LB"));
  const low = ignoreLb && isLow(battery) ? ["LB"] : [];
  const guess = guessCharging(kept, battery);
  const value = fitStatus([...kept, ...low, ...(guess ? [guess.token] : [])]);
  if (composeAlarm(alarms) === undefined && !raised.some(isAlarm)) return value;
  return cutBytes(value === "" ? "ALARM" : `ALARM ${value}`, MAX_VALUE);
}

const isAlarm = (token: string): boolean => token.toUpperCase() === "ALARM";

/** The value of `ups.alarm`: all texts in one line; undefined when there is none and the variable goes away. */
export function composeAlarm(alarms: readonly string[]): string | undefined {
  const value = cutBytes(alarms.filter((text) => text !== "").join(" "), MAX_VALUE);
  return value === "" ? undefined : value;
}

/** Whole number at the start of a text, as C's strtol reads it. */
const wholeNumber = (text: string): number => Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);

const below = (value: string | undefined, limit: string | undefined): boolean =>
  value !== undefined && limit !== undefined && wholeNumber(value) < wholeNumber(limit);

const isLow = ({ charge, chargeLow, runtime, runtimeLow }: BatteryFacts): boolean =>
  below(charge, chargeLow) || below(runtime, runtimeLow);

export interface ChargingGuess {
  readonly token: "CHRG" | "DISCHRG";
  /** The device says the opposite: worth a warning. */
  readonly contradicts: boolean;
}

/** What the movement of the charge says about the battery, where the device does not say it itself. */
export function guessCharging(tokens: readonly string[], battery: BatteryFacts): ChargingGuess | undefined {
  const { charge, previousCharge: previous = -1 } = battery;
  const now = charge === undefined ? undefined : parseNumber(charge);
  if (now === undefined || previous < 0 || now < 0 || now >= 100 || now === previous) return undefined;
  const token = now > previous ? "CHRG" : "DISCHRG";
  if (tokens.includes(token)) return undefined;
  return { token, contradicts: tokens.includes(token === "CHRG" ? "DISCHRG" : "CHRG") };
}

/** A decimal number, or undefined where the text is anything else. */
export function parseNumber(text: string): number | undefined {
  return /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(text) ? Number(text) : undefined;
}
