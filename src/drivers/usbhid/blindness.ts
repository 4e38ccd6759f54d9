/** Counts how often a device was opened and explained nothing, and when a reset is worth trying. */
import type { Unexplained } from "../types.ts";
import type { Known } from "../usb/find-device.ts";
import { mayReset } from "./explanation.ts";
import type { HidSource } from "./hid-source.ts";
import type { Opened } from "./opening.ts";

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
