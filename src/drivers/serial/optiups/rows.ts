/** What Opti-UPSes tell and take, in the words of each of their kinds. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { string } from "../../../nut/var-type.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import type { TableRow } from "../../kit/table-row.ts";

/** A word that asks; "outlet" is asked of nobody. */
export interface Asked {
  readonly ask: string;
}
export type Token = "OL" | "OB" | "LB" | "RB" | "OVER" | "OFF";
/** Words that are said one after the other, whatever is answered. */
export interface Order {
  readonly words: readonly string[];
  /** Milliseconds to wait behind them (0). */
  readonly pauseMs?: number;
}
export type OptiRow = TableRow<Asked, string, Token, Order>;
type Rows = readonly OptiRow[];

/** PowerES and its kin, PowerSeries, and the Zinto of ONLINE. */
export type Kind = "power" | "series" | "zinto";

export interface Unit {
  readonly kind: Kind;
  /** Voltages are told for half of what there is. */
  readonly halved: boolean;
  readonly statusOnly: boolean;
  readonly fakeLow: boolean;
}

export const OUTLET = "outlet";
/** What a Zinto says that is turned off. */
export const TURNED_OFF = "2";
export const isState = (answer: string): boolean => /^[\da-f]{2}$/i.test(answer);

const STATE = { ask: "AG", poll: "quick" } as const;
const bit =
  (mask: number) =>
  (answer: string): boolean =>
    answer !== TURNED_OFF && (Number.parseInt(answer, 16) & mask) !== 0;
const onBattery = bit(0x20);
const isLow = bit(0x40);
/** On battery, by the answer to AG. */
export const saysBattery = (answer: string): boolean => isState(answer) && onBattery(answer);

const stateRows = ({ fakeLow }: Unit): Rows => [
  { status: "OVER", ...STATE, when: bit(0x08) },
  { status: "RB", ...STATE, when: bit(0x10) },
  { status: "OB", ...STATE, when: onBattery },
  { status: "OL", ...STATE, when: (answer) => answer !== TURNED_OFF && !onBattery(answer) },
  { status: "OFF", ...STATE, when: (answer) => answer === TURNED_OFF || bit(0x02)(answer) },
  { status: "LB", ...STATE, when: (answer) => (fakeLow && answer !== TURNED_OFF) || isLow(answer) },
];

/** Undefined for what is no number. */
const numberIn = (answer: string): number | undefined => {
  const [, digits] = /^\s*([-+]?\d+)/.exec(answer) ?? [];
  return digits === undefined ? undefined : Number(digits);
};

const scaled = (places: number, factor = 1): ViewReader<string, unknown> =>
  figure(places, (answer) => {
    const number = numberIn(answer);
    return number === undefined ? undefined : number * factor;
  });

/** Volts of a battery that is empty, and how many more of one that is full: of 12 and of 24 V. */
const chargeOf = (volts: number): number => {
  const [empty, range] = volts > 20 ? [20.8, 5.2] : [10.4, 2.6];
  return Math.min(100, Math.max(0, ((volts - empty) / range) * 100));
};

function meterRows({ kind, halved }: Unit): Rows {
  const voltage = kind === "zinto" ? scaled(1, 2) : scaled(0, halved ? 2 : 1);
  const battery = figure(1, (answer: string) => {
    const tenths = numberIn(answer);
    return tenths === undefined ? undefined : chargeOf(tenths / 10);
  });
  return [
    { var: "input.voltage", ask: "NV", as: voltage },
    { var: "output.voltage", ask: "OV", as: voltage },
    { var: "ups.load", ask: "OL", as: scaled(1) },
    { var: "input.frequency", ask: kind === "zinto" ? "NF" : "FF", as: scaled(1, 0.1) },
    ...(kind === "zinto" ? [{ var: "output.frequency", ask: "OF", as: scaled(1, 0.1) } as const] : []),
    { var: "ups.temperature", ask: "BT", as: scaled(0) },
    { var: "battery.voltage", ask: "BV", as: scaled(1, 0.1) },
    { var: "battery.charge", ask: "BV", as: battery },
  ];
}

/** An Opti-UPS counts in tenths of a second with eight digits, a Zinto in seconds with seven. */
const OPTI: Rows = [
  { cmd: "load.off", send: { words: ["Ct0", "Cs00000000"] } },
  { cmd: "load.on", send: { words: ["Ct0", "Cu00000000"] } },
  { cmd: "shutdown.return", send: { words: ["Ct1", "Cs00000010"] } },
  { cmd: "shutdown.stayoff", send: { words: ["Ct0", "Cs00000010"] } },
  { cmd: "shutdown.stop", send: { words: ["Cs-0000001"] } },
];
const SETTLES_MS = 2000;
const ZINTO: Rows = [
  { cmd: "load.off", send: { words: ["Ct1", "Cs0000000"], pauseMs: SETTLES_MS } },
  { cmd: "load.on", send: { words: ["Ct1", "Cu0000000"], pauseMs: SETTLES_MS } },
  { cmd: "shutdown.return", send: { words: ["Ct1", "Cu0000010", "Cs0000001"] } },
  { cmd: "shutdown.stayoff", send: { words: ["Ct1", "Cs0000001"] } },
  {
    var: numbered("outlet.#.switch", 1),
    ask: OUTLET,
    as: { read: (state) => state, write: (text) => (text.trim() === "1" ? "1" : "0") },
    rw: string(1),
  },
];

export const ZINTO_FACTS = [
  ["outlet.desc", "Main Outlet 1+2"],
  [numbered("outlet.#.desc", 1), "Switchable Outlet 3+4"],
  ["outlet.id", "1"],
  [numbered("outlet.#.id", 1), "2"],
  ["outlet.switchable", "0"],
  [numbered("outlet.#.switchable", 1), "1"],
] as const;

/** What ends a shutdown: off, and on again in a minute or with the mains. */
export function endOf(kind: Kind, isOnBattery: boolean): readonly string[] {
  if (kind === "zinto") return ["Ct1", "Cu0000060", "Cs0000030"];
  return isOnBattery ? ["Ct1", "Cs00000080"] : ["Ct1", "Cu00000600", "Cs00000080"];
}

const said = phrase((answer: string) => answer.trim() || undefined);

export const rowsOf = (unit: Unit): Rows => [
  ...stateRows(unit),
  { var: "ups.serial", ask: "IZ", poll: "once", as: said },
  { var: "ups.firmware", ask: "IS", poll: "once", as: said },
  ...(unit.statusOnly ? [] : meterRows(unit)),
  { cmd: "test.failure.start", send: { words: ["Ts"] } },
  ...(unit.kind === "zinto" ? ZINTO : OPTI),
];
