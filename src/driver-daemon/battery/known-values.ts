/** What a device says of its battery, from poll to poll: a quick poll says only what it looked at. */
import type { Reading, Reported } from "../../drivers/types.ts";
import { parseNumber } from "../../nut/status.ts";

const NAMES = ["battery.charge", "battery.runtime", "battery.voltage", "ups.load"] as const;
export type BatteryValue = (typeof NAMES)[number];

const textOf = (reported: string | Reported): string => (typeof reported === "string" ? reported : reported.value);

export class KnownValues {
  readonly #reported = new Map<BatteryValue, string | Reported>();

  see({ vars }: Reading, depth: "full" | "quick"): void {
    for (const name of NAMES) {
      const reported = vars.get(name);
      if (reported !== undefined) this.#reported.set(name, reported);
      else if (depth === "full") this.#reported.delete(name);
    }
  }

  /** As the device says it, or the driver works it out. */
  reported(name: BatteryValue): string | Reported | undefined {
    return this.#reported.get(name);
  }

  /** The device says it itself. */
  isTold(name: BatteryValue): boolean {
    const reported = this.#reported.get(name);
    return reported !== undefined && (typeof reported === "string" || reported.guessed !== true);
  }

  /** What the device says itself, where it is a number that can be. */
  number(name: BatteryValue): number | undefined {
    const reported = this.#reported.get(name);
    if (reported === undefined || !this.isTold(name)) return undefined;
    const number = parseNumber(textOf(reported));
    return number !== undefined && number >= 0 ? number : undefined;
  }
}
