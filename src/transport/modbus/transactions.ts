/**
 * Numbers of requests over a connection. The package counts from 1 with each of its clients: what comes too late for one
 * would be the answer to the next one's question.
 *
 *     transaction 2 bytes, protocol 2 (0), length of what follows 2, unit 1, function 1 …
 */

const HEAD = 6;
/** Of what follows the head. */
const LONGEST = 254;

export class Transactions {
  #last = 0;
  /** The number of the package's request that was sent last. */
  #theirs = 0;
  #left: Buffer = Buffer.alloc(0);

  request(frame: Uint8Array): Uint8Array {
    const own = Buffer.from(frame);
    this.#last = (this.#last % 0xffff) + 1;
    this.#theirs = own.readUInt16BE(0);
    own.writeUInt16BE(this.#last, 0);
    return own;
  }

  /** What of these bytes answers the last request. */
  answers(bytes: Uint8Array): Uint8Array {
    this.#left = Buffer.concat([this.#left, bytes]);
    const taken: Buffer[] = [];
    while (this.#left.length >= HEAD) {
      const length = this.#left.readUInt16BE(4);
      if (this.#left.readUInt16BE(2) !== 0 || length === 0 || length > LONGEST) return this.#noFrames(taken);
      if (this.#left.length < HEAD + length) break;
      const frame = this.#left.subarray(0, HEAD + length);
      this.#left = this.#left.subarray(HEAD + length);
      if (frame.readUInt16BE(0) === this.#last) taken.push(this.#asTheirs(frame));
    }
    return Buffer.concat(taken);
  }

  /** The package makes of it what it can. */
  #noFrames(taken: readonly Buffer[]): Uint8Array {
    const all = Buffer.concat([...taken, this.#left]);
    this.#left = Buffer.alloc(0);
    return all;
  }

  #asTheirs(frame: Buffer): Buffer {
    const own = Buffer.from(frame);
    own.writeUInt16BE(this.#theirs, 0);
    return own;
  }

  /** Nobody waits for the rest of half an answer. */
  forget(): void {
    this.#left = Buffer.alloc(0);
  }
}
