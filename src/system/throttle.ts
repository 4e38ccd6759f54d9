/** What is to be done after each change, but costs more the more there are: where there are many, once a second. */
import type { Clock, Timer } from "./clock.ts";

const PAUSE_MS = 1000;

export class Throttle {
  readonly #clock: Pick<Clock, "after">;
  readonly #run: () => void;
  #timer: Timer | undefined;

  constructor(clock: Pick<Clock, "after">, run: () => void) {
    this.#clock = clock;
    this.#run = run;
  }

  /** Does it now, or with what else comes within a second. */
  ask(many: boolean): void {
    if (!many) {
      this.#timer?.cancel();
      this.#timer = undefined;
      this.#run();
    } else this.#timer ??= this.#clock.after(PAUSE_MS, () => this.ask(false));
  }
}
