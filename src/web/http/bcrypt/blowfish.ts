/** Blowfish with the costly key schedule of bcrypt (Provos and Mazières, 1999). */
import { piWords } from "./pi-words.ts";

const ROUNDS = 16;
const KEYS = ROUNDS + 2;
const BOX = 256;
const WORDS = KEYS + 4 * BOX;

let first: Int32Array | undefined;

/** Four bytes as a word, the first the highest, round and round. */
const wordAt = (bytes: Uint8Array, at: number): number => {
  const byte = (i: number): number => bytes[(at * 4 + i) % bytes.length] ?? 0;
  return (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
};

export class Blowfish {
  /** The keys of the rounds, and behind them the four boxes. */
  readonly #words: Int32Array;
  left = 0;
  right = 0;

  constructor() {
    first ??= piWords(WORDS);
    this.#words = first.slice();
  }

  /** Enciphers `left` and `right`. */
  encipher(): void {
    const words = this.#words;
    let [left, right] = [this.left, this.right];
    for (let round = 0; round < ROUNDS; round++) {
      left ^= words[round] ?? 0;
      const a = (words[KEYS + (left >>> 24)] ?? 0) + (words[KEYS + BOX + ((left >>> 16) & 0xff)] ?? 0);
      const b = a ^ (words[KEYS + 2 * BOX + ((left >>> 8) & 0xff)] ?? 0);
      const mixed = right ^ ((b + (words[KEYS + 3 * BOX + (left & 0xff)] ?? 0)) | 0);
      right = left;
      left = mixed;
    }
    this.left = right ^ (words[ROUNDS + 1] ?? 0);
    this.right = left ^ (words[ROUNDS] ?? 0);
  }

  /** Mixes a key, and a salt where there is one, into all tables. */
  expand(key: Uint8Array, salt?: Uint8Array): void {
    const words = this.#words;
    for (let at = 0; at < KEYS; at++) words[at] = (words[at] ?? 0) ^ wordAt(key, at);
    this.left = 0;
    this.right = 0;
    for (let at = 0; at < WORDS; at += 2) {
      if (salt) {
        this.left ^= wordAt(salt, at);
        this.right ^= wordAt(salt, at + 1);
      }
      this.encipher();
      words[at] = this.left;
      words[at + 1] = this.right;
    }
  }
}
