import type { UpsConf } from "../conf/ups-conf.ts";
import { configuredDevices } from "./configured.ts";
import { section } from "./display.ts";
import { type FoundOption, optionOf, type ScannedDevice } from "./found.ts";

export interface Merge {
  readonly text: string;
  readonly added: readonly string[];
  readonly kept: number;
}

/** Product, or driver, as a section's name: letters, digits and hyphens. */
function baseName(found: ScannedDevice): string {
  const words = (optionOf(found, "product") ?? optionOf(found, "vendor") ?? found.driver).toLowerCase();
  return (
    words
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 30) || "ups"
  );
}

/** Two alike are told apart by the end of their serial or by the port they are plugged into, not by luck. */
export function stableName(found: ScannedDevice, taken: ReadonlySet<string>): string {
  const base = baseName(found);
  if (!taken.has(base)) return base;
  const port = found.options.find(({ name }) => name === "busport")?.value;
  const hint = (optionOf(found, "serial")?.slice(-6) ?? port ?? "").toLowerCase().replace(/[^a-z0-9]+/g, "");
  const hinted = hint === "" ? base : `${base}-${hint}`;
  for (let i = 2; ; i++) {
    const name = i === 2 ? hinted : `${hinted}-${i}`;
    if (!taken.has(name)) return name;
  }
}

const IDENTITY = ["vendorid", "productid", "serial"] as const;

/** Devices without a serial that are not alone of their kind match by where they are plugged in. */
export function tellApart(found: ScannedDevice, all: readonly ScannedDevice[]): ScannedDevice {
  const alike = all.filter((other) => IDENTITY.every((name) => optionOf(other, name) === optionOf(found, name)));
  if (alike.length < 2) return found;
  const shown = ({ name, value, comment }: FoundOption): FoundOption =>
    name === "busport" || comment === undefined ? { name, value } : { name, value, comment };
  return { ...found, options: found.options.map(shown) };
}

export function merge(text: string, conf: UpsConf, all: readonly ScannedDevice[]): Merge {
  const taken = new Set(conf.sections.map(({ name }) => name));
  const described = configuredDevices(conf.sections, all);
  const fresh = all.filter((found) => !described.has(found));
  const added: string[] = [];
  let result = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  for (const found of fresh) {
    const name = stableName(found, taken);
    taken.add(name);
    added.push(name);
    result += `${result === "" ? "" : "\n"}${section(tellApart(found, all), name)}`;
  }
  return { text: result, added, kept: all.length - fresh.length };
}
