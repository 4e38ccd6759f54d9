/** What a MIB is: rows of facts, and helpers to write them down. */
import type { CmdName, VarName } from "../../nut/catalogue/names.ts";
import { isStatusToken, type StatusToken } from "../../nut/status.ts";
import { string, type VarType } from "../../nut/var-type.ts";
import type { AlarmRow, ReadRow, SettingRow, StatusRow, Timing, View } from "../kit/row.ts";
import { integerOf, type Raw, text, type Words } from "./codecs.ts";

/** What there are several of. */
export type Item = "outlet" | "outlet.group" | "ambient";
export type Phases = "input-1" | "input-3" | "output-1" | "output-3" | "input.bypass-1" | "input.bypass-3";

/**
 * Where an object is. `#` in the OID is the number of the outlet, group or sensor, `@` that of the device in a
 * daisychain.
 */
export interface Place {
  readonly oid: string;
  /** Only where there are so many phases. */
  readonly phases?: Phases;
  /** Of what `#` is the number, where no name says so. */
  readonly each?: Item;
  /** All objects below the OID. */
  readonly walk?: true;
}

/** What is written for a command: the parameter where one is given, else `value`; without either it is refused. */
export interface Order {
  readonly oid: string;
  readonly value?: number | string;
}

export interface OrderRow {
  readonly cmd: CmdName;
  readonly send: Order;
}

/** What no object tells. */
export interface FixedRow {
  readonly var: VarName;
  /** `#` is the number of the outlet, group or sensor. */
  readonly fixed: string;
}

export type SnmpView = View<StatusToken, Raw>;
export type PlaceRow = ReadRow<Place, Raw, SnmpView, StatusToken>;
export type SnmpRow = PlaceRow | OrderRow | FixedRow | SettingRow;

export interface Mib {
  readonly rows: readonly SnmpRow[];
  /** Tells whether devices of a chain are numbered from 0 or 1, where `device.model` does not. */
  readonly probe?: PlaceRow;
}

type Status = Place & Timing & StatusRow<Raw, SnmpView, StatusToken>;
type Alarm = Place & Timing & AlarmRow<Raw, SnmpView>;

const isOneOf =
  (values: readonly number[]) =>
  (raw: Raw): boolean =>
    values.includes(integerOf(raw) ?? Number.NaN);

/** The first word for a value counts. */
const firsts = (table: Words): Words =>
  table.filter(([value], at) => table.findIndex(([other]) => other === value) === at);

/** A row for each token in the words of `table`, in the order in which they stand there. */
export function statusAt(oid: string, table: Words): readonly Status[] {
  const tokens = new Set(table.flatMap(([, words]) => words.split(" ")).filter(isStatusToken));
  return [...tokens].map((status) => {
    const values = firsts(table).filter(([, words]) => words.split(" ").includes(status));
    return { status, oid, when: isOneOf(values.map(([value]) => value)), poll: "quick" };
  });
}

/** A row for each text of `table`, with `of` in front: `outlet # `. */
export function alarmsAt(oid: string, table: Words, of = "", place: Omit<Place, "oid"> = {}): readonly Alarm[] {
  return firsts(table)
    .filter(([, words]) => words !== "")
    .map(([value, words]) => ({ alarm: `${of}${words}`, oid, when: isOneOf([value]), ...place }));
}

/** An alarm that is there while its OID stands in a column of the agent. */
export type ListedAlarm = readonly [oid: string, status: StatusToken | undefined, alarm: string | undefined];

const lists =
  (oid: string) =>
  (raw: Raw): boolean =>
    raw.type === "objects" && raw.objects.some(({ value }) => value.type === "OBJECT IDENTIFIER" && value.oid === oid);

export const listedAlarms = (column: string, known: readonly ListedAlarm[]): readonly (Status | Alarm)[] =>
  known.flatMap(([oid, status, alarm]) => {
    const place = { oid: column, walk: true, when: lists(oid) } as const;
    return [
      ...(status === undefined ? [] : [{ ...place, status, poll: "quick" } as const]),
      ...(alarm === undefined ? [] : [{ ...place, alarm }]),
    ];
  });

/** The type of a variable that takes the words of a table. */
export const oneOf = (table: Words, max?: number): VarType => ({
  kind: "enum",
  values: table.map(([, word]) => word),
  ...(max === undefined ? {} : { max }),
});

const SYSTEM = "1.3.6.1.2.1.1";
const SYSTEM_NAMES: readonly (readonly [VarName, string])[] = [
  ["device.description", `${SYSTEM}.1.0`],
  ["device.contact", `${SYSTEM}.4.0`],
  ["device.location", `${SYSTEM}.6.0`],
];

/** What every agent has, for MIBs that let it be set. */
export const SYSTEM_ROWS: readonly SnmpRow[] = SYSTEM_NAMES.map(([name, oid]) => ({
  var: name,
  oid,
  as: text,
  rw: string(128),
}));

/** For all others. */
export const SYSTEM_FACTS: readonly PlaceRow[] = SYSTEM_NAMES.map(([name, oid]) => ({
  var: name,
  oid,
  as: text,
  poll: "once",
}));
