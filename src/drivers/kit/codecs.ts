/**
 * Between a device's raw value and the text of a NUT variable. One object reads and, where the device takes
 * the value back, writes; a row is writable only if its codec is.
 */

import { parseDecimal } from "../../nut/decimal.ts";

export interface Reader<Raw> {
  read(raw: Raw): string | undefined;
}

/** Reads and writes. `write` answers undefined for text that is no value of this kind. */
export interface Codec<Raw> extends Reader<Raw> {
  write(text: string): Raw | undefined;
}

/** As `Reader`, with what is known of the device besides. */
export interface ViewReader<Raw, View> {
  read(raw: Raw, view: View): string | undefined;
}

/** Turns text into a raw value; undefined for text that is no value of this kind. */
export interface ViewWriter<Raw, View> {
  write(text: string, view: View): Raw | undefined;
}

export interface ViewCodec<Raw, View> extends ViewReader<Raw, View>, ViewWriter<Raw, View> {}

/**
 * A number with `places` decimals as C's printf writes it: exact ties go to the even neighbour
 * (`0.5` is "0", `2.5` is "2"), where `toFixed` would round them up. No exponent, no "-0".
 */
export function fixed(value: number, places: number): string {
  const text = isTie(value, places) ? toEven(value, places) : value.toFixed(places);
  return Number(text) === 0 && text.startsWith("-") ? text.slice(1) : text;
}

/** `toFixed` prints the exact binary value, so a tie shows as a 5 with nothing behind it. */
const isTie = (value: number, places: number): boolean => /50{24}$/.test(value.toFixed(places + 25));

const toEven = (value: number, places: number): string =>
  ((2 * Math.round((value * 10 ** places) / 2)) / 10 ** places).toFixed(places);

export const decimal = (places: number): Codec<number> => ({
  read: (raw) => (Number.isFinite(raw) ? fixed(raw, places) : undefined),
  write: parseDecimal,
});

/** As `decimal`, multiplied by `factor` when read and divided when written. */
export const scaled = (factor: number, places: number): Codec<number> => ({
  read: (raw) => (Number.isFinite(raw) ? fixed(raw * factor, places) : undefined),
  write: (text) => {
    const value = parseDecimal(text);
    return value === undefined ? undefined : value / factor;
  },
});

export function words<const Raw extends number | string>(table: readonly (readonly [Raw, string])[]): Codec<Raw> {
  return {
    read: (raw) => table.find(([value]) => value === raw)?.[1],
    write: (text) => table.find(([, word]) => word.toLowerCase() === text.toLowerCase())?.[0],
  };
}

/** A number worked out of the raw value, with `places` decimals; nothing is shown for what is none. */
export const figure = <Raw, View = unknown>(
  places: number,
  of: (raw: Raw, view: View) => number | undefined,
): ViewReader<Raw, View> => ({
  read: (raw, view) => {
    const value = of(raw, view);
    return value === undefined || !Number.isFinite(value) ? undefined : fixed(value, places);
  },
});

/** A text taken out of the raw value. */
export const phrase = <Raw, View = unknown>(
  of: (raw: Raw, view: View) => string | undefined,
): ViewReader<Raw, View> => ({ read: of });
