/** A unit that takes frames: a start mark, and a length that says where the frame ends. Noise in front is passed over. */
import type { Say, Unit } from "../devices/played-line.ts";

interface Frame {
  readonly start: number;
  /** Where the length stands, from 0. */
  readonly lengthAt: number;
  /** Bytes of a frame that its length does not count. */
  readonly more: number;
}

export abstract class FrameUnit implements Unit {
  #bytes: number[] = [];
  readonly #frame: Frame;
  readonly #say: Say;

  constructor(say: Say, frame: Frame) {
    this.#say = say;
    this.#frame = frame;
  }

  /** A whole frame, from its start mark to its end, right or wrong. */
  abstract take(frame: readonly number[]): void;

  hear(bytes: Uint8Array): void {
    const { start, lengthAt, more } = this.#frame;
    this.#bytes.push(...bytes);
    while (this.#bytes.length > 0 && this.#bytes[0] !== start) this.#bytes.shift();
    const length = this.#bytes[lengthAt];
    if (length === undefined || this.#bytes.length < length + more) return;
    this.take(this.#bytes.splice(0, length + more));
  }

  protected say(bytes: readonly number[], afterMs?: number): void {
    this.#say(Uint8Array.from(bytes), afterMs);
  }
}
