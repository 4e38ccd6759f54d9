/** What each variable means: type, unit and a sentence, found by name. */
import { AMBIENT, SENSOR } from "./ambient.ts";
import { BATTERY } from "./battery.ts";
import { DEVICE, SOFTWARE } from "./device.ts";
import { type CatalogueEntry, FREE } from "./entry.ts";
import { EXPERIMENTAL } from "./experimental.ts";
import type { VarName } from "./names.ts";
import { unnumbered, withNumbers } from "./numbers.ts";
import { OUTLET, OUTLET_GROUP, OUTLETS } from "./outlet.ts";
import { CONTEXTS, DOMAINS, LINES, MEASUREMENTS } from "./power.ts";
import { UPS } from "./ups.ts";

export interface Described {
  readonly type: CatalogueEntry["type"];
  readonly unit: CatalogueEntry["unit"] | undefined;
  readonly text: string;
}

const PREFIXED: readonly (readonly [
  prefix: string,
  subject: string,
  entries: Readonly<Record<string, CatalogueEntry>>,
])[] = [
  ["ambient", "Default sensor", SENSOR],
  ["ambient.#", "Sensor #", SENSOR],
  ["outlet", "All outlets", OUTLET],
  ["outlet.#", "Outlet #", OUTLET],
  ["outlet.group.#", "Outlet group #", { ...OUTLET, ...OUTLET_GROUP }],
];

function build(): ReadonlyMap<string, CatalogueEntry> {
  const table = new Map<string, CatalogueEntry>();
  for (const [prefix, subject, entries] of PREFIXED) {
    for (const [name, entry] of Object.entries(entries)) {
      table.set(`${prefix}.${name}`.toLowerCase(), { ...entry, text: `${subject}: ${entry.text}` });
    }
  }
  for (const entries of [DEVICE, SOFTWARE, UPS, LINES, BATTERY, AMBIENT, OUTLETS, EXPERIMENTAL]) {
    for (const [name, entry] of Object.entries(entries)) table.set(name.toLowerCase(), entry);
  }
  return table;
}

let plain: ReadonlyMap<string, CatalogueEntry> | undefined;
const CONTEXT_PART = /^(l[123](?:-(?:l[123]|n))?|n)\.(.+)$/;

function powerEntry(key: string): CatalogueEntry | undefined {
  for (const [domain, subject] of Object.entries(DOMAINS)) {
    if (!key.startsWith(`${domain}.`)) continue;
    const rest = key.slice(domain.length + 1);
    const [, context, inner] = CONTEXT_PART.exec(rest) ?? [];
    const words = context === undefined ? "" : (lookup(CONTEXTS, context.toUpperCase()) ?? "");
    if (context !== undefined && words === "") return undefined;
    const entry = lookup<CatalogueEntry>(MEASUREMENTS, inner ?? rest);
    if (entry) return { ...entry, text: `${subject}${words && `, ${words}`}: ${entry.text}` };
  }
  return undefined;
}

const lookup = <T>(table: Readonly<Record<string, T>>, key: string): T | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

function freeEntry(name: string, key: string): CatalogueEntry | undefined {
  for (const [prefix, subject] of Object.entries(FREE)) {
    if (key.startsWith(prefix)) return { type: "string", text: `${subject} ${name.slice(prefix.length)}` };
  }
  if (!key.startsWith("experimental.")) return undefined;
  const words = name.slice("experimental.".length).replace(/[._]/g, " ");
  return { type: "string", text: `On trial, specific to the driver: ${words}` };
}

function ownEntry(name: string, key: string): CatalogueEntry | undefined {
  plain ??= build();
  const bare = unnumbered(key);
  const entry = plain.get(bare.name);
  if (entry) return { ...entry, text: withNumbers(entry.text, bare.numbers) };
  return powerEntry(key) ?? freeEntry(name, key);
}

function daisyEntry(key: string): CatalogueEntry | undefined {
  const [, index, rest] = /^device\.(\d+)\.(.+)$/.exec(key) ?? [];
  if (rest === undefined) return undefined;
  const entry = ownEntry(rest, `device.${rest}`) ?? ownEntry(rest, rest);
  return entry && { ...entry, text: `Device ${index}: ${entry.text.charAt(0).toLowerCase()}${entry.text.slice(1)}` };
}

/** Type, unit and meaning of a variable in any case, or undefined; a leading `upstream.` is looked through. */
export function describe(name: string): Described | undefined {
  const bare = name.replace(/^upstream\./i, "");
  const key = bare.toLowerCase();
  const entry = ownEntry(bare, key) ?? daisyEntry(key);
  return entry && { type: entry.type, unit: entry.unit, text: entry.text };
}

/** The sentence alone, as GET DESC answers it. */
export const describeVariable = (name: string): string | undefined => describe(name)?.text;

/** Whether the catalogue knows the name: what arrives from other programs may be anything. */
export const isVariableName = (name: string): name is VarName => describe(name) !== undefined;

/** `number` where every device gives one decimal number, else `string`; undefined for unknown names. */
export const typeOf = (name: string): CatalogueEntry["type"] | undefined => describe(name)?.type;

/** The plain and numbered names of the catalogue (numbers as `#`): for documents and tests over the table. */
export const variableNames = (): readonly string[] => {
  plain ??= build();
  return [...plain.keys()];
};
