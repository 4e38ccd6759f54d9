/** Blocks of XCP: numbers have their low byte first; what lies behind the end of a block is 0. */
export type Block = Uint8Array;

export const byteAt = (block: Block, at: number): number => block[at] ?? 0;
export const wordAt = (block: Block, at: number): number => byteAt(block, at) + 256 * byteAt(block, at + 1);

/** A text that ends with a zero, `longest` bytes at most. */
export const textAt = (block: Block, at: number, longest: number): string =>
  Buffer.from(block.subarray(at, at + longest))
    .toString("latin1")
    .split("\0", 1)
    .join("")
    .replace(/[^\x20-\x7e]/g, "");

/** Reads a block from its beginning. */
export class BlockReader {
  readonly #block: Block;
  #at = 0;

  constructor(block: Block) {
    this.#block = block;
  }

  byte(): number {
    return byteAt(this.#block, this.#at++);
  }

  word(): number {
    this.#at += 2;
    return wordAt(this.#block, this.#at - 2);
  }

  bytes(count: number): Block {
    this.#at += count;
    return this.#block.subarray(this.#at - count, this.#at);
  }

  /** A length in a byte, and so many bytes. */
  counted(): Block {
    return this.bytes(this.byte());
  }
}
