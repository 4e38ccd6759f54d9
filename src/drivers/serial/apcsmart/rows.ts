/** The row of this family: a variable, the question that it answers, and how the answer is read. */

import type { SENSOR } from "../../../nut/catalogue/ambient.ts";
import type { VarName } from "../../../nut/catalogue/names.ts";
import type { StatusToken } from "../../../nut/status.ts";
import { type Reader, words } from "../../kit/codecs.ts";
import type { Timing, VariableRow } from "../../kit/row.ts";

/** Rows of every poll are `quick`; the others are read once an hour. */
interface Question extends Timing {
  /** One byte, or a prefix and a byte. */
  readonly ask: string;
  /** What an answer must look like; another one is not of this variable. */
  readonly shape?: RegExp;
  /** One of the two texts that a user may type in: eight characters. */
  readonly typed?: boolean;
}

type Told = VariableRow<string, void>;

/** One answer of several sensors, separated by commas: `ambient.1.humidity` and so on. */
interface SensorsRow extends Pick<Told, "as"> {
  readonly sensors: keyof typeof SENSOR;
}

export type ApcRow = Question & (Told | SensorsRow);

/** The most sensors that one answer may have. */
const MOST_SENSORS = 4;
const NO_VALUE = "N/A";

/** What names a row: the variable, or that of its sensors with 0 for their number. */
export const nameOf = (row: ApcRow): string => ("sensors" in row ? `ambient.0.${row.sensors}` : row.var);

/** The variables that an answer gives. */
export function valuesOf(row: ApcRow, raw: string): readonly (readonly [VarName, string])[] {
  if (!("sensors" in row)) {
    const value = row.as.read(raw);
    return value === undefined ? [] : [[row.var, value]];
  }
  return raw
    .split(",")
    .slice(0, MOST_SENSORS)
    .map((field, at) => [
      `ambient.${at + 1}.${row.sensors}` as VarName,
      field === "" ? NO_VALUE : (row.as.read(field) ?? NO_VALUE),
    ]);
}

/** Rows of which only one can be right: they share a question or a name with another. */
export const isContested = (row: ApcRow, rows: readonly ApcRow[]): boolean =>
  rows.some((other) => other !== row && isRival(row, other));

export const isRival = (row: ApcRow, other: ApcRow): boolean => other.ask === row.ask || nameOf(other) === nameOf(row);

export const asWritten: Reader<string> = { read: (raw) => raw };

/** The whole number with which a text begins, 0 where there is none (`OFF`), in seconds. */
const time = (seconds: number): Reader<string> => ({
  read: (raw) => String(Number(/^\s*[+-]?\d{1,9}/.exec(raw)?.[0] ?? 0) * seconds),
});

/** `336` is two weeks. */
export const hours = time(3600);
/** `0042:` is 42 minutes. */
export const minutes = time(60);

/** Texts that clients know from the C driver. */
const REASONS = words<string>([
  ["R", "unacceptable utility voltage rate of change"],
  ["H", "high utility voltage"],
  ["L", "low utility voltage"],
  ["T", "line voltage notch or spike"],
  ["O", "no transfers yet since turnon"],
  ["S", "simulated power failure or UPS test"],
]);

/** The first letter tells why the UPS last went to battery; an unknown one is shown as it is. */
export const reason: Reader<string> = { read: (raw) => REASONS.read(raw.slice(0, 1)) ?? raw };

export const ASK_STATUS = "Q";

/** Bit by bit from the lowest. */
const BITS = ["CAL", "TRIM", "BOOST", "OL", "OB", "OVER", "LB", "RB"] as const satisfies readonly StatusToken[];

export type ApcCondition = (typeof BITS)[number];
export type Conditions = ReadonlySet<ApcCondition>;

/** `08` is on line. Undefined for what is no status: noise must not look like a UPS that is off. */
export function parseStatus(answer: string): Conditions | undefined {
  const digits = /^\s*([0-9a-f]{1,4})\s*$/i.exec(answer)?.[1];
  if (digits === undefined) return undefined;
  const bits = Number.parseInt(digits, 16);
  return new Set(BITS.filter((_, at) => (bits >> at) & 1));
}

export const statusTokens = (conditions: Conditions): readonly string[] =>
  conditions.size === 0 ? ["OFF"] : BITS.filter((token) => conditions.has(token));

interface Alert {
  readonly on?: ApcCondition;
  readonly off?: ApcCondition;
}

const ALERTS: Readonly<Record<string, Alert>> = {
  "!": { on: "OB", off: "OL" },
  $: { on: "OL", off: "OB" },
  "%": { on: "LB" },
  "+": { off: "LB" },
  "#": { on: "RB" },
  "?": { on: "OVER" },
  "=": { off: "OVER" },
};

export const ALERT_CHARACTERS = Object.keys(ALERTS).join("");

/** What holds after an alert; the same set where it changes nothing. */
export function afterAlert(conditions: Conditions, character: string): Conditions {
  const { on, off } = ALERTS[character] ?? {};
  const changes = (on !== undefined && !conditions.has(on)) || (off !== undefined && conditions.has(off));
  if (!changes) return conditions;
  return new Set([...conditions].filter((one) => one !== off).concat(on ?? []));
}
