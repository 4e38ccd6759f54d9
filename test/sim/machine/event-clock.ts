/** Time that stands still while anybody can work, and then jumps to the next timer: long calls take no time at all. */
import type { Clock, Timer } from "../../../src/system/clock.ts";

interface Pending {
  readonly due: number;
  readonly run: () => void;
}

/** More timers than any call needs: one that waits for ever is found out. */
const MOST = 2_000_000;

const settled = (): Promise<void> => new Promise((resolve) => process.nextTick(resolve));

export class EventClock implements Clock {
  readonly #pending = new Set<Pending>();
  #now = 0;

  now(): number {
    return this.#now;
  }

  wall(): number {
    return Date.UTC(2026, 0, 1) + this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const pending = { due: this.#now + Math.max(0, ms), run };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** Lets a call take its time. */
  async run<T>(call: Promise<T>): Promise<T> {
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    call.then(end, end);
    for (let turns = 0; turns < MOST; turns++) {
      await settled();
      if (ended) return call;
      this.#jump();
    }
    throw new Error("a call that does not end");
  }

  /** Milliseconds that a call takes, however it ends. */
  async time(call: Promise<unknown>): Promise<number> {
    const start = this.#now;
    await this.run(call.catch(() => undefined));
    return this.#now - start;
  }

  /** Moves on, running what comes due. */
  async advance(ms: number): Promise<void> {
    await this.run(new Promise<void>((resolve) => this.after(ms, resolve)));
  }

  #jump(): void {
    let first: Pending | undefined;
    for (const pending of this.#pending) if (!first || pending.due < first.due) first = pending;
    if (!first) throw new Error("a call that waits for nothing");
    this.#pending.delete(first);
    this.#now = first.due;
    first.run();
  }
}
