/** Errors that nobody caught: some are dealt with, many in a short time mean that the process is of no more use. */
import type { Clock } from "../system/clock.ts";

const MOST = 5;
const WITHIN_MS = 60_000;

export class CrashCount {
  readonly #clock: Pick<Clock, "now">;
  #times: readonly number[] = [];

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Counts one more. */
  tooMany(): boolean {
    const now = this.#clock.now();
    this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now];
    return this.#times.length > MOST;
  }
}
