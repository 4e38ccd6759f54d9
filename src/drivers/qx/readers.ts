import type { Reader } from "../kit/codecs.ts";
import { fixed } from "../kit/codecs.ts";
import type { Slice } from "./protocol.ts";

const PLAIN = /^ *(?:\d+\.?\d*|\.\d+) *$/;
const SIGNED = /^ *[+-]?(?:\d+\.?\d*|\.\d+) *$/;

export const plainNumber = (text: string): number | undefined => (PLAIN.test(text) ? Number(text) : undefined);

/** As C's strtod reads a number at the start of a text; 0 where there is none. */
export function leadingNumber(text: string): number {
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? 0 : number;
}

export const number = (places: number, factor = 1): Reader<Slice> => ({
  read: ({ text }) => {
    const value = plainNumber(text);
    return value === undefined ? undefined : fixed(value * factor, places);
  },
});

/** As `number`, for what may be below zero. */
export const signedNumber = (places: number): Reader<Slice> => ({
  read: ({ text }) => (SIGNED.test(text) ? fixed(Number(text), places) : undefined),
});

/** The slice as it stands; an empty or blank one is no value. */
export const text: Reader<Slice> = { read: (slice) => (/[^ ]/.test(slice.text) ? slice.text : undefined) };

/** The slice without the blanks and hashes that fill a field. */
export const trimmed: Reader<Slice> = { read: (slice) => slice.text.replace(/^[# ]+|[# ]+$/g, "") || undefined };

/** Digits and nothing else, as they stand. */
export const digits: Reader<Slice> = { read: (slice) => (/^\d+$/.test(slice.text) ? slice.text : undefined) };

/** Minutes on the wire, seconds in NUT. */
export const minutes: Reader<Slice> = number(0, 60);

/** A word for each possible slice. */
export const word = (table: Readonly<Record<string, string>>): Reader<Slice> => ({
  read: (slice) => table[slice.text],
});

export const by = (pick: (slice: Slice) => string | undefined): Reader<Slice> => ({ read: pick });

/** Number of packs that the driver found to fit where nobody tells it. */
export const PACKS_NOTE = "~packs guessed";

/** Decimals of a number as it is written. */
const decimals = (text: string): number => /\.(\d+)\s*$/.exec(text)?.[1]?.length ?? 0;

/**
 * As the device wrote it; with more decimals where the user states the battery's nominal voltage with more, so that
 * the numbers of one battery look alike.
 */
function asWritten({ text: written, option }: Slice): string | undefined {
  const value = plainNumber(written);
  if (value === undefined) return undefined;
  const places = decimals(option("override.battery.voltage.nominal") ?? "");
  return places > decimals(written) ? fixed(value, places) : written.trim();
}

/** The voltage of the battery, of all packs where the device reports that of one. */
export const batteryVoltage: Reader<Slice> = {
  read: (slice) => {
    const packs = leadingNumber(slice.known("battery.packs") ?? slice.known(PACKS_NOTE) ?? "1");
    if (slice.option("battery_voltage_reports_one_pack") === undefined || !(packs >= 2)) return asWritten(slice);
    const volts = plainNumber(slice.text);
    return volts === undefined ? undefined : fixed(volts * packs, 2);
  },
};

/** The voltage of the whole battery where the number of its packs or cells was told or found. */
export const wholeVoltage: Reader<Slice> = {
  read: (slice) => {
    const volts = plainNumber(slice.text);
    const packs = plainNumber(slice.known("battery.packs") ?? "") || Number(slice.known(PACKS_NOTE) ?? "1");
    return volts === undefined ? undefined : fixed(volts * packs, 2);
  },
};

/** A fixed text while something holds. */
export const textWhen = (words: string, when: (slice: Slice) => boolean): Reader<Slice> => ({
  read: (slice) => (when(slice) ? words : undefined),
});

export const isOne = (slice: Slice): boolean => slice.text === "1";
export const isZero = (slice: Slice): boolean => slice.text === "0";
