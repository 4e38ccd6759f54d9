/** What thousands want to begin at the same moment: so many begin, the others wait in line and the process hears everybody meanwhile. */
import type { Clock, Timer } from "./clock.ts";

/** What may begin at once, and the pause before as many more. */
const AT_ONCE = 64;
const PAUSE_MS = 20;

/** When something begins: returns the way to call it off. */
export type Begin = (run: () => void) => () => void;

export const atOnce: Begin = (run) => {
  run();
  return () => undefined;
};

export class Paced {
  readonly #clock: Pick<Clock, "after">;
  readonly #waiting = new Set<() => void>();
  #left = AT_ONCE;
  #timer: Timer | undefined;

  constructor(clock: Pick<Clock, "after">) {
    this.#clock = clock;
  }

  /** Begins now, or in its turn; returns the way to leave the line. */
  begin(run: () => void): ReturnType<Begin> {
    const start = (): void => run();
    if (this.#left > 0) {
      this.#left--;
      start();
    } else this.#waiting.add(start);
    this.#timer ??= this.#clock.after(PAUSE_MS, () => this.#more());
    return () => void this.#waiting.delete(start);
  }

  #more(): void {
    this.#timer = undefined;
    this.#left = AT_ONCE;
    for (const start of this.#waiting) {
      if (this.#left === 0) break;
      this.#left--;
      this.#waiting.delete(start);
      start();
    }
    if (this.#waiting.size > 0) this.#timer ??= this.#clock.after(PAUSE_MS, () => this.#more());
  }
}
