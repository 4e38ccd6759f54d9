/** Slices of answers, by the character where they begin. */
import { figure, type ViewReader } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

/** What all of them answer. */
export const ALL = "%";

export interface Asked {
  readonly ask: string;
}
export type Family = "EG" | "ON" | "OZ" | "OB";
export type Token = "OL" | "OB" | "LB" | "RB" | "OFF" | "FSD" | "BOOST";
export type OneacRow = TableRow<Asked, string, Token, string>;
export type Looks = Pick<View<Token, string>, "known" | "option">;

export const cut = (from: number, length: number) => (answer: string) => answer.slice(from, from + length);
export const number = (text: string): number | undefined => (/^\d+$/.test(text) ? Number(text) : undefined);
export const at = (from: number, length: number, places = 0, factor = 1): ViewReader<string, unknown> =>
  figure(places, (answer) => {
    const value = number(cut(from, length)(answer));
    return value === undefined ? undefined : value * factor;
  });
