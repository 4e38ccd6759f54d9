/**
 * The descriptor of a Microlink device: tokens from byte 12 of its memory on name the values that stand, one behind the
 * other, where the header says.
 *
 *     f8 02 …        block "2:"                           20          value of two bytes
 *     fe 04 …        block "4." in the one it stands in   22 fc 04    value of four bytes
 *     fd 3d 02 …     blocks "3D[0]." and "3D[1]."         22 fb 00 00, 22 fa 00 00 ff ff   with a value, or two, of its size
 *     f4 …           block without a name                 f5 22       value without a name
 *     f6, ff         end of the block                     f7          nothing
 *
 * A path is "2:4.5.22".
 */
import { HEADER } from "./page.ts";

/** Where a value stands in the device's memory. */
export interface Place {
  readonly path: string;
  readonly at: number;
  readonly size: number;
}

const LAST_VALUE = 0xdf;
const MOST_PLACES = 1024;
/** More than any device has: blocks may stand in blocks, and be repeated. */
const MOST_STEPS = 65_536;
const DEEPEST = 16;
const USUAL_SIZE = 2;

const [RECURSE, UNNAMED, EXIT, NOTHING, ENTER, ONE_OTHER, TWO, ONE, SIZE, REPEAT, CHILD, END] = [
  0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa, 0xfb, 0xfc, 0xfd, 0xfe, 0xff,
];
const hex = (byte: number): string => byte.toString(16).toUpperCase();

class DescriptorReader {
  readonly places = new Map<string, Place>();
  readonly #bytes: Uint8Array;
  #at = HEADER;
  #valueAt: number;
  #steps = 0;

  constructor(bytes: Uint8Array, valuesAt: number) {
    this.#bytes = bytes;
    this.#valueAt = valuesAt;
  }

  #next(): number | undefined {
    this.#steps++;
    return this.#steps > MOST_STEPS ? undefined : this.#bytes[this.#at++];
  }

  /** False where it is no descriptor. */
  block(path: string, depth = 0): boolean {
    if (depth > DEEPEST) return false;
    for (let isNamed = true; this.#at < this.#bytes.length; ) {
      const token = this.#next();
      if (token === undefined) return false;
      if (token === EXIT || token === END) return true;
      if (token === UNNAMED) isNamed = false;
      else if (token !== 0 && token <= LAST_VALUE) {
        if (!this.#value(path, token, isNamed)) return false;
        isNamed = true;
      } else if (!this.#within(token, path, depth + 1)) return false;
    }
    return true;
  }

  #within(token: number, path: string, depth: number): boolean {
    if (token === NOTHING) return true;
    if (token === RECURSE) return this.block(path, depth);
    const id = this.#next();
    if (id === undefined) return false;
    if (token === ENTER) return this.block(`${hex(id)}:`, depth);
    if (token === CHILD) return this.block(`${path}${hex(id)}.`, depth);
    return token === REPEAT && this.#repeated(`${path}${hex(id)}`, depth);
  }

  /** The same tokens for each, and values of its own. */
  #repeated(path: string, depth: number): boolean {
    const count = this.#next() ?? 0;
    const start = this.#at;
    for (let number = 0; number < count; number++) {
      this.#at = start;
      if (!this.block(`${path}[${number}].`, depth)) return false;
    }
    return count > 0;
  }

  #value(block: string, id: number, isNamed: boolean): boolean {
    const size = this.#size();
    if (size === undefined) return false;
    const path = `${block}${hex(id)}`;
    const isKept = isNamed && !this.places.has(path) && this.places.size < MOST_PLACES;
    if (isKept) this.places.set(path, { path, at: this.#valueAt, size });
    this.#valueAt += size;
    return true;
  }

  /** Passes over what stands behind a value: its size, and values that are given with it. */
  #size(): number | undefined {
    for (let size = USUAL_SIZE; ; ) {
      const token = this.#bytes[this.#at];
      if (token === SIZE) {
        size = this.#bytes[this.#at + 1] ?? 0;
        this.#at += 2;
      } else if (token === ONE || token === ONE_OTHER) this.#at += 1 + size;
      else if (token === TWO) this.#at += 1 + 2 * size;
      else return this.#at > this.#bytes.length ? undefined : size;
      if (++this.#steps > MOST_STEPS) return undefined;
    }
  }
}

/**
 * The places of all values that have a path and stand in `memory`, in its order; undefined where the descriptor is wrong.
 * `valuesAt`: where the first one stands.
 */
export function placesIn(memory: Uint8Array, valuesAt: number): ReadonlyMap<string, Place> | undefined {
  const reader = new DescriptorReader(memory, valuesAt);
  if (valuesAt >= memory.length || !reader.block("")) return undefined;
  const whole = [...reader.places].filter(([, { at, size }]) => size > 0 && at + size <= memory.length);
  return new Map(whole);
}
