/** How many there are: devices of a chain, phases, outlets, groups and sensors. */
import type { SnmpLink, SnmpValue } from "../../device/snmp.ts";
import type { Raw } from "./codecs.ts";
import { type Counts, type Items, itemOf, oidOf, type Unit } from "./instances.ts";
import type { Item, Mib, PlaceRow, SnmpRow } from "./mib.ts";

/** An agent that answers whatever it is asked is not believed for longer. */
const MOST_ITEMS = 256;
const AT_ONCE = 16;
const NO_VIEW = { known: () => undefined, option: () => undefined, note: () => undefined, holds: () => false };

const isRead = (row: SnmpRow): row is PlaceRow => "oid" in row;
const withIndex = (oid: string, index: number): string => oid.replace("@", String(index));

async function valueAt(link: SnmpLink, oid: string): Promise<SnmpValue | undefined> {
  const [answer] = await link.get([oid]);
  return answer?.kind === "data" ? answer.value : undefined;
}

const wordOf = (row: PlaceRow, raw: Raw | undefined): string | undefined =>
  raw && "as" in row ? row.as.read(raw, NO_VIEW) : undefined;

const countOf = (text: string | undefined): number | undefined => {
  const count = Number(text);
  return text !== undefined && Number.isInteger(count) ? Math.min(count, MOST_ITEMS) : undefined;
};

/** True where the row has a value there that is one. */
async function holdsAt(link: SnmpLink, row: PlaceRow, oid: string): Promise<boolean> {
  const raw = await valueAt(link, oid);
  return raw !== undefined && (!("as" in row) || wordOf(row, raw) !== undefined);
}

/** Until the first that is missing. */
async function countFrom(link: SnmpLink, first: number, oidAt: (number: number) => string): Promise<number> {
  for (let count = 0; count < MOST_ITEMS; count += AT_ONCE) {
    const oids = Array.from({ length: AT_ONCE }, (_, at) => oidAt(first + count + at));
    const missing = (await link.get(oids)).findIndex(({ kind }) => kind !== "data");
    if (missing >= 0) return count + missing;
  }
  return MOST_ITEMS;
}

export interface Chain {
  /** The devices behind one agent; undefined where its MIB or the agent knows no chains. */
  readonly count: number | undefined;
  /** The index of the first: 0 or 1. */
  readonly first: number;
}

export async function chainOf(link: SnmpLink, { rows, probe }: Mib): Promise<Chain> {
  const model = probe ?? rows.find((row): row is PlaceRow => isRead(row) && "var" in row && row.var === "device.model");
  const first = model?.oid.includes("@") && (await holdsAt(link, model, withIndex(model.oid, 0))) ? 0 : 1;
  const row = rows.find((one): one is PlaceRow => isRead(one) && "var" in one && one.var === "device.count");
  if (!row) return { count: undefined, first };
  const count = row.oid.includes("@")
    ? await countFrom(link, first, (number) => withIndex(row.oid, number))
    : countOf(wordOf(row, await valueAt(link, row.oid)));
  return { count: count === 0 ? undefined : (count ?? 1), first };
}

async function phasesOf(link: SnmpLink, { rows }: Mib, index: number): Promise<Counts["phases"]> {
  const lines = new Set(rows.flatMap((row) => ("phases" in row && row.phases ? [row.phases.slice(0, -2)] : [])));
  const found: [string, number][] = [];
  for (const line of lines) {
    const row = rows.find((one): one is PlaceRow => isRead(one) && "var" in one && one.var === `${line}.phases`);
    const told = row && wordOf(row, await valueAt(link, withIndex(row.oid, index)));
    found.push([line, countOf(told) ?? 1]);
  }
  return Object.fromEntries(found);
}

async function itemsOf(link: SnmpLink, { rows }: Mib, item: Item, index: number): Promise<Items | undefined> {
  const template = rows.find((row): row is PlaceRow => isRead(row) && itemOf(row) === item);
  if (!rows.some((row) => itemOf(row) === item)) return undefined;
  const oidAt = (number: number): string => withIndex(template?.oid ?? "", index).replace("#", String(number));
  const first = template && !(await holdsAt(link, template, oidAt(0))) ? 1 : 0;
  const row = rows.find((one) => "var" in one && one.var === `${item}.count`);
  const told =
    row && "fixed" in row
      ? row.fixed
      : row && isRead(row)
        ? wordOf(row, await valueAt(link, withIndex(oidOf(row), index)))
        : undefined;
  // As in the C driver, what belongs to devices of a chain is not counted one by one.
  const counted = template && !template.oid.includes("@") ? await countFrom(link, first, oidAt) : 0;
  return { first, count: countOf(told) ?? counted };
}

/** What device `device` of a chain has, or the one that there is. */
export async function unitOf(link: SnmpLink, mib: Mib, device: number | undefined, index: number): Promise<Unit> {
  const items: Partial<Record<Item, Items>> = {};
  for (const item of ["outlet", "outlet.group", "ambient"] as const) {
    const found = await itemsOf(link, mib, item, index);
    if (found) items[item] = found;
  }
  return { device, index, items, phases: await phasesOf(link, mib, index) };
}
