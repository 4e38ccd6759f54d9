/**
 * Time that moves only when a test says so. Timers run in the order in which they are due; after each of
 * them the promises that it woke get their turn, so that a day of polling is a loop of microtasks.
 */
import type { Clock, Timer } from "../../src/host/clock.ts";

interface Pending {
  readonly due: number;
  readonly order: number;
  readonly run: () => void;
}

/** How many promise steps are given to what a timer woke, before the next timer. */
const TURNS = 40;

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
    await this.#turns();
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#pending.delete(next);
      this.#now = next.due;
      next.run();
      await this.#turns();
    }
    this.#now = end;
    await this.settle();
  }

  /** Lets promises, sockets and streams have their turn; time stands still. */
  async settle(rounds = 3): Promise<void> {
    for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  async #turns(): Promise<void> {
    for (let i = 0; i < TURNS; i++) await null;
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
