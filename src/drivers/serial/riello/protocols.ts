/**
 * The two protocols of Riello, in bytes.
 *
 *     GPSER   we  02 20 22 'G' 'I' '0' '0' sum 03         letters of the question, length of what follows, a check in four
 *                                                         digits, of 0 to ? (0x30 to 0x3f)
 *             it  02 .. .. .. .. .. .. data sum 03        15 in the fourth byte: refused
 *     SENTR   we  c0                                      or f0, or b0 67 01 00 18
 *             it  c0 67 …                                 103 or 164 bytes, their sum behind
 */
import { type Framing, sumOf } from "../../kit/line/frames.ts";

const STX = 0x02;
const ETX = 0x03;
const NAK = 0x15;
const ZERO = 0x30;
/** Start, two bytes that are always the same, letters and length of a question. */
const HEAD = 7;
const TAIL = 5;

export type Control = "sum" | "crc";

/** The numbers of the digits from `at`, the highest first. */
export const digits = (bytes: ArrayLike<number>, at: number, count: number): number => {
  let value = 0;
  for (let one = at; one < at + count; one++) value = value * 16 + (((bytes[one] ?? ZERO) - ZERO) & 0x0f);
  return value;
};

const toDigits = (value: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, at) => ZERO + ((value >> (4 * (count - 1 - at))) & 0x0f));

function crcOf(bytes: Iterable<number>): number {
  let crc = 0x554d;
  for (const byte of bytes) {
    let low = (crc ^ byte) & 0xff;
    low = (low ^ (low << 4)) & 0xff;
    crc = (crc >> 8) ^ (((low << 8) ^ (low << 3) ^ (low >> 4)) & 0xffff);
  }
  return crc & 0xffff;
}

const plainSum = (bytes: Iterable<number>): number => {
  let sum = 0;
  for (const byte of bytes) sum = (sum + byte) & 0xffff;
  return sum;
};

const checkOf = (bytes: readonly number[], control: Control): number =>
  control === "crc" ? crcOf(bytes) : plainSum(bytes);

/** `words`: two letters, the length in two digits, and what follows. */
export function question(words: string, control: Control): Uint8Array {
  const body = [0x20, 0x22, ...Buffer.from(words, "latin1")];
  return Uint8Array.of(STX, ...body, ...toDigits(checkOf(body, control), 4), ETX);
}

/** A number of seconds as it stands in an order. */
export const seconds = (value: number): string => String.fromCharCode(...toDigits(value, 4));

export const gpserFraming = (control: () => Control): Framing => ({
  start: [STX],
  length: (begun) => {
    if (begun.length < 2) return "more";
    if ((begun[1] ?? 0) < 0x20) return undefined;
    const end = begun.indexOf(ETX, 2);
    return end < 0 ? "more" : end + 1;
  },
  isRight: (frame) => {
    if (frame.length < 4 + TAIL) return false;
    const check = toDigits(checkOf(Array.from(frame.subarray(1, -TAIL)), control()), 4);
    return check.every((digit, at) => frame[frame.length - TAIL + at] === digit);
  },
  longest: 128,
});

const LETTERS = new Set(["GI", "GN", "RS", "RE", "CS", "CR", "CD", "TP", "TB"]);

/** Of another question: an answer that comes too late has the letters of its own. */
export function isOfAnother(frame: Uint8Array, words: string): boolean {
  const letters = Buffer.from(frame.subarray(3, 5)).toString("latin1");
  return LETTERS.has(letters) && !words.startsWith(letters);
}

export const isRefusal = (frame: Uint8Array): boolean => frame[3] === NAK;
/** Data of at least so many digits. */
export const hasData = (frame: Uint8Array, count: number): boolean =>
  isRefusal(frame) || frame.length >= HEAD + count + TAIL;

const EXTENDED = 0xb0;
const EXTENDED_LENGTH = 164;
const LENGTH = 103;

/** The sum of the short form is that of its first hundred bytes. */
const sentrSum = (frame: Uint8Array): number =>
  plainSum(frame.length === LENGTH ? frame.subarray(0, 100) : frame.subarray(0, -2));

export const SENTR_FRAMING: Framing = {
  length: ([kind, length]) => {
    if (kind === undefined) return "more";
    if (kind < 0xc0 && kind !== EXTENDED) return undefined;
    if (length === undefined) return "more";
    const wanted = kind === EXTENDED ? EXTENDED_LENGTH : LENGTH;
    return length === wanted ? wanted : undefined;
  },
  isRight: (frame) => {
    const [low = 0, high = 0] = frame.subarray(-2);
    return low + high * 256 === sentrSum(frame);
  },
  longest: EXTENDED_LENGTH,
};

export const SENTR = {
  single: Uint8Array.of(0xc0),
  double: Uint8Array.of(0xf0),
  extended: Uint8Array.of(EXTENDED, 103, 1, 0, 24),
} as const;

/** An order and a number. */
export function sentrOrder(order: number, value: number): Uint8Array {
  const body = [EXTENDED, order, value & 0xff, value >> 8];
  return Uint8Array.of(...body, sumOf(body));
}
