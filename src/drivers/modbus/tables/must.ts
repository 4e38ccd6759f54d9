/** Registers of an EP2000Pro: what it measures from 30000 on, what can be set from 31000 on, orders at 32000. */
import { parseDecimal } from "../../../nut/decimal.ts";
import { enumeration, NUMBER } from "../../../nut/var-type.ts";
import { figure, phrase, type ViewCodec, type ViewReader } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

export interface Asked {
  readonly block: keyof typeof BLOCKS;
}
export type Write = readonly [at: number, word: number];
export type Token = "TRIM" | "BOOST" | "OVER" | "OB" | "OL" | "OFF" | "LB" | "HB";
type Words = readonly number[];
type Seen = View<string, Words>;
type MustRow = TableRow<Asked, Words, Token, Write>;

export const BLOCKS = {
  state: { at: 30_000, count: 25 },
  settings: { at: 31_000, count: 7 },
} as const;
export const LOW_PERCENT = 15;

/** By the number of its state. */
export const STATES: Readonly<Record<number, "starts" | "backup" | "line" | "off">> = {
  1: "starts",
  2: "starts",
  3: "backup",
  4: "line",
  5: "off",
  6: "off",
  7: "starts",
  8: "starts",
};
const is =
  (state: "backup" | "line" | "off") =>
  (words: Words): boolean =>
    STATES[words[2] ?? 0] === state;
const warns = (words: Words, bit: number): boolean => ((words[22] ?? 0) & (1 << bit)) !== 0;
const [regulation, load] = [(words: Words): number => words[19] ?? 0, (words: Words): number => words[13] ?? 0];

function isLow(words: Words, view: Seen): boolean {
  const limit = Number(view.option("lowbatt") ?? LOW_PERCENT);
  return (words[17] ?? 100) <= limit || warns(words, 1);
}

function charger(words: Words): string {
  const [stage = 0, charges = 0] = [words[23], words[24]];
  if (is("backup")(words)) return "discharging";
  if (charges === 0) return "resting";
  return stage < 2 ? "charging" : "floating";
}

const STATE = { block: "state", poll: "quick" } as const;
const SETTINGS = { block: "settings" } as const;

/** Faults by their number, as the maker and users of it name them. */
const FAULTS: Readonly<Record<number, string>> = {
  1: "Fan blocked while the inverter is off",
  2: "Inverter too hot",
  3: "Battery voltage too high",
  4: "Battery voltage too low",
  5: "Output short-circuited",
  6: "Output voltage of the inverter too high",
  7: "Overload",
  8: "Bus voltage too high",
  9: "Bus does not start",
  11: "Main relay failed",
  21: "Output voltage sensor failed",
  22: "Mains voltage sensor failed",
  23: "Output current sensor failed",
  24: "Mains current sensor failed",
  25: "Load current sensor failed",
  26: "Mains current too high",
  27: "Heat sink too hot",
  31: "Solar charger: wrong battery voltage",
  32: "Solar charger: current sensor failed",
  33: "Solar charger: current out of control",
  41: "Mains voltage too low",
  42: "Mains voltage too high",
  43: "Mains frequency too low",
  44: "Mains frequency too high",
  45: "Voltage regulation failed",
  51: "Inverter current too high",
  52: "Bus voltage too low",
  53: "Inverter does not start",
  54: "DC in the output",
  56: "Battery not connected",
  57: "Control current sensor failed",
  58: "Output voltage of the inverter too low",
  61: "Fan blocked while the inverter is on",
  62: "Second fan blocked while the inverter is on",
  63: "Battery overcharged",
  64: "Battery low",
  67: "Overload",
  70: "Output power reduced",
  72: "Solar charger stopped: battery low",
  73: "Solar charger stopped: panel voltage too high",
  74: "Solar charger stopped: overload",
  75: "Solar charger too hot",
  76: "Solar charger does not answer",
  77: "Wrong parameter",
};
const fault = (words: Words): number => words[21] ?? 0;

