/** One kind of trouble that strangers can cause as often as they like: said at once, then once a minute with a count. */
import type { Clock } from "../clock.ts";

const AGAIN_MS = 60_000;

export class Complaint {
  readonly #clock: Pick<Clock, "now">;
  readonly #say: (text: string) => void;
  #said = Number.NEGATIVE_INFINITY;
  #unsaid = 0;

  constructor(clock: Pick<Clock, "now">, say: (text: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  about(text: string): void {
    const now = this.#clock.now();
    if (now - this.#said < AGAIN_MS) {
      this.#unsaid++;
      return;
    }
    this.#say(this.#unsaid === 0 ? text : `${text} (${this.#unsaid} more like it since this was last said)`);
    this.#said = now;
    this.#unsaid = 0;
  }
}
