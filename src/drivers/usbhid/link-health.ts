/** When a device that does not answer is to be reset, and when one that says nothing of itself counts as lost. */
import { DriverError } from "../types.ts";
import type { Fetched } from "./report-reader.ts";

/** So many polls in a row in which nothing answered lead to a reset; to the next one about twice as many. */
const DEAD_POLLS = 3;
const MOST_POLLS = 300;

export class LinkHealth {
  readonly #tolerance: number;
  #dead = 0;
  #patience = DEAD_POLLS;
  #events = 0;
  #quiet = 0;

  /** `tolerance`: polls without an interrupt report that are borne; below 0 any number. */
  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** Judges a poll. Throws DriverError `stale` where nothing answered. */
  polled({ wanted, answered }: Fetched): void {
    if (wanted === 0 || answered > 0) {
      this.#dead = 0;
      this.#patience = DEAD_POLLS;
      return;
    }
    this.#dead++;
    throw new DriverError("stale", `the device does not answer: none of ${wanted} reports came`);
  }

  /** Counts polls between interrupt reports; `total` is all that came so far. */
  heard(total: number, listening: boolean): void {
    this.#quiet = total === this.#events && listening ? this.#quiet + 1 : 0;
    this.#events = total;
    if (this.#tolerance < 0 || this.#quiet <= this.#tolerance) return;
    const polls = this.#quiet;
    this.#quiet = 0;
    throw new DriverError("lost", `no interrupt report in ${polls} polls`);
  }

  /** True when the dead polls have earned the device a reset, and then not for a longer while. */
  resetDue(): boolean {
    if (this.#dead < this.#patience) return false;
    this.#dead = 0;
    this.#patience = Math.min(MOST_POLLS, this.#patience * 2);
    return true;
  }
}
