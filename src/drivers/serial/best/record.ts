/**
 * The record of Best Power: 80 characters, two for a byte, that a UPS answers to `f`. Numbers are decimal digits, the
 * registers and the last byte hexadecimal; all bytes together are 0. As in the maker's Fortress UPS Protocol of 1996.
 *
 *     0504083105010001000100000118012000000031000371000005625998008200240000006008076A
 *     when------mode  on  alarmVi--Vo--    Io--VA----    Vb--Hz--min-T---     linever-sum
 *     0         1         2         3         4         5         6         7
 */
import { figure, type ViewReader } from "../../kit/codecs.ts";
import { sumOf } from "../../kit/line/frames.ts";

const CHARACTERS = 80;
const HEXADECIMAL = /^[\dA-F]*$/i;

/** The record that a line is; some Fortresses leave the first two zeros out. */
export function recordIn(line: string): string | undefined {
  const record = line.length === CHARACTERS - 2 ? `00${line}` : line;
  if (record.length !== CHARACTERS || !HEXADECIMAL.test(record)) return undefined;
  return sumOf(Buffer.from(record, "hex")) === 0 ? record : undefined;
}

/** Decimal digits from `at` on; undefined where others stand there. */
export function digitsAt(text: string, at: number, count: number): number | undefined {
  const digits = text.slice(at, at + count);
  return digits.length === count && /^\d+$/.test(digits) ? Number(digits) : undefined;
}

/** Such a number times `factor`, with `places` decimals. */
export const measured = (at: number, count: number, factor = 1, places = 0): ViewReader<string, unknown> =>
  figure(places, (record) => {
    const number = digitsAt(record, at, count);
    return number === undefined ? undefined : number * factor;
  });

/** A register of eight bits. */
const register = (record: string, at: number): number => Number.parseInt(record.slice(at, at + 2), 16);

export const onBattery = (record: string): boolean => register(record, 16) !== 0;
export const isOff = (record: string): boolean => register(record, 10) === 0;

const ALARMS = 20;
const MORE_ALARMS = 22;
/** Low battery, near low battery, low runtime: what the maker's own contact for it tells. */
const LOW = 0x0b;
const LOW_OUTPUT = 0x10;
const OVERLOAD = 0x40;
const REPLACE = 0x04;

export const isLow = (record: string): boolean => (register(record, ALARMS) & LOW) !== 0;
export const isOutputLow = (record: string): boolean => (register(record, ALARMS) & LOW_OUTPUT) !== 0;
export const isOverloaded = (record: string): boolean => (register(record, ALARMS) & OVERLOAD) !== 0;
export const isWorn = (record: string): boolean => (register(record, MORE_ALARMS) & REPLACE) !== 0;
