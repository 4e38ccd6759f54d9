/** Between bytes of a Microlink device, the highest first, and text. */
import { parseDecimal } from "../../../nut/decimal.ts";
import { enumeration, NUMBER, string, type VarType } from "../../../nut/var-type.ts";
import { type Codec, fixed } from "../../kit/codecs.ts";

export type Bytes = Uint8Array;

/** How a value reads and is written, and of what type it is to clients. */
export interface Shape extends Codec<Bytes> {
  readonly type: VarType;
}

/** A shape for values of so many bytes. */
export type ShapeOf = (size: number) => Shape;

const BITS = 8;
const LONGEST = 4;

export const unsigned = (bytes: Bytes): number => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

const signed = (bytes: Bytes): number => {
  const value = unsigned(bytes);
  const whole = 256 ** bytes.length;
  return value >= whole / 2 ? value - whole : value;
};

/** Undefined where `value` does not fit into `size` bytes. */
export function bytesOf(value: number, size: number, sign: "signed" | "unsigned" = "unsigned"): Bytes | undefined {
  if (!Number.isSafeInteger(value)) return undefined;
  const [whole, bits] = [BigInt(value), BITS * size];
  if ((sign === "signed" ? BigInt.asIntN(bits, whole) : BigInt.asUintN(bits, whole)) !== whole) return undefined;
  return Uint8Array.from({ length: size }, (_, at) => Number((whole >> BigInt(BITS * (size - 1 - at))) & 0xffn));
}

/** Printable ASCII, filled with zeros or blanks. */
export const text: ShapeOf = (size) => ({
  type: string(size),
  read: (bytes) => {
    const letters = [...bytes].filter((byte) => byte >= 0x20 && byte <= 0x7e);
    return String.fromCharCode(...letters).trimEnd() || undefined;
  },
  write: (said) => {
    if (!/^[ -~]*$/.test(said) || said.length > size) return undefined;
    return Uint8Array.from({ length: size }, (_, at) => (at < said.length ? said.charCodeAt(at) : 0));
  },
});

export const hexadecimal: ShapeOf = (size) => ({
  type: string(2 * size),
  read: (bytes) => Buffer.from(bytes).toString("hex"),
  write: (said) => (/^[\da-f]+$/i.test(said) ? bytesOf(Number.parseInt(said, 16), size) : undefined),
});

export type Words = Readonly<Record<number, string>>;

const numberFor = (words: Words, said: string): number | undefined => {
  const [found] = Object.entries(words).find(([, word]) => word.toLowerCase() === said.toLowerCase()) ?? [];
  return found === undefined ? undefined : Number(found);
};

interface Numeric {
  /** Bits behind the binary point (0). */
  readonly point?: number;
  readonly sign?: "signed" | "unsigned";
  /** Taken in place of a number. */
  readonly words?: Words;
}

const trimmed = (value: number): string => fixed(value, 6).replace(/\.?0+$/, "");

export const number =
  ({ point = 0, sign = "unsigned", words = {} }: Numeric = {}): ShapeOf =>
  (size) => ({
    type: NUMBER,
    read: (bytes) => {
      if (size > LONGEST) return undefined;
      const raw = sign === "signed" ? signed(bytes) : unsigned(bytes);
      return point === 0 ? String(raw) : trimmed(raw / 2 ** point);
    },
    write: (said) => {
      const value = numberFor(words, said) ?? parseDecimal(said);
      if (value === undefined || (point === 0 && !Number.isInteger(value))) return undefined;
      return bytesOf(Math.round(value * 2 ** point), size, sign);
    },
  });

/** A number; negative ones stand for words, those that nobody knows for that of -1. */
export const numberUnless =
  (words: Words, shape: ShapeOf): ShapeOf =>
  (size) => {
    const known = shape(size);
    const read = (bytes: Bytes): string | undefined => {
      const value = signed(bytes);
      return value < 0 ? (words[value] ?? words[-1]) : known.read(bytes);
    };
    return { ...known, read };
  };

/** One of some words; a number that has none is shown as it is. */
export const oneOf =
  (words: Words): ShapeOf =>
  (size) => ({
    type: enumeration(...Object.values(words)),
    read: (bytes) => (size > LONGEST ? undefined : (words[unsigned(bytes)] ?? String(signed(bytes)))),
    write: (said) => bytesOf(numberFor(words, said) ?? Number.NaN, size),
  });

export const hasBit = (bytes: Bytes, bit: number): boolean => Math.floor(unsigned(bytes) / 2 ** bit) % 2 === 1;

/** A word for each bit that is set; where there is none, `none` or the number in hexadecimal. */
export const bits =
  (words: Words, none?: string): ShapeOf =>
  (size) => ({
    type: enumeration(...Object.values(words)),
    read: (bytes) => {
      if (size > LONGEST) return undefined;
      const said = Object.entries(words).flatMap(([bit, word]) => (hasBit(bytes, Number(bit)) ? [word] : []));
      return said.length > 0 ? said.join(" ") : (none ?? `0x${Buffer.from(bytes).toString("hex").toUpperCase()}`);
    },
    write: (said) => bytesOf(2 ** (numberFor(words, said) ?? Number.NaN), size),
  });

const DAY_MS = 86_400_000;
const FIRST_DAY = Date.UTC(2000, 0, 1);
const LAST_DAY = Math.floor((Date.UTC(9999, 11, 31) - FIRST_DAY) / DAY_MS);

/** Days since the beginning of 2000. */
export const date: ShapeOf = (size) => ({
  type: string(10),
  read: (bytes) => {
    const days = unsigned(bytes);
    return days <= LAST_DAY ? new Date(FIRST_DAY + days * DAY_MS).toISOString().slice(0, 10) : undefined;
  },
  write: (said) => {
    const day = /^\d{4}-\d\d-\d\d$/.test(said) ? Date.parse(`${said}T00:00:00Z`) : Number.NaN;
    return bytesOf((day - FIRST_DAY) / DAY_MS, size);
  },
});
