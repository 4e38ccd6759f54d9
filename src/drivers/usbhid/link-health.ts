/** When a device that does not answer is to be reset, and when one that says nothing of itself counts as lost. */
import { DeviceError } from "../types.ts";
import { ResetPolicy } from "../usb/reset-policy.ts";
import type { Fetched } from "./report/report-reader.ts";

export class LinkHealth {
  readonly #tolerance: number;
  readonly #patience = new ResetPolicy();
  #events = 0;
  #quiet = 0;

  /** `tolerance`: polls without an interrupt report that are borne; below 0 any number. */
  constructor(tolerance: number) {
    this.#tolerance = tolerance;
  }

  /** Judges a poll. Throws DeviceError `stale` where nothing answered. */
  polled({ wanted, answered }: Fetched): void {
    if (wanted === 0 || answered > 0) return this.#patience.answered();
    this.#patience.silent();
    throw new DeviceError("stale", `the device does not answer: none of ${wanted} reports came`);
  }

  /** Counts polls between interrupt reports; `total` is all that came so far. */
  heard(total: number, listening: boolean): void {
    this.#quiet = total === this.#events && listening ? this.#quiet + 1 : 0;
    this.#events = total;
    if (this.#tolerance < 0 || this.#quiet <= this.#tolerance) return;
    const polls = this.#quiet;
    this.#quiet = 0;
    throw new DeviceError("lost", `no interrupt report in ${polls} polls`);
  }

  resetDue(): boolean {
    return this.#patience.resetDue();
  }
}
