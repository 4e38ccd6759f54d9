/**
 * Usage paths as NUT writes them: names joined by points, `[n]` for the index of a collection, eight hexadecimal
 * digits for a usage without a name: `UPS.OutletSystem.Outlet.[2].PresentStatus.SwitchOn/Off`, `UPS.ff860060`.
 */
import { hex } from "../../../nut/hex.ts";
import { BATTERY_USAGES, POWER_USAGES } from "../tables/power-usages.ts";
import type { UsageTable } from "./usage-table.ts";

export type { UsageTable } from "./usage-table.ts";

const INDEX = 0x00ff0000;
const INDEXED = /^\[(\d+)\]$/;
const HEXADECIMAL = /^[0-9a-f]+$/i;

/** Names and numbers of one vendor: its own usages before the standard ones. */
export class UsageNames {
  readonly #numbers = new Map<string, number>();
  readonly #names = new Map<number, string>();

  constructor(vendor: UsageTable = {}) {
    for (const table of [vendor, POWER_USAGES, BATTERY_USAGES])
      for (const [name, usage] of Object.entries(table)) this.#add(name, usage);
  }

  #add(name: string, usage: number): void {
    const key = name.toLowerCase();
    if (!this.#numbers.has(key)) this.#numbers.set(key, usage);
    if (!this.#names.has(usage)) this.#names.set(usage, name);
  }

  /** The usages of a path; undefined where a part is neither a name, an index nor a number. */
  parse(path: string): readonly number[] | undefined {
    const usages: number[] = [];
    for (const part of path.split(".").filter((one) => one !== "")) {
      const usage = this.#usage(part);
      if (usage === undefined) return undefined;
      usages.push(usage);
    }
    return usages.length > 0 ? usages : undefined;
  }

  #usage(part: string): number | undefined {
    const known = this.#numbers.get(part.toLowerCase());
    if (known !== undefined) return known;
    if (HEXADECIMAL.test(part)) return Number.parseInt(part.slice(-8), 16);
    const index = INDEXED.exec(part)?.[1];
    return index === undefined ? undefined : INDEX + (Number(index) & 0xffff);
  }

  format(path: readonly number[]): string {
    return path.map((usage) => this.#names.get(usage) ?? bare(usage)).join(".");
  }
}

const bare = (usage: number): string =>
  Math.floor(usage / 0x10000) === INDEX / 0x10000 ? `[${usage & 0xffff}]` : hex(usage >>> 0, 8);
