/** How many there are: devices of a chain, phases, outlets, groups and sensors. */
import type { SnmpLink } from "../../device/snmp.ts";
import { type Items, itemOf, type Unit } from "./instances.ts";
import type { Item, Mib, PlaceRow } from "./mib.ts";
import { countFrom, countOf, holds, isRead, rowOf, type ValueAt, valuesAt, withIndex, wordOf } from "./told.ts";

export interface Chain {
  /** The devices behind one agent; undefined where its MIB or the agent knows no chains. */
  readonly count: number | undefined;
  /** The index of the first: 0 or 1. */
  readonly first: number;
}

export async function chainOf(link: SnmpLink, { rows, probe }: Mib): Promise<Chain> {
  const model = probe ?? rowOf(rows, "device.model");
  const row = rowOf(rows, "device.count");
  const zero = model?.oid.includes("@") ? withIndex(model.oid, 0) : undefined;
  const valueAt = await valuesAt(link, [...(zero === undefined ? [] : [zero]), ...(row ? [row.oid] : [])]);
  const first = model && zero !== undefined && holds(model, valueAt(zero)) ? 0 : 1;
  if (!row) return { count: undefined, first };
  const count = row.oid.includes("@")
    ? await countFrom(link, first, (number) => withIndex(row.oid, number))
    : countOf(wordOf(row, valueAt(row.oid)));
  return { count: count === 0 ? undefined : (count ?? 1), first };
}

/** A count and the row that tells it, with the index of its device. */
interface Told {
  readonly row: PlaceRow;
  readonly oid: string;
}

const toldBy = (rows: Mib["rows"], name: string, index: number): Told | undefined => {
  const row = rowOf(rows, name);
  return row && { row, oid: withIndex(row.oid, index) };
};

const linesOf = ({ rows }: Mib): readonly string[] => [
  ...new Set(rows.flatMap((row) => ("phases" in row && row.phases ? [row.phases.slice(0, -2)] : []))),
];

interface Counted {
  readonly item: Item;
  readonly fixed: string | undefined;
  readonly told: Told | undefined;
  readonly template: PlaceRow | undefined;
  readonly oidAt: (number: number) => string;
}

function countedOf({ rows }: Mib, item: Item, index: number): readonly Counted[] {
  if (!rows.some((row) => itemOf(row) === item)) return [];
  const template = rows.find((row): row is PlaceRow => isRead(row) && itemOf(row) === item);
  const fixed = rows.flatMap((row) => ("fixed" in row && row.var === `${item}.count` ? [row.fixed] : []))[0];
  const oidAt = (number: number): string => withIndex(template?.oid ?? "", index).replace("#", String(number));
  return [{ item, fixed, told: toldBy(rows, `${item}.count`, index), template, oidAt }];
}

async function itemsOf(link: SnmpLink, counted: Counted, valueAt: ValueAt): Promise<Items> {
  const { fixed, told, template, oidAt } = counted;
  const first = template && !holds(template, valueAt(oidAt(0))) ? 1 : 0;
  const count = countOf(fixed ?? (told && wordOf(told.row, valueAt(told.oid))));
  // As in the C driver, what belongs to devices of a chain is not counted one by one.
  if (count !== undefined || !template || template.oid.includes("@")) return { first, count: count ?? 0 };
  return { first, count: await countFrom(link, first, oidAt) };
}

/** What device `device` of a chain has, or the one that there is. */
export async function unitOf(link: SnmpLink, mib: Mib, device: number | undefined, index: number): Promise<Unit> {
  const lines = linesOf(mib).map((line) => ({ line, told: toldBy(mib.rows, `${line}.phases`, index) }));
  const counted = (["outlet", "outlet.group", "ambient"] as const).flatMap((item) => countedOf(mib, item, index));
  const first = counted.flatMap(({ template, oidAt }) => (template ? [oidAt(0)] : []));
  const valueAt = await valuesAt(link, [
    ...first,
    ...[...lines, ...counted].flatMap(({ told }) => (told ? [told.oid] : [])),
  ]);
  const items: Partial<Record<Item, Items>> = {};
  for (const one of counted) items[one.item] = await itemsOf(link, one, valueAt);
  const phases = lines.map(
    ({ line, told }) => [line, countOf(told && wordOf(told.row, valueAt(told.oid))) ?? 1] as const,
  );
  return { device, index, items, phases: Object.fromEntries(phases) };
}
