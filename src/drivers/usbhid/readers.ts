/** The codecs that the tables of several vendors share. Numbers are `decimal` and `scaled` of drivers/codecs. */
import { fixed } from "../kit/codecs.ts";
import type { HidCodec, HidReader, HidView } from "./subdriver.ts";

/** A word for each whole value; fractions are cut off, values without a word are not there. */
export function lookup(...table: readonly (readonly [value: number, word: string])[]): HidCodec {
  return {
    read: (value) => table.find(([one]) => one === Math.trunc(value))?.[1],
    write: (text) => table.find(([, word]) => word.toLowerCase() === text.toLowerCase())?.[0],
  };
}

export const STRING: HidReader = { read: (index, view) => view.text(Math.trunc(index)) };

export const by = (read: (value: number, view: HidView) => string | undefined): HidReader => ({ read });

const two = (value: number): string => String(value).padStart(2, "0");
const DATE = /^(\d{1,4})\/(\d{1,2})\/(\d{1,2})$/;

/** Year, month and day of `2024/05/17`; undefined for anything else. */
export function parseDate(text: string): readonly [year: number, month: number, day: number] | undefined {
  const [, year, month, day] = DATE.exec(text.trim())?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  return month > 12 || day > 31 ? undefined : [year, month, day];
}

/** A date packed as (year - 1980) * 512 + month * 32 + day (Power Device Class 1.0, section 4.2.6). */
export const PACKED_DATE: HidCodec = {
  read: (value) => {
    const packed = Math.trunc(value);
    if (packed === 0) return "not set";
    const year = 1980 + Math.floor(packed / 512);
    return `${String(year).padStart(4, "0")}/${two((packed >> 5) & 0x0f)}/${two(packed & 0x1f)}`;
  },
  write: (text) => {
    const [year, month, day] = parseDate(text) ?? [];
    if (year === undefined || month === undefined || day === undefined || year < 1980 || year > 2107) return undefined;
    return (year - 1980) * 512 + month * 32 + day;
  },
};

/** Kelvin, unless the number is no temperature of a living device in kelvin: some HP report degrees Celsius. */
export const KELVIN: HidReader = { read: (value) => fixed(value >= 273 && value <= 373 ? value - 273.15 : value, 1) };

export const YES_NO = lookup([0, "no"], [1, "yes"]);
export const ON_OFF = lookup([0, "off"], [1, "on"]);
export const BEEPER = lookup([1, "disabled"], [2, "enabled"], [3, "muted"]);

export const TEST_RESULT = lookup(
  [1, "Done and passed"],
  [2, "Done and warning"],
  [3, "Done and error"],
  [4, "Aborted"],
  [5, "In progress"],
  [6, "No test initiated"],
  [7, "Test scheduled"],
);

/** Conditions for status rows: a field that is 0 or 1 the other way round, a bit of a word. */
export const isZero = (value: number): boolean | undefined => {
  const whole = Math.trunc(value);
  return whole === 0 ? true : whole === 1 ? false : undefined;
};

export const isNonzero = (value: number): boolean => value !== 0;
export const hasBit =
  (mask: number) =>
  (value: number): boolean =>
    (Math.trunc(value) & mask) !== 0;
export const hasNoBit =
  (mask: number) =>
  (value: number): boolean =>
    (Math.trunc(value) & mask) === 0;
