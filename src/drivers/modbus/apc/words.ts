/** Between the registers of an APC UPS and text. Numbers of several registers begin with the highest. */
import { type Codec, fixed, type Reader } from "../../kit/codecs.ts";
import type { Words } from "../place.ts";

const BITS = 16n;

const unsigned = (words: Words): bigint => words.reduce((sum, word) => (sum << BITS) | BigInt(word), 0n);
const signed = (words: Words): bigint => BigInt.asIntN(words.length * Number(BITS), unsigned(words));

const wordsOf = (value: bigint, count: number): Words =>
  Array.from({ length: count }, (_, at) => Number((value >> (BITS * BigInt(count - 1 - at))) & 0xffffn));

export const numberIn = (words: Words): number => Number(unsigned(words));
export const signedIn = (words: Words): number => Number(signed(words));
export const bitIn = (words: Words, bit: number): boolean => ((unsigned(words) >> BigInt(bit)) & 1n) === 1n;

const WHOLE = /^\s*-?\d+\s*$/;

function wholeFor(count: number, kind: "signed" | "unsigned"): (text: string) => Words | undefined {
  const bits = count * Number(BITS);
  const fits = kind === "signed" ? BigInt.asIntN : BigInt.asUintN;
  return (text) => {
    if (!WHOLE.test(text)) return undefined;
    const value = BigInt(text.trim());
    return fits(bits, value) === value ? wordsOf(value, count) : undefined;
  };
}

/** A whole number of `count` registers; text that does not fit is no value. */
export const whole = (count: number, kind: "signed" | "unsigned"): Codec<Words> => ({
  read: (words) => String(kind === "signed" ? signed(words) : unsigned(words)),
  write: wholeFor(count, kind),
});

/** A fraction: the lowest `shift` bits stand behind the point. */
export const binary = (shift: number, places = 2, of: (words: Words) => number = numberIn): Reader<Words> => ({
  read: (words) => fixed(of(words) / 2 ** shift, places),
});

/** Printable ASCII, two to a register, filled with zeros or spaces. */
export const text = (count: number): Codec<Words> => ({
  read: (words) => {
    const bytes = words.flatMap((word) => [word >> 8, word & 0xff]);
    const first = bytes.findIndex((byte) => byte !== 0);
    const letters = bytes.slice(first === -1 ? bytes.length : first).map((byte) => String.fromCharCode(byte));
    return letters
      .join("")
      .replace(/[^ -~]/g, " ")
      .trimEnd();
  },
  write: (said) => {
    if (!/^[ -~]*$/.test(said) || said.length > 2 * count) return undefined;
    const byte = (at: number): number => (at < said.length ? said.charCodeAt(at) : 0);
    return Array.from({ length: count }, (_, at) => (byte(2 * at) << 8) | byte(2 * at + 1));
  },
});

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2000, 0, 1);

/** Days since the beginning of 2000. */
export const date: Codec<Words> = {
  read: (words) => new Date(FIRST_DAY + numberIn(words) * DAY_MS).toISOString().slice(0, 10),
  write: (said) => {
    if (!/^\d{4}-\d\d-\d\d$/.test(said)) return undefined;
    const time = Date.parse(`${said}T00:00:00Z`);
    const day = (time - FIRST_DAY) / DAY_MS;
    return Number.isInteger(day) && day >= 0 && day <= 0xffff ? [day] : undefined;
  },
};

/** Words for some numbers; the others are read by `otherwise`. */
export const except = (
  words: Readonly<Record<number, string>>,
  of: (words: Words) => number,
  otherwise: Reader<Words>,
): Reader<Words> => ({ read: (raw) => words[of(raw)] ?? otherwise.read(raw) });
