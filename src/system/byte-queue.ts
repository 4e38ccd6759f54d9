/** Bytes that have come and the one reader that waits for them. Bounded: the oldest go first. */
import type { Clock, Timer } from "./clock.ts";

const LIMIT = 8192;

interface Waiter {
  readonly isEnd: (byte: number) => boolean;
  readonly max: number;
  readonly resolve: (bytes: Uint8Array) => void;
  readonly reject: (error: Error) => void;
  readonly timer: Timer;
}

export class ByteQueue {
  readonly #clock: Clock;
  #bytes: number[] = [];
  #waiter: Waiter | undefined;
  #listener: ((byte: number) => void) | undefined;
  #failure: Error | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  push(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#listener && !this.#waiter) this.#listener(byte);
      else this.#bytes.push(byte);
      this.#serve();
    }
    if (this.#bytes.length > LIMIT) this.#bytes.splice(0, this.#bytes.length - LIMIT);
  }

  /** The line is gone: the reader, and every later one, gets `error`. */
  fail(error: Error): void {
    this.#failure = error;
    const waiter = this.#takeWaiter();
    waiter?.reject(error);
  }

  flush(): void {
    this.#bytes = [];
  }

  listen(listener: ((byte: number) => void) | undefined): void {
    this.#listener = listener;
  }

  /** One reader at a time; a second one is a mistake of the caller. */
  read(isEnd: (byte: number) => boolean, ms: number, max = LIMIT): Promise<Uint8Array> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#waiter) return Promise.reject(new Error("two readers on one serial line"));
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(ms, () => this.#settle(this.#bytes.length));
      this.#waiter = { isEnd, max, resolve, reject, timer };
      this.#serve();
    });
  }

  #serve(): void {
    const waiter = this.#waiter;
    if (!waiter) return;
    const end = this.#bytes.findIndex(waiter.isEnd);
    if (end >= 0 && end < waiter.max) this.#settle(end + 1);
    else if (this.#bytes.length >= waiter.max) this.#settle(waiter.max);
  }

  #settle(count: number): void {
    const waiter = this.#takeWaiter();
    waiter?.resolve(Uint8Array.from(this.#bytes.splice(0, Math.min(count, waiter.max))));
  }

  #takeWaiter(): Waiter | undefined {
    const waiter = this.#waiter;
    this.#waiter = undefined;
    waiter?.timer.cancel();
    return waiter;
  }
}
