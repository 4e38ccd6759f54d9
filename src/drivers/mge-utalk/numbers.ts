/** Numbers as the UPS sends them, in units that it chooses, and as the variables show them. */
import { fixed, parseDecimal } from "../codecs.ts";

export type Unit = "V" | "A" | "Hz" | "none";

/** The answer to `Ai` names the table; 0 where it names none. */
export type MultiplierTable = 0 | 1 | 2 | 3;

const FACTORS: Readonly<Record<Unit, readonly [raw: number, one: number, two: number, three: number]>> = {
  V: [1, 1, 0.01, 1],
  A: [1, 1, 0.01, 0.01],
  Hz: [1, 0.1, 1, 0.1],
  none: [1, 1, 1, 1],
};

/** How a number is shown: decimals, and the width that zeros fill up. */
export interface Shape {
  readonly unit: Unit;
  readonly places: number;
  readonly width: number;
}

const LEADING = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))/;

/** The number in front of an answer; undefined where there is none. */
const leading = (text: string): number | undefined => parseDecimal(LEADING.exec(text)?.[1] ?? "");

const filled = (text: string, width: number): string =>
  text.startsWith("-") ? `-${text.slice(1).padStart(width - 1, "0")}` : text.padStart(width, "0");

/** The text of a variable; undefined for an answer that is no number. */
export function shown(answer: string, { unit, places, width }: Shape, table: MultiplierTable): string | undefined {
  const raw = leading(answer);
  if (raw === undefined) return undefined;
  const value = raw * FACTORS[unit][table];
  return filled(fixed(places === 0 ? Math.trunc(value) : value, places), width);
}

/** What to send for a new value; undefined for text that is no number. */
export function sent(text: string, { unit }: Shape, table: MultiplierTable): string | undefined {
  const value = parseDecimal(text);
  return value === undefined ? undefined : String(Math.round((value / FACTORS[unit][table]) * 100) / 100);
}
