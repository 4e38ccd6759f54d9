/** When a link that fails counts as lost, and when the device behind it is to be reset. */
import { DriverError } from "../types.ts";
import type { Fetched } from "./report-reader.ts";

/** So many polls in a row in which nothing answered. */
const DEAD_POLLS = 3;

export class LinkHealth {
  readonly #tolerance: number;
  #dead = 0;
  #reset = false;
  #events = 0;
  #quiet = 0;

  /** `tolerance`: polls without an interrupt report that are borne; below 0 any number. */
  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** Judges a poll. Throws DriverError: `stale` at first, then `lost`, and the next opening resets the device. */
  polled({ wanted, answered }: Fetched): void {
    if (wanted === 0 || answered > 0) {
      this.#dead = 0;
      return;
    }
    this.#dead++;
    const text = `none of ${wanted} reports was answered`;
    if (this.#dead < DEAD_POLLS) throw new DriverError("stale", text);
    this.#reset = true;
    throw new DriverError("lost", `${text}, ${this.#dead} polls in a row`);
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

  /** True once after the device has earned a reset. */
  takeReset(): boolean {
    const due = this.#reset;
    this.#reset = false;
    return due;
  }
}
