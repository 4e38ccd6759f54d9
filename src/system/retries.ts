/** How patient a client is with a server that is away. */
import type { Clock } from "./clock.ts";

export interface Retries {
  /** Milliseconds between complaints of it. */
  readonly complainMs: number;
  /** It is tried once a second; after more than so many tries in vain, only every `coolOffMs`. */
  readonly maxFails: number;
  readonly coolOffMs: number;
}

const SECOND_MS = 1000;

/** Once a second for ever, with a complaint every five minutes. */
const RETRIES: Retries = { complainMs: 300_000, maxFails: Number.POSITIVE_INFINITY, coolOffMs: SECOND_MS };

export class Patience {
  readonly #clock: Clock;
  readonly #retries: Retries;
  #fails = 0;
  #complained = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, retries = RETRIES) {
    this.#clock = clock;
    this.#retries = retries;
  }

  /** The server is there. */
  found(): void {
    this.#fails = 0;
    this.#complained = Number.NEGATIVE_INFINITY;
  }

  /** Milliseconds until the next try, after one in vain. */
  failed(): number {
    const { maxFails, coolOffMs } = this.#retries;
    return ++this.#fails > maxFails ? Math.max(SECOND_MS, coolOffMs) : SECOND_MS;
  }

  /** True where it is time to complain, which is then taken for done. */
  isLost(): boolean {
    const now = this.#clock.now();
    if (now - this.#complained < this.#retries.complainMs) return false;
    this.#complained = now;
    return true;
  }
}
