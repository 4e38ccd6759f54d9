/** How long to wait before something that has failed is started again: ever longer, unless it held for a while. */
import type { Clock } from "../system/clock.ts";

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** What held for so long is started again soon. */
const GOOD_LIFE_MS = 60_000;

export class BackOff {
  readonly #clock: Pick<Clock, "now">;
  #begun: number;
  #pauseMs = 0;

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
    this.#begun = clock.now();
  }

  begins(): void {
    this.#begun = this.#clock.now();
  }

  /** The pause after the life that has just ended, in milliseconds. */
  next(): number {
    const held = this.#clock.now() - this.#begun >= GOOD_LIFE_MS;
    this.#pauseMs = held ? FIRST_MS : Math.min(LONGEST_MS, this.#pauseMs * 2 || FIRST_MS);
    return this.#pauseMs;
  }
}
