/** From the rows of a MIB to those of one device: its phases, its outlets and sensors, the devices of a chain. */
import { withNumbers } from "../../nut/catalogue/numbers.ts";
import type { StatusToken } from "../../nut/status.ts";
import { string } from "../../nut/var-type.ts";
import type { SettingRow } from "../kit/row.ts";
import type { TableRow } from "../kit/table-row.ts";
import type { Raw } from "./codecs.ts";
import type { FixedRow, Item, Mib, Order, OrderRow, Phases, Place, PlaceRow, SnmpRow } from "./mib.ts";

/** What is written: a number or a text, in the type that the object has. */
export interface Write {
  readonly oid: string;
  readonly value: number | string;
}

export type DeviceRow = TableRow<Place, Raw, StatusToken, Write>;

export interface Items {
  readonly count: number;
  /** The first number: 0 or 1. */
  readonly first: number;
}

export interface Counts {
  readonly items: Readonly<Partial<Record<Item, Items>>>;
  /** `input` and `output`. */
  readonly phases: Readonly<Record<string, number>>;
}

export interface Unit extends Counts {
  /** Of a chain, from 1; undefined for a device by itself. */
  readonly device: number | undefined;
  /** In place of `@`. */
  readonly index: number;
}

export interface Instances {
  readonly rows: readonly DeviceRow[];
  readonly facts: readonly (readonly [name: string, value: string])[];
}

const ITEMS: readonly Item[] = ["outlet.group", "outlet", "ambient"];

const textOf = (row: SnmpRow): string => ("var" in row ? row.var : "cmd" in row ? row.cmd : "");
export const oidOf = (row: SnmpRow): string => ("oid" in row ? row.oid : "send" in row ? row.send.oid : "");

/** Of what a row has one each; undefined for a row that is there once. */
export function itemOf(row: SnmpRow): Item | undefined {
  if ("each" in row && row.each) return row.each;
  return ITEMS.find((item) => textOf(row).startsWith(`${item}.#.`));
}

const PHASED = /^(.*)-([13])$/;

/** C asks for both kinds of bypass, whatever its count. */
function hasPhases(phases: Phases | undefined, unit: Unit): boolean {
  const [, line = "", count] = PHASED.exec(phases ?? "") ?? [];
  return phases === undefined || line === "input.bypass" || unit.phases[line] === Number(count);
}

const numberedOid = (oid: string, unit: Unit, item: number): string =>
  oid.replace("@", String(unit.index)).replace("#", String(item));

/** The name of a variable or command of one unit. */
function nameIn<Name extends string>(name: Name, { device }: Unit, item: number): Name;
function nameIn(name: string, { device }: Unit, item: number): string {
  const own = withNumbers(name, [String(item)]);
  return device === undefined ? own : `device.${device}.${own.replace(/^device\./, "")}`;
}

function commandOf({ cmd, send }: OrderRow, unit: Unit, item: number, numbered: boolean): DeviceRow {
  const oid = numberedOid(send.oid, unit, item);
  return {
    cmd: nameIn(cmd, unit, item),
    ...(numbered ? {} : { needs: { oid } }),
    make: (param) => orderOf({ ...send, oid }, param),
  };
}

function orderOf({ oid, value }: Order, param: string | undefined): Write | undefined {
  const given = param ?? value;
  if (given === undefined) return undefined;
  if (typeof given === "string" && typeof value !== "string")
    return /^\s*-?\d+\s*$/.test(given) ? { oid, value: Number(given) } : undefined;
  return { oid, value: given };
}

/** Text that cannot be set is declared to be text. */
function typed(row: Extract<PlaceRow, { readonly var: unknown }>): DeviceRow {
  const { as } = row;
  return "rw" in row || !("max" in as) || typeof as.max !== "number" ? row : { ...row, type: string(as.max) };
}

function readOf(row: PlaceRow, unit: Unit, item: number): DeviceRow {
  const oid = numberedOid(row.oid, unit, item);
  if ("var" in row) return typed({ ...row, oid, var: nameIn(row.var, unit, item) });
  if (!("alarm" in row)) return { ...row, oid };
  const of = unit.device === undefined ? "" : `device ${unit.device} `;
  return { ...row, oid, alarm: of + withNumbers(row.alarm, [String(item)]) };
}

function rowOf(row: Exclude<SnmpRow, FixedRow>, unit: Unit, item: number, numbered: boolean): DeviceRow {
  if ("cmd" in row) return commandOf(row, unit, item, numbered);
  if ("fallback" in row) return settingOf(row, unit);
  return readOf(row, unit, item);
}

const settingOf = (row: SettingRow, unit: Unit): SettingRow => ({ ...row, var: nameIn(row.var, unit, 0) });

const numbersOf = (items: Items | undefined): readonly number[] =>
  Array.from({ length: items?.count ?? 0 }, (_, at) => at + (items?.first ?? 1));

/** What is told once stands with the first device of a chain; their count is that of all. */
const isOf = (row: SnmpRow, { device = 1 }: Unit): boolean =>
  textOf(row) !== "device.count" && (device === 1 || oidOf(row) === "" || oidOf(row).includes("@"));

/** Of a device in a chain, what is told of each goes before what is told of the whole. */
const isOfWhole = (row: SnmpRow, rows: readonly SnmpRow[]): boolean =>
  "var" in row && !oidOf(row).includes("@") && rows.some((one) => textOf(one) === row.var && oidOf(one).includes("@"));

export function instancesOf({ rows }: Mib, unit: Unit): Instances {
  const mine = rows.filter(
    (row) =>
      isOf(row, unit) &&
      hasPhases("phases" in row ? row.phases : undefined, unit) &&
      (unit.device === undefined || !isOfWhole(row, rows)),
  );
  const each = mine.flatMap((row) => {
    const item = itemOf(row);
    const numbers = item === undefined ? [0] : numbersOf(unit.items[item]);
    return numbers.map((number) => ({ row, number, numbered: item !== undefined }));
  });
  return {
    rows: each.flatMap(({ row, number, numbered }) => ("fixed" in row ? [] : [rowOf(row, unit, number, numbered)])),
    facts: each.flatMap(({ row, number }) =>
      "fixed" in row ? [[nameIn(row.var, unit, number), withNumbers(row.fixed, [String(number)])] as const] : [],
    ),
  };
}
