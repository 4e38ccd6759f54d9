/** What is known of one HID device, and what its rows may look at. */
import { DeviceState } from "../kit/device-state.ts";
import { numberOf } from "../kit/options.ts";
import { LIMITS } from "../kit/presets.ts";
import type { Condition } from "./conditions.ts";
import { DeviceStrings } from "./report/device-strings.ts";
import type { HidView, UsbFacts } from "./subdriver.ts";

export interface StateSetup {
  readonly device: UsbFacts;
  /** An option of ups.conf; flags are "". */
  readonly option: (name: string) => string | undefined;
  /** A variable that the user set over or under the driver's (`override.*`, `default.*`). */
  readonly configured?: (name: string) => string | undefined;
  /** Milliseconds since 1970. */
  readonly wall: () => number;
}

export class HidState extends DeviceState<number, Condition> implements HidView {
  readonly device: UsbFacts;
  readonly wall: () => number;
  readonly strings = new DeviceStrings();
  /** Instead of tokens by their rows: conditions exclude each other, whatever row says them. */
  readonly conditions = new Set<Condition>();
  readonly #memory = new Map<string, number | string>();
  readonly #extra = new Map<number, Uint8Array>();

  constructor({ device, option, configured, wall }: StateSetup) {
    super({ get: option, override: (name) => configured?.(name) });
    this.device = device;
    this.wall = wall;
  }

  override holds(condition: Condition): boolean {
    return this.conditions.has(condition);
  }

  text(index: number, longest?: number): string | undefined {
    return this.strings.text(index, longest);
  }

  report(id: number): Uint8Array | undefined {
    return this.#extra.get(id);
  }

  fileExtra(id: number, answer: Uint8Array): void {
    this.#extra.set(id, answer);
  }

  recall(key: string): number | string | undefined {
    return this.#memory.get(key);
  }

  remember(key: string, value: number | string): void {
    this.#memory.set(key, value);
  }

  /** What the options say over what the device said at its first reading. */
  preset(): void {
    for (const [option, name] of LIMITS) {
      const value = numberOf(this.option(option));
      const known = this.vars.get(name);
      if (value !== undefined && known) this.keep(name, { ...known, value: String(value) });
    }
  }

  /** All that was read; strings and raw reports stay. */
  clear(): void {
    const { alarms, buzzwords } = this.raised;
    for (const each of [this.vars, this.notes, this.conditions, this.#memory, alarms, buzzwords]) each.clear();
  }
}
