/** What an XCP UPS is asked and told, and what its rows are made of. */
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import type { Block } from "./block.ts";

/** A byte that asks for a block. */
export const ASK = {
  identity: 0x31,
  status: 0x33,
  meters: 0x34,
  alarms: 0x35,
  config: 0x36,
  battery: 0x3b,
  limits: 0x3c,
  commands: 0x40,
  outlets: 0x41,
  topology: 0x43,
} as const;

/** Orders to the whole UPS, or to the outlet behind them. */
export const [ON, OFF_AND_ON, OFF] = [0x89, 0x8a, 0x8b];

export interface Asked {
  readonly ask: number;
}
export type Token = "OL" | "OB" | "LB" | "RB" | "OVER" | "TRIM" | "BOOST" | "BYPASS" | "OFF";
/** What is told, as it stands between length and checksum. */
export type Order = Uint8Array;
export type Looks = Pick<View<Token, Block>, "known" | "note">;
export type XcpRow = TableRow<Asked, Block, Token, Order>;
export type Rows = readonly XcpRow[];

export const now = (ask: number) => ({ ask, poll: "quick" }) as const;
export const order = (...bytes: readonly number[]): Order => Uint8Array.from(bytes);
export const low = (number: number): number => number & 0xff;
export const high = (number: number): number => (number >> 8) & 0xff;

/** A whole number within limits; undefined for what is none. */
export const within = (text: string, least: number, most: number): number | undefined => {
  const number = /^\s*-?\d+\s*$/.test(text) ? Number(text) : Number.NaN;
  return number >= least && number <= most ? number : undefined;
};
