/**
 * Time that moves only when a test says so. Timers run in the order in which they are due; after each of
 * them the promises that it woke get their turn; no real time passes.
 */
import type { Clock, Timer } from "../../../src/system/clock.ts";

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** `nextTick` comes after all promises have settled, so two of them let streams act on each other too. */
const TICKS = 2;

export class VirtualClock implements Clock {
  /** Milliseconds since 1970 at the start: 2026-01-01 00:00 UTC. */
  readonly #epoch: number;
  readonly #pending = new Set<Pending>();
  #now = 0;
  #order = 0;

  constructor(epoch = Date.UTC(2026, 0, 1)) {
    this.#epoch = epoch;
  }

  now(): number {
    return this.#now;
  }

  wall(): number {
    return this.#epoch + this.#now;
  }

  after(ms: number, run: () => void): Timer {
    const pending = { due: this.#now + Math.max(0, ms), order: this.#order++, run };
    this.#pending.add(pending);
    return { cancel: () => void this.#pending.delete(pending) };
  }

  /** Timers that wait. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** Moves time on by `ms`, running every timer that comes due, and lets sockets and streams settle at the end. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms;
    await this.#tick();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#pending.delete(next);
      this.#now = next.due;
      next.run();
      await this.#tick();
    }
    this.#now = end;
    await this.settle();
  }

  /** Lets promises, sockets and streams have their turn; time stands still. */
  async settle(rounds = 3): Promise<void> {
    for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  async #tick(): Promise<void> {
    for (let i = 0; i < TICKS; i++) await new Promise((resolve) => process.nextTick(resolve));
  }

  #next(end: number): Pending | undefined {
    let first: Pending | undefined;
    for (const pending of this.#pending) {
      if (pending.due > end) continue;
      if (!first || pending.due < first.due || (pending.due === first.due && pending.order < first.order))
        first = pending;
    }
    return first;
  }
}
