/** Many workers in one thread: short turns first, and the event loop runs after each slice of some milliseconds. */
import type { Clock } from "./clock.ts";

/**
 * - `first`: has come with little.
 * - `rest`: has more than it may have in one turn; one of them has a turn in every slice, whoever is first.
 * - `heavy`: a turn of milliseconds that cannot be cut; one in every slice.
 */
export type Queue = "first" | "rest" | "heavy";

export interface Worker {
  /** Does a little. A worker that wants another turn joins again. */
  turn(): void;
}

const SLICE_MS = 5;
/** Turns of a slice at most, however fast they are: each may leave something to be heard. */
const SLICE_TURNS = 256;
/** The same while connections wait: Node accepts one of them between two slices. */
const CONNECTING_MS = 1;
const CONNECTING_TURNS = 8;
/** Slices between two turns of those who have much, and of a heavy one, then. */
const CONNECTING_SLICES = 8;

export class Turns {
  readonly #clock: Pick<Clock, "now">;
  readonly #queues: Readonly<Record<Queue, Set<Worker>>> = { first: new Set(), rest: new Set(), heavy: new Set() };
  #due = false;
  #newcomer = false;
  #slices = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Nobody waits for a turn: whoever comes may have it at once. */
  get idle(): boolean {
    const { first, rest, heavy } = this.#queues;
    return first.size === 0 && rest.size === 0 && heavy.size === 0;
  }

  /** Takes the last place of a queue. */
  join(worker: Worker, queue: Queue): void {
    this.#queues[queue].add(worker);
    if (this.#due) return;
    this.#due = true;
    setImmediate(() => this.#slice());
  }

  welcome(): void {
    this.#newcomer = true;
  }

  leave(worker: Worker): void {
    for (const queue of Object.values(this.#queues)) queue.delete(worker);
  }

  #slice(): void {
    const { first, rest, heavy } = this.#queues;
    const connecting = this.#newcomer;
    this.#newcomer = false;
    const end = this.#clock.now() + (connecting ? CONNECTING_MS : SLICE_MS);
    if (!connecting || this.#slices++ % CONNECTING_SLICES === 0) {
      next(heavy);
      next(rest);
    }
    for (let turns = connecting ? CONNECTING_TURNS : SLICE_TURNS; turns > 0; turns--) {
      if (!next(first.size > 0 || connecting ? first : rest) || this.#clock.now() >= end) break;
    }
    this.#due = !this.idle;
    if (this.#due) setImmediate(() => this.#slice());
  }
}

/** The turn of the first in a queue; false when nobody is in it. */
function next(queue: Set<Worker>): boolean {
  for (const worker of queue) {
    queue.delete(worker);
    worker.turn();
    return true;
  }
  return false;
}
