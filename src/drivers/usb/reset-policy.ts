/** When a device that does not answer is to be reset. */

/** So many polls in a row in which nothing answered lead to a reset; to the next one about twice as many. */
const DEAD_POLLS = 3;
const MOST_POLLS = 300;

export class ResetPolicy {
  #dead = 0;
  #patience = DEAD_POLLS;

  answered(): void {
    this.#dead = 0;
    this.#patience = DEAD_POLLS;
  }

  silent(): void {
    this.#dead++;
  }

  /** True when the dead polls have earned the device a reset, and then not for a longer while. */
  resetDue(): boolean {
    if (this.#dead < this.#patience) return false;
    this.#dead = 0;
    this.#patience = Math.min(MOST_POLLS, this.#patience * 2);
    return true;
  }
}
