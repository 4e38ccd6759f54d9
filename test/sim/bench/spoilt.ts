/** Bytes that are spoilt, the same in every run. */

/** Of each driver; a hundred thousand with NUTTS_RUNS=10. */
export const INPUTS = process.env.NUTTS_RUNS === undefined ? 400 : 10_000 * Number(process.env.NUTTS_RUNS);

export type Random = (below: number) => number;

/** Numbers below a limit (mulberry32). */
export function numbers(seed: number): Random {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const random = (below: Random, count: number): Uint8Array => Uint8Array.from({ length: count }, () => below(256));

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
  (bytes, below) => Uint8Array.of(...random(below, below(6)), ...bytes),
  (bytes, below) => Uint8Array.of(...bytes, ...random(below, below(6))),
];

/** One byte that is another one: only a checksum tells. */
export function changed(bytes: Uint8Array, below: Random): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const at = below(Math.max(1, copy.length));
  if (at < copy.length) copy[at] = (copy[at] ?? 0) ^ (1 + below(255));
  return copy;
}
