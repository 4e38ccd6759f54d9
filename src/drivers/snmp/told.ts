/** Counts that an agent tells, and those that are found out by asking until something is missing. */
import type { SnmpLink, SnmpValue } from "../../device/snmp.ts";
import { integerOf, type Raw } from "./codecs.ts";
import type { Mib, PlaceRow, SnmpRow } from "./mib.ts";

/** An agent that answers whatever it is asked is not believed for longer. */
const MOST_ITEMS = 256;
const AT_ONCE = 16;
const NO_VIEW = { known: () => undefined, option: () => undefined, note: () => undefined, holds: () => false };

export const isRead = (row: SnmpRow): row is PlaceRow => "oid" in row;
export const rowOf = (rows: Mib["rows"], name: string): PlaceRow | undefined =>
  rows.find((row): row is PlaceRow => isRead(row) && "var" in row && row.var === name);
export const withIndex = (oid: string, index: number): string => oid.replace("@", String(index));

/** What the agent has of some objects, fetched at once. */
export type ValueAt = (oid: string) => SnmpValue | undefined;

export async function valuesAt(link: SnmpLink, oids: readonly string[]): Promise<ValueAt> {
  const answers = await link.get(oids);
  const found = new Map(oids.map((oid, at) => [oid, answers[at]]));
  return (oid) => {
    const answer = found.get(oid);
    return answer?.kind === "data" ? answer.value : undefined;
  };
}

export const wordOf = (row: PlaceRow, raw: Raw | undefined): string | undefined =>
  raw && "as" in row ? row.as.read(raw, NO_VIEW) : undefined;

export const countOf = (text: string | undefined): number | undefined => {
  const count = Number(text);
  return text !== undefined && Number.isInteger(count) ? Math.min(count, MOST_ITEMS) : undefined;
};

/** False where the agent answers with a 0 that means nothing: some do for what is not there. */
export function holds(row: PlaceRow, raw: SnmpValue | undefined): boolean {
  if (raw === undefined) return false;
  return !("as" in row) || wordOf(row, raw) !== undefined || (integerOf(raw) ?? 0) !== 0;
}

/** Until the first that is missing. */
export async function countFrom(link: SnmpLink, first: number, oidAt: (number: number) => string): Promise<number> {
  for (let count = 0; count < MOST_ITEMS; count += AT_ONCE) {
    const oids = Array.from({ length: AT_ONCE }, (_, at) => oidAt(first + count + at));
    const missing = (await link.get(oids)).findIndex(({ kind }) => kind !== "data");
    if (missing >= 0) return count + missing;
  }
  return MOST_ITEMS;
}
