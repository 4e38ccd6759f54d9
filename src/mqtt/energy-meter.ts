/** Energy from power over time. It begins at 0 with the process: `total_increasing` takes that for a new meter. */
import type { Power } from "../nut/real-power.ts";

/** A power that is older says nothing about the time since. */
const GAP_MS = 60_000;
const MS_PER_KWH = 3_600_000 * 1000;

export class EnergyMeter {
  #kwh = 0;
  #last: { readonly at: number; readonly watts: number } | undefined;
  #estimated = false;
  #measured = false;

  /** Undefined until a power is known. */
  get kwh(): number | undefined {
    return this.#measured ? this.#kwh : undefined;
  }

  get estimated(): boolean {
    return this.#estimated;
  }

  /** `now` in milliseconds; undefined power is a gap. */
  hear(power: Power | undefined, now: number): void {
    const last = this.#last;
    if (last && now > last.at && now - last.at <= GAP_MS) this.#kwh += (last.watts * (now - last.at)) / MS_PER_KWH;
    this.#last = power && { at: now, watts: power.watts };
    if (!power) return;
    this.#measured = true;
    this.#estimated ||= power.estimated;
  }
}
