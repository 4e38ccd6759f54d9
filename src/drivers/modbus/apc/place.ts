/** Registers of an APC UPS, and what is written into them. */
import type { StatusToken } from "../../../nut/status.ts";
import type { TableRow } from "../../kit/table-row.ts";
import type { Words } from "./words.ts";

export interface Place {
  readonly at: number;
  readonly count: number;
}

export interface Write {
  readonly at: number;
  readonly values: Words;
}

export type ApcRow = TableRow<Place, Words, StatusToken, Write>;

/** One register, or two. */
export const one = (at: number): Place => ({ at, count: 1 });
export const two = (at: number): Place => ({ at, count: 2 });
