/**
 * Frames in bytes: where one begins, how long it is, and whether it is right.
 *
 *     | ab | block | length | number | data … | checksum |      the header tells the length
 *     | 02 | 30 31 … | checksum | 03 |                          a mark ends it
 */

/** Puts together what a line brings, byte by byte. */
export interface Assembler<Item> {
  /** In the middle of something: a pause would be its end. */
  readonly pending: boolean;
  push(byte: number): Item | undefined;
  /** The line was quiet for a while. */
  pause(): Item | undefined;
  reset(): void;
}

export interface Framing {
  /** What every frame begins with (nothing: any byte does). */
  readonly start?: readonly number[];
  /** The length of the whole frame; `more` until the bytes tell it, undefined where they begin none. */
  readonly length: (begun: readonly number[]) => number | "more" | undefined;
  /** Checksum, end mark. What is not right changes nothing. */
  readonly isRight: (frame: Uint8Array) => boolean;
  /** Bytes; nothing is longer. */
  readonly longest: number;
}

/** Exclusive or of all bytes. */
export const xorOf = (bytes: Iterable<number>): number => {
  let all = 0;
  for (const byte of bytes) all ^= byte;
  return all;
};

/** The lowest byte of their sum. */
export const sumOf = (bytes: Iterable<number>): number => {
  let all = 0;
  for (const byte of bytes) all = (all + byte) & 0xff;
  return all;
};

/** Finds frames among noise: after one that is wrong it looks on from its second byte. */
export class Frames implements Assembler<Uint8Array> {
  readonly #framing: Framing;
  #bytes: number[] = [];

  constructor(framing: Framing) {
    this.#framing = framing;
  }

  get pending(): boolean {
    return this.#bytes.length > 0;
  }

  push(byte: number): Uint8Array | undefined {
    this.#bytes.push(byte);
    return this.#find(false);
  }

  /** What was begun is none; a frame may stand in it. */
  pause(): Uint8Array | undefined {
    return this.#find(true);
  }

  reset(): void {
    this.#bytes = [];
  }

  /** `ended`: no byte will come to what is there. */
  #find(ended: boolean): Uint8Array | undefined {
    while (this.#bytes.length > 0) {
      const length = this.#length();
      const isOpen = length === "more" || (length !== undefined && length > this.#bytes.length);
      if (isOpen && !ended && this.#bytes.length < this.#framing.longest) return undefined;
      const frame = typeof length === "number" && !isOpen ? Uint8Array.from(this.#bytes.slice(0, length)) : undefined;
      if (frame && frame.length > 0 && this.#framing.isRight(frame)) {
        this.#bytes.splice(0, frame.length);
        return frame;
      }
      this.#bytes.shift();
    }
    return undefined;
  }

  #length(): number | "more" | undefined {
    const { start = [], length, longest } = this.#framing;
    if (!start.every((byte, at) => at >= this.#bytes.length || this.#bytes[at] === byte)) return undefined;
    if (this.#bytes.length < start.length) return "more";
    const told = length(this.#bytes);
    return typeof told === "number" && told > longest ? undefined : told;
  }
}
