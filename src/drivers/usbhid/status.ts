/** From conditions to the tokens of `ups.status` and the texts of `ups.alarm`. */
import type { Condition } from "./conditions.ts";

export interface StatusSettings {
  /** Discharging while online is being on battery (CyberPower UT). */
  readonly dischargeIsOnBattery: boolean;
  /** Discharging while online is a calibration (APC). */
  readonly dischargeIsCalibration: boolean;
  /** Milliseconds that LB and RB must last to count, while the mains are there; 0 counts them at once. */
  readonly lbrbDelay: number;
  /** The delay holds without a calibration too. */
  readonly lbrbAlways: boolean;
}

/** Since when (clock, milliseconds) LB and RB hold; each by itself, for one comes without the other. */
export interface StatusMemory {
  readonly lbSince?: number | undefined;
  readonly rbSince?: number | undefined;
}

export interface StatusResult {
  readonly tokens: readonly string[];
  readonly memory: StatusMemory;
  /** Online and discharging, with no calibration or setting that explains it. */
  readonly unexplained: boolean;
  readonly transferReason: string | undefined;
  /** Conditions that do not count yet: they make no alarm either. */
  readonly waiting: ReadonlySet<Condition>;
}

type Has = (condition: Condition) => boolean;

/** Where the power comes from, in the order in which the C driver writes it. */
function powerTokens(has: Has, settings: StatusSettings): readonly string[] {
  const offline = has("offline") ? ["OB"] : [];
  if (!has("online")) return !has("offline") && has("dischrg") ? ["OB"] : offline;
  if (!has("dischrg")) return [...offline, "OL"];
  const { dischargeIsCalibration: calibration, dischargeIsOnBattery: battery } = settings;
  if (!calibration && !battery) return [...offline, "OL"];
  return [...offline, ...(calibration ? ["CAL"] : []), ...(battery ? ["OB"] : [])];
}

/** Charging counts only while the battery is not full, by what the device says or by its charge. */
function charging(has: Has, charge: string | undefined): boolean {
  if (!has("chrg")) return false;
  if (has("notfullycharged")) return true;
  if (has("fullycharged")) return false;
  const percent = Number.parseInt(charge ?? "", 10);
  return percent > 0 && percent < 100;
}

const LOW: readonly Condition[] = ["lowbatt", "timelimitexp", "shutdownimm"];
const REPLACE: readonly Condition[] = ["replacebatt", "nobattery"];

interface Delayed {
  readonly shown: boolean;
  readonly since: number | undefined;
}

const delayed = (since: number | undefined, now: number, delay: number): Delayed => ({
  shown: since !== undefined && now - since > delay,
  since: since ?? now,
});

interface Moment {
  readonly settings: StatusSettings;
  readonly memory: StatusMemory;
  readonly now: number;
  readonly calibrating: boolean;
}

/** Some APC say LB and RB for seconds while they calibrate themselves with the mains there. */
const atOnce = (has: Has, { settings, calibrating }: Moment): boolean =>
  settings.lbrbDelay <= 0 || (!calibrating && !settings.lbrbAlways) || !has("online");

function lowBattery(has: Has, moment: Moment): Delayed {
  if (!LOW.some(has)) return { shown: false, since: undefined };
  const { lbSince } = moment.memory;
  return atOnce(has, moment)
    ? { shown: true, since: lbSince }
    : delayed(lbSince, moment.now, moment.settings.lbrbDelay);
}

function replaceBattery(has: Has, moment: Moment): Delayed {
  if (!REPLACE.some(has)) return { shown: false, since: undefined };
  const { rbSince } = moment.memory;
  return atOnce(has, moment)
    ? { shown: true, since: rbSince }
    : delayed(rbSince, moment.now, moment.settings.lbrbDelay);
}

const notYet = (low: Delayed, replace: Delayed): ReadonlySet<Condition> =>
  new Set([...(low.shown ? [] : LOW), ...(replace.shown ? [] : REPLACE)]);

const REASONS: readonly (readonly [Condition, string])[] = [
  ["vrange", "input voltage out of range"],
  ["frange", "input frequency out of range"],
];

/**
 * The status of this moment. `charge` is `battery.charge` as published; `now` is the clock's.
 */
export function statusOf(
  conditions: ReadonlySet<Condition>,
  settings: StatusSettings,
  memory: StatusMemory,
  now: number,
  charge: string | undefined,
): StatusResult {
  const has: Has = (condition) => conditions.has(condition);
  const power = [...(has("cal") ? ["CAL"] : []), ...powerTokens(has, settings)];
  const calibrating = power.includes("CAL");
  const moment = { settings, memory, now, calibrating };
  const low = lowBattery(has, moment);
  const replace = replaceBattery(has, moment);
  const others: readonly (readonly [boolean, string])[] = [
    [has("dischrg") && !has("depleted"), "DISCHRG"],
    [charging(has, charge), "CHRG"],
    [low.shown, "LB"],
    [has("overload"), "OVER"],
    [replace.shown, "RB"],
    [has("trim"), "TRIM"],
    [has("boost"), "BOOST"],
    [has("bypassauto") || has("bypassman"), "BYPASS"],
    [has("off"), "OFF"],
  ];
  return {
    tokens: [...new Set([...power, ...others.filter(([on]) => on).map(([, token]) => token)])],
    memory: { lbSince: low.since, rbSince: replace.since },
    unexplained: has("online") && has("dischrg") && power.includes("OL") && !has("cal"),
    transferReason: REASONS.find(([condition]) => has(condition))?.[1],
    waiting: notYet(low, replace),
  };
}

const ALARMS: readonly (readonly [Condition, string])[] = [
  ["replacebatt", "Replace battery!"],
  ["shutdownimm", "Shutdown imminent!"],
  ["fanfail", "Fan failure!"],
  ["nobattery", "No battery installed!"],
  ["battvoltlo", "Battery voltage too low!"],
  ["battvolthi", "Battery voltage too high!"],
  ["chargerfail", "Battery charger fail!"],
  ["overheat", "Temperature too high!"],
  ["commfault", "Internal UPS fault!"],
  ["awaitingpower", "Awaiting power!"],
  ["bypassauto", "Automatic bypass mode!"],
  ["bypassman", "Manual bypass mode!"],
];

/** Texts as the C driver has them: scripts look for them. Without those of conditions that are `waiting`. */
export const alarmsOf = (
  conditions: ReadonlySet<Condition>,
  waiting: ReadonlySet<Condition> = new Set(),
): readonly string[] =>
  ALARMS.filter(([condition]) => conditions.has(condition) && !waiting.has(condition)).map(([, text]) => text);

const BUZZWORDS: readonly (readonly [Condition, string])[] = [
  ["ecomode", "vendor:default:ECO"],
  ["essmode", "vendor:default:ESS"],
];

export const buzzwordsOf = (conditions: ReadonlySet<Condition>): readonly string[] =>
  BUZZWORDS.filter(([condition]) => conditions.has(condition)).map(([, word]) => word);
