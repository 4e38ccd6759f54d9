/** The row of this family: a variable, the question that it answers, and how the answer is read. */

import type { SENSOR } from "../../nut/catalogue/ambient.ts";
import type { VarName } from "../../nut/catalogue/names.ts";
import type { Timing, VariableRow } from "../kit/row.ts";

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
