/** From a slice of a reply to the text of a variable. */

import type { Reader } from "../codecs.ts";
import { fixed } from "../codecs.ts";
import type { Slice } from "./protocol.ts";

const NUMERIC = /^[0-9 .]*$/;

/** As C's strtod reads a number at the start of a text; 0 where there is none. */
export function leadingNumber(text: string): number {
  const number = Number.parseFloat(text);
  return Number.isNaN(number) ? 0 : number;
}

/** Digits, blanks and points only, written with a fixed count of decimals. */
export const number = (places: number, factor = 1): Reader<Slice> => ({
  read: ({ text }) => (NUMERIC.test(text) ? fixed(leadingNumber(text) * factor, places) : undefined),
});

/** The slice as it stands; an empty one is no value. */
export const text: Reader<Slice> = { read: (slice) => slice.text || undefined };

/** The slice without the blanks and hashes that fill a field. */
export const trimmed: Reader<Slice> = { read: (slice) => slice.text.replace(/^[# ]+|[# ]+$/g, "") || undefined };

/** Minutes on the wire, seconds in NUT. */
export const minutes: Reader<Slice> = number(0, 60);

/** A word for each possible slice. */
export const word = (table: Readonly<Record<string, string>>): Reader<Slice> => ({
  read: (slice) => table[slice.text],
});

/** What `pick` makes of the slice. */
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
  const places = decimals(option("override.battery.voltage.nominal") ?? "");
  const number = written.trim();
  return /^\d+(\.\d+)?$/.test(number) && places > decimals(number)
    ? fixed(Number(number), places)
    : written || undefined;
}

/** The voltage of the battery, of all packs where the device reports that of one. */
export const batteryVoltage: Reader<Slice> = {
  read: (slice) => {
    const packs = leadingNumber(slice.known("battery.packs") ?? slice.known(PACKS_NOTE) ?? "1");
    if (slice.option("battery_voltage_reports_one_pack") === undefined || !(packs >= 2)) return asWritten(slice);
    return Number.isNaN(Number.parseFloat(slice.text)) ? undefined : fixed(leadingNumber(slice.text) * packs, 2);
  },
};

/** A fixed text while something holds. */
export const textWhen = (words: string, when: (slice: Slice) => boolean): Reader<Slice> => ({
  read: (slice) => (when(slice) ? words : undefined),
});

export const isOne = (slice: Slice): boolean => slice.text === "1";
export const isZero = (slice: Slice): boolean => slice.text === "0";
