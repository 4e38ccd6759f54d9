/** When a device that does not answer, or explains nothing, is to be reset, and when one that says nothing counts as lost. */
import { DeviceError, type Unexplained } from "../types.ts";
import type { Known } from "../usb/find-device.ts";
import { ResetPolicy } from "../usb/reset-policy.ts";
import { mayReset } from "./explanation.ts";
import type { HidSource } from "./hid-source.ts";
import type { Opened } from "./opening.ts";
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

/** Counts how often a device was opened and explained nothing. */
export class Blindness {
  #blind = false;
  #openings = 0;

  /** What the last reading lacks. */
  judge(unexplained: Unexplained | undefined): void {
    this.#blind = unexplained !== undefined && unexplained.reopen !== "never";
    if (!unexplained) this.#openings = 0;
  }

  /** Opens the device; one whose readings explained nothing is reset before, ever more seldom. Throws DeviceError. */
  async open(source: HidSource, known: Known | undefined): Promise<Opened> {
    const opened = await source.open(known);
    if (!this.#resetDue() || !mayReset(opened)) return opened;
    await opened.link.reset().catch(() => undefined);
    await opened.link.close();
    return source.open(known);
  }

  /** Due at the first opening after a blind reading, the second, the fourth, the eighth … */
  #resetDue(): boolean {
    if (!this.#blind) return false;
    this.#blind = false;
    this.#openings++;
    return Number.isInteger(Math.log2(this.#openings));
  }
}
