/** What a Microlink device says, and what it is told. */
import { type CmdName, numbered } from "../../../nut/catalogue/names.ts";
import type { StatusToken } from "../../../nut/status.ts";
import type { ReadRow } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { OUTLET_ORDERS } from "../../modbus/apc/terms.ts";
import type { Place } from "./descriptor.ts";
import { ALL_ENTRIES, CALIBRATION, GROUP_STATES, INPUT, STATE, TOKENS } from "./entries.ts";
import { type Bytes, hasBit } from "./values.ts";

export interface Order {
  readonly path: string;
  /** Bits. */
  readonly value: number;
}
/** Where a value stands. */
export type At = Pick<Place, "path">;
export type MicrolinkRow = TableRow<At, Bytes, StatusToken, Order>;
type Places = ReadonlyMap<string, Place>;

/** How many groups of outlets there are, one behind the other. */
export function groupCount(places: Places): number {
  const missing = GROUP_STATES.findIndex((path) => !places.has(path));
  return missing === -1 ? GROUP_STATES.length : missing;
}

type StateRow = ReadRow<At, Bytes, { note(name: string): Bytes | undefined }, StatusToken>;
const token = (path: string, bit: number, status: StatusToken): StateRow => ({
  path,
  status,
  when: (bytes) => hasBit(bytes, bit),
});
const alarm = (bit: number, words: string): StateRow => ({
  path: STATE,
  alarm: words,
  when: (bytes) => hasBit(bytes, bit),
});

const ON_BATTERY = 2;
const LOW_RUNTIME = 14;
const STATES: readonly StateRow[] = [
  { path: STATE, note: "state" },
  ...Object.entries(TOKENS).map(([bit, status]) => token(STATE, Number(bit), status)),
  token(CALIBRATION, 1, "CAL"),
  token(INPUT, 5, "BOOST"),
  token(INPUT, 6, "TRIM"),
  {
    path: GROUP_STATES[0] ?? "",
    status: "LB",
    when: (bytes, view) => hasBit(bytes, LOW_RUNTIME) && hasBit(view.note("state") ?? new Uint8Array(), ON_BATTERY),
  },
  alarm(5, "General fault"),
  alarm(6, "Input not acceptable"),
];

/** Who is said to give an order, and the bit for it: to outlets, to tests and calibrations, to the UPS. */
const SOURCES: Readonly<Record<string, readonly [outlets: number, tests: number, ups: number]>> = {
  rj45: [14, 10, 27],
  usb: [12, 8, 28],
  localuser: [13, 9, 29],
  smartslot1: [15, 11, 30],
  internalnetwork1: [17, 13, 31],
};
export const SOURCE_NAMES = Object.keys(SOURCES);
const USUAL_SOURCE = "rj45";
/** The bit for each group of outlets. */
const TARGETS = [8, 9, 10, 11, 19];
const OUTLETS = "2:4.B5";

const CALIBRATE = "2:12";
const mask = (...set: readonly number[]): number => set.reduce((sum, bit) => sum + 2 ** bit, 0);

const order = (cmd: CmdName, path: string, value: number): MicrolinkRow => ({
  cmd,
  needs: { path },
  send: { path, value },
});

function outletOrders(groups: number, source: number): readonly MicrolinkRow[] {
  const targets = TARGETS.slice(0, groups);
  return OUTLET_ORDERS.flatMap(([cmd, bits]) => [
    order(cmd, OUTLETS, bits + mask(...targets, source)),
    ...targets.map((target, group) =>
      order(numbered(`outlet.group.#.${cmd}`, group), OUTLETS, bits + mask(target, source)),
    ),
  ]);
}

function orders(places: Places, option: (name: string) => string | undefined): readonly MicrolinkRow[] {
  const { [option("cmdsrc")?.toLowerCase() ?? USUAL_SOURCE]: source = [] } = SOURCES;
  const [outlets = 0, tests = 0, ups = 0] = source;
  const groups = groupCount(places);
  return [
    order("test.battery.start", "2:10", mask(0, tests)),
    order("test.battery.stop", "2:10", mask(1, tests)),
    order("test.panel.start", "2:4.B.3B", mask(0)),
    order("beeper.mute", "2:4.B.3B", mask(2)),
    order("calibrate.start", CALIBRATE, mask(0, tests)),
    order("calibrate.stop", CALIBRATE, mask(1, tests)),
    order("bypass.start", "2:14", mask(4, ups)),
    order("bypass.stop", "2:14", mask(5, ups)),
    ...(groups > 0 ? outletOrders(groups, outlets) : []),
  ];
}

/** A poll reads the whole memory. */
const NOW = { poll: "quick" } as const;

/** What this device has. */
export function rowsFor(places: Places, option: (name: string) => string | undefined): readonly MicrolinkRow[] {
  const variables = ALL_ENTRIES.flatMap(([path, name, shape, rw]): readonly MicrolinkRow[] => {
    const place = places.get(path);
    if (!place) return [];
    const as = shape(place.size);
    return [rw ? { ...NOW, path, var: name, as, rw: as.type } : { ...NOW, path, var: name, as: { read: as.read } }];
  });
  const states = STATES.filter(({ path }) => places.has(path)).map((row) => ({ ...row, ...NOW }));
  return [...states, ...variables, ...orders(places, option)];
}
