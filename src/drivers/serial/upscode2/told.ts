/** What a UPS tells in UPScode II: codes and values in turn, a line each, and a code that is always the last. */
import { parseDecimal } from "../../../nut/decimal.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

export interface Asked {
  readonly ask: string;
}
export interface Told {
  readonly values: ReadonlyMap<string, string>;
  /** `STAT BL`: codes of states repeat, each time with another value. */
  readonly states: ReadonlySet<string>;
  /** Mean of the battery's current since it last discharged; undefined where it is not told or discharges. */
  readonly charging?: number | undefined;
}
export type Token = "OL" | "OB" | "LB" | "BOOST" | "TRIM" | "OVER" | "OFF" | "BYPASS";
export type CodeRow = TableRow<Asked, Told, Token, readonly string[]>;
export type Looks = Pick<View<Token, Told>, "known" | "note">;

/** The last code of each list. */
export const LAST: Readonly<Record<string, string>> = { UPDS: "MOFFF", UPDV: "NOFLL", UPBS: "BDAT8" };

/** `STUF`, `MIUL1`, `NBAHN`: letters and digits; values that are numbers, a state or a date never look so. */
export const isCode = (text: string): boolean => /^[A-Z]{2,5}[0-9]{0,2}$/.test(text) && text.length >= 4;

export const numberAt = ({ values }: Told, code: string): number | undefined => parseDecimal(values.get(code) ?? "");

/** Numbers above 0; with 0 the UPS says that it does not know. */
export const ratingAt = (told: Told | undefined, code: string): number | undefined => {
  const value = told && numberAt(told, code);
  return value !== undefined && value > 0 ? value : undefined;
};

export const measured = (code: string, factor = 1): ViewReader<Told, unknown> =>
  figure(2, (told) => {
    const value = numberAt(told, code);
    return value === undefined ? undefined : value * factor;
  });

export const words = (code: string): ViewReader<Told, unknown> => phrase(({ values }) => values.get(code));

export const says =
  (...states: readonly string[]) =>
  ({ states: told }: Told): boolean =>
    states.some((state) => told.has(state));
