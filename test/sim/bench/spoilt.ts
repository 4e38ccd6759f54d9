/** Bytes that are spoilt, the same in every run. */

const { NUTTS_RUNS } = process.env;
const inputs = (all: number, few: number): number => (NUTTS_RUNS === undefined ? few : all * Number(NUTTS_RUNS));

/** Of each driver on a line of its own; a hundred thousand with NUTTS_RUNS=10. */
export const INPUTS = inputs(10_000, 400);
/** Of pure functions; a hundred thousand with NUTTS_RUNS=1. */
export const PURE_INPUTS = inputs(100_000, 2000);

export type Random = (below: number) => number;

/** A global of jest's sandbox is looked up anew, and slowly, wherever it stands. */
const { imul } = Math;

/** Numbers below a limit (mulberry32). */
export function numbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

/** Fuzzing spends its time here: no iterators. */
function random(below: Random, count: number): Uint8Array {
  const bytes = new Uint8Array(count);
  for (let at = 0; at < count; at++) bytes[at] = below(256);
  return bytes;
}

function joined(one: Uint8Array, other: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(one.length + other.length);
  bytes.set(one);
  bytes.set(other, one.length);
  return bytes;
}

export type Spoiling = (bytes: Uint8Array, below: Random) => Uint8Array;

/** Cut off at either end, or nothing. */
export const CUT: readonly Spoiling[] = [
  (bytes, below) => bytes.subarray(0, below(bytes.length + 1)),
  (bytes, below) => bytes.subarray(below(bytes.length + 1)),
  () => new Uint8Array(),
];

/** Cut off, or with noise in front, behind or instead. */
export const BROKEN: readonly Spoiling[] = [
  ...CUT,
  (_, below) => random(below, below(40)),
  (bytes, below) => joined(random(below, below(6)), bytes),
  (bytes, below) => joined(bytes, random(below, below(6))),
];

/** One byte that is another one: only a checksum tells. */
export function changed(bytes: Uint8Array, below: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = below(Math.max(1, copy.length));
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 + below(255));
  return copy;
}

const chosen = <T>(from: readonly T[], below: Random): T | undefined => from[below(from.length)];

/** What a line makes of an answer now and then, and noise as it comes. */
const LINE: readonly Spoiling[] = [
  ...BROKEN,
  changed,
  (bytes, below) => changed(changed(bytes, below), below),
  (bytes) => joined(bytes, bytes),
  (bytes, below) => joined(bytes.subarray(0, below(bytes.length + 1)), bytes),
  (_, below) => random(below, below(90)),
];

export const spoiltBytes: Spoiling = (bytes, below) => chosen(LINE, below)?.(bytes, below) ?? bytes;

/** Printable, as what reads lines makes its answers. */
export function spoiltText(text: string, below: Random): string {
  const bytes = Buffer.from(spoiltBytes(Buffer.from(text, "latin1"), below));
  for (const [at, byte] of bytes.entries()) if (byte < 32 || byte > 126) bytes[at] = 32 + (byte % 95);
  return bytes.toString("latin1");
}

const NUMBERS: readonly ((number: number, below: Random) => number)[] = [
  (number) => number,
  (number, below) => number ^ (1 << below(16)),
  (_, below) => below(0x10000),
  (_, below) => -below(0x8000),
  (_, below) => below(2) * 0xffff,
];

export const spoiltNumber = (number: number, below: Random): number =>
  chosen(NUMBERS, below)?.(number, below) ?? number;

/** Says what a thing is: never spoilt. */
const SORTS: readonly unknown[] = ["type", "kind", "oid"];

/** What was read out of bytes, in which some parts are others; of a list some may be missing. */
export function spoiltValue(value: unknown, below: Random): unknown {
  const some = spoiltParts(value, below);
  return Array.isArray(some) && below(4) === 0 ? some.slice(0, below(some.length + 1)) : some;
}

function spoiltParts(value: unknown, below: Random): unknown {
  if (typeof value === "string") return spoiltText(value, below);
  if (typeof value === "number") return spoiltNumber(value, below);
  if (typeof value === "boolean") return below(2) === 1;
  if (value instanceof Uint8Array) return spoiltBytes(value, below);
  return typeof value === "object" && value !== null ? spoiltWhole(value, below) : value;
}

function spoiltWhole(whole: object, below: Random): unknown {
  const maybe = (part: unknown): unknown => (below(4) === 0 ? spoiltParts(part, below) : part);
  const pair = ([key, part]: readonly [unknown, unknown]) => [key, SORTS.includes(key) ? part : maybe(part)] as const;
  if (Array.isArray(whole)) return whole.map(maybe);
  if (whole instanceof Set) return new Set([...whole].filter(() => below(2) === 1));
  if (whole instanceof Map) return new Map([...whole].map(pair));
  return Object.fromEntries(Object.entries(whole).map(pair));
}
