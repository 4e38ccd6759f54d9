/** Adds what was found to an ups.conf without touching what is there. */
import type { UpsConf } from "../conf/ups-conf.ts";
import { section } from "./display.ts";
import { type Found, type FoundOption, optionOf } from "./found.ts";

export interface Merge {
  readonly text: string;
  readonly added: readonly string[];
  /** Devices that the file has already. */
  readonly kept: number;
}

type Section = UpsConf["sections"][number];

const entryOf = ({ entries }: Section, name: string): string | undefined =>
  entries.find((entry) => entry.name.toLowerCase() === name)?.value;

/** Product, or driver, as a section's name: letters, digits and hyphens. */
function baseName(found: Found): string {
  const words = (optionOf(found, "product") ?? optionOf(found, "vendor") ?? found.driver).toLowerCase();
  return (
    words
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-|-$/g, "")
      .slice(0, 30) || "ups"
  );
}

/** Two alike are told apart by the end of their serial or by the port they are plugged into, not by luck. */
function stableName(found: Found, taken: ReadonlySet<string>): string {
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

/** A section describes a device when nothing that it says of vendor, product and serial speaks against it. */
function describes(entry: Section, found: Found): boolean {
  if (entryOf(entry, "driver") !== found.driver) return false;
  const said = IDENTITY.filter((name) => entryOf(entry, name) !== undefined);
  if (said.length === 0) return entryOf(entry, "port") === found.port;
  return said.every((name) => entryOf(entry, name)?.toLowerCase() === optionOf(found, name)?.toLowerCase());
}

/** Devices without a serial that are not alone of their kind match by where they are plugged in. */
function tellApart(found: Found, all: readonly Found[]): Found {
  const alike = all.filter((other) => IDENTITY.every((name) => optionOf(other, name) === optionOf(found, name)));
  if (alike.length < 2) return found;
  const shown = ({ name, value, comment }: FoundOption): FoundOption =>
    name === "busport" || comment === undefined ? { name, value } : { name, value, comment };
  return { ...found, options: found.options.map(shown) };
}

export function merge(text: string, conf: UpsConf, all: readonly Found[]): Merge {
  const taken = new Set(conf.sections.map(({ name }) => name));
  const fresh = all.filter((found) => !conf.sections.some((entry) => describes(entry, found)));
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
