/** A complaint that strangers can cause: said at once, then once a minute (or `burst` times) with a count. */
import type { Clock } from "../clock.ts";

const AGAIN_MS = 60_000;

export class LimitedLog {
  readonly #clock: Pick<Clock, "now">;
  readonly #log: (text: string) => void;
  readonly #burst: number;
  #since = Number.NEGATIVE_INFINITY;
  #said = 0;
  #unsaid = 0;

  constructor(clock: Pick<Clock, "now">, log: (text: string) => void, burst = 1) {
    this.#clock = clock;
    this.#log = log;
    this.#burst = burst;
  }

  about(text: string): void {
    const now = this.#clock.now();
    if (now - this.#since >= AGAIN_MS) {
      this.#since = now;
      this.#said = 0;
    }
    if (this.#said >= this.#burst) {
      this.#unsaid++;
      return;
    }
    this.#log(this.#unsaid === 0 ? text : `${text} (${this.#unsaid} more like it since this was last said)`);
    this.#said++;
    this.#unsaid = 0;
  }
}