const STATUS: readonly MustRow[] = [
  { status: "TRIM", ...STATE, when: (words) => regulation(words) === 1 },
  { status: "BOOST", ...STATE, when: (words) => regulation(words) > 1 },
  { status: "OVER", ...STATE, when: (words) => load(words) !== 0 || warns(words, 2) },
  { status: "OB", ...STATE, when: is("backup") },
  { status: "OL", ...STATE, when: is("line") },
  { status: "OFF", ...STATE, when: is("off") },
  { status: "LB", ...STATE, when: isLow },
  { status: "HB", ...STATE, when: (words) => warns(words, 3) },
  { alarm: "Load too high", ...STATE, when: (words) => load(words) > 1 },
  ...Object.entries(FAULTS).map(
    ([code, alarm]): MustRow => ({ alarm, ...STATE, when: (words) => fault(words) === Number(code) }),
  ),
  { alarm: "Unknown fault", ...STATE, when: (words) => fault(words) !== 0 && FAULTS[fault(words)] === undefined },
  { alarm: "A parameter is wrong", ...STATE, when: (words) => warns(words, 4) },
];

const number = (at: number, places = 0, factor = 1): ViewReader<Words, unknown> =>
  figure(places, (words) => (words[at] ?? Number.NaN) * factor);

/** One of two values, each with what is written for it. */
const choice = (at: number, choices: Readonly<Record<string, number>>): ViewCodec<Words, unknown> => ({
  read: (words) => Object.entries(choices).find(([, word]) => word === words[at])?.[0],
  write: (text) => {
    const word = choices[text.trim()];
    return word === undefined ? undefined : [BLOCKS.settings.at + at, word];
  },
});

/** Volts of a battery of 12 V; others have twice as many. */
const volts = (at: number, least: number, most: number): ViewCodec<Words, Seen> => ({
  read: (words) => number(at, 1, 0.1).read(words, undefined),
  write: (text, view) => {
    const scale = view.known("battery.voltage.nominal") === "12" ? 1 : 2;
    const tenths = Math.round((parseDecimal(text) ?? Number.NaN) * 10);
    return tenths >= 10 * least * scale && tenths <= 10 * most * scale ? [BLOCKS.settings.at + at, tenths] : undefined;
  },
});

const VARIABLES: readonly MustRow[] = [
  { var: "ups.firmware", block: "state", poll: "once", as: number(1) },
  { var: "battery.voltage.nominal", block: "state", poll: "once", as: number(3) },
  { var: "ups.power.nominal", block: "state", poll: "once", as: number(4) },
  { var: "input.voltage", ...STATE, as: number(5, 1, 0.1) },
  { var: "input.frequency", ...STATE, as: number(6, 1, 0.1) },
  { var: "output.voltage", ...STATE, as: number(7, 1, 0.1) },
  { var: "output.frequency", ...STATE, as: number(8, 1, 0.1) },
  { var: "output.current", ...STATE, as: number(9, 1, 0.1) },
  { var: "ups.power", ...STATE, as: number(10) },
  { var: "ups.load", ...STATE, as: number(12) },
  { var: "battery.voltage", ...STATE, as: number(14, 1, 0.1) },
  { var: "battery.current", ...STATE, as: number(15, 1, 0.1) },
  { var: "battery.charge", ...STATE, as: number(17) },
  { var: "ups.temperature", ...STATE, as: number(18) },
  { var: "battery.charger.status", ...STATE, as: phrase(charger) },
  { var: "ups.beeper.status", ...SETTINGS, as: phrase((words) => (words[6] ? "disabled" : "enabled")) },
  { var: "output.frequency.nominal", ...SETTINGS, as: choice(0, { 50: 0, 60: 1 }), rw: enumeration("50", "60") },
  { var: "output.voltage.nominal", ...SETTINGS, as: choice(1, { 220: 220, 230: 230 }), rw: enumeration("220", "230") },
  { var: "battery.voltage.low", ...SETTINGS, as: volts(2, 10, 12), rw: NUMBER },
  { var: "battery.voltage.high", ...SETTINGS, as: volts(3, 13.8, 14.5), rw: NUMBER },
];

export const ROWS: readonly MustRow[] = [
  ...STATUS,
  ...VARIABLES,
  { cmd: "shutdown.return", send: [[32_002, 1]] },
  { cmd: "beeper.enable", send: [[31_006, 0]] },
  { cmd: "beeper.disable", send: [[31_006, 1]] },
];
