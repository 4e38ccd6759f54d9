/** What a SmartOnline tells, in which field (from 0) of which answer, and what it is told. */
import { enumeration } from "../../../nut/var-type.ts";
import { phrase, type ViewCodec, type ViewReader, words } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { type Asked, type Fields, number, numberAt, type Setting } from "../tilde/line.ts";

export type Token = "OL" | "OB" | "BYPASS" | "TRIM" | "BOOST" | "OFF" | "RB" | "LB" | "OVER";
/** `others`: of other banks, each sent whatever becomes of those before it. */
export interface Order extends Setting {
  readonly others?: readonly Setting[];
}
type SmartRow = TableRow<Asked, Fields, Token, Order>;
type Seen = View<string, Fields>;

const OUTPUT = { ask: "STO", least: 4, poll: "quick" } as const;
const BATTERY = { ask: "STB", least: 7, poll: "quick" } as const;
const ALARMS = { ask: "STA", least: 4, poll: "quick" } as const;
const INPUT = { ask: "STI", least: 3 } as const;
export const STATUS: readonly string[] = [OUTPUT.ask, BATTERY.ask, ALARMS.ask];

/** What supplies the output. */
const source =
  (...codes: readonly number[]) =>
  (fields: Fields): boolean =>
    codes.includes(numberAt(fields, 0) ?? -1);

function isLow(fields: Fields, view: Seen): boolean {
  const [charge, limit] = [numberAt(fields, 9), Number(view.option("lowbatt") ?? 0)];
  return (numberAt(fields, 1) ?? 0) !== 0 || (limit > 0 && charge !== undefined && charge <= limit);
}

const TESTS = [
  "No test performed",
  "Passed",
  "In progress",
  "General test failed",
  "Battery failed",
  "Deep battery test failed",
  "Aborted",
];
const SENSITIVITY = words<string>([
  ["0", "Normal"],
  ["1", "Reduced"],
  ["2", "Low"],
]);
const sensitivity: ViewCodec<Fields, unknown> = {
  read: ([code = ""]) => SENSITIVITY.read(code),
  write: (text) => {
    const code = SENSITIVITY.write(text);
    return code === undefined ? undefined : [code];
  },
};

const text: ViewReader<Fields, unknown> = phrase((fields) => fields.join(";"));
const CONTACTS = [2, 3, 4, 5];
const contacts: ViewReader<Fields, unknown> = phrase((fields) => {
  if (!CONTACTS.some((at) => fields[at])) return undefined;
  const closed = CONTACTS.reduce((all, at, bit) => all | (fields[at]?.startsWith("1") ? 1 << bit : 0), 0);
  return closed.toString(16).toUpperCase().padStart(2, "0");
});

const set = (name: string, data: string): Setting => ({ set: name, data });
export const REBOOT_BY_ITSELF = set("ARB", "1");
/** A minute after it has turned off. */
export const RESTART = set("SDR", "1");
export const offAndOn = (seconds: number): readonly Setting[] => [
  REBOOT_BY_ITSELF,
  RESTART,
  set("SDA", String(seconds)),
];

export const ROWS: readonly SmartRow[] = [
  { status: "OL", ...OUTPUT, when: source(0, 3, 4) },
  { status: "OB", ...OUTPUT, when: source(1) },
  { status: "BYPASS", ...OUTPUT, when: source(2, 5) },
  { status: "TRIM", ...OUTPUT, when: source(3) },
  { status: "BOOST", ...OUTPUT, when: source(4) },
  { status: "OFF", ...OUTPUT, when: source(7) },
  { status: "RB", ...BATTERY, when: source(2) },
  { status: "LB", ...BATTERY, when: isLow },
  { status: "OVER", ...ALARMS, when: (fields) => (numberAt(fields, 3) ?? 0) !== 0 },
  { var: "ups.load", ...OUTPUT, as: number(6) },
  { var: "output.voltage", ...OUTPUT, as: number(3, 1, 0.1) },
  { var: "output.frequency", ...OUTPUT, as: number(1, 1, 0.1) },
  { var: "output.current", ...OUTPUT, as: number(4, 1, 0.1) },
  { var: "battery.temperature", ...BATTERY, as: number(8) },
  { var: "battery.charge", ...BATTERY, as: number(9) },
  { var: "battery.voltage", ...BATTERY, as: number(6, 1, 0.1) },
  { var: "battery.current", ...BATTERY, as: number(7, 1, 0.1) },
  { var: "input.voltage", ...INPUT, as: number(2, 1, 0.1) },
  { var: "input.frequency", ...INPUT, as: number(1, 1, 0.1) },
  { var: "ups.test.result", ask: "TSR", as: phrase((fields) => TESTS[numberAt(fields, 0) ?? 0] ?? TESTS[0]) },
  { var: "ambient.temperature", ask: "ENV", as: number(0) },
  { var: "ambient.humidity", ask: "ENV", as: number(1) },
  { var: "ups.contacts", ask: "ENV", as: contacts },
  { var: "ups.firmware", ask: "VER", poll: "once", as: text },
  { var: "input.voltage.nominal", ask: "RAT", poll: "once", as: number(0) },
  { var: "output.voltage.nominal", ask: "RAT", poll: "once", as: number(2) },
  { var: "battery.voltage.nominal", ask: "RAT", poll: "once", as: number(14) },
  {
    var: "ups.id",
    ask: "UID",
    poll: "changed",
    rw: { kind: "string", max: 100 },
    as: { read: (fields) => fields.join(";"), write: (name) => [name] },
  },
  {
    var: "input.sensitivity",
    ask: "VSN",
    poll: "changed",
    rw: enumeration("Normal", "Reduced", "Low"),
    as: sensitivity,
  },
  { note: "transfer", ask: "TXV", poll: "changed" },
  { cmd: "shutdown.reboot", send: offAndOn(10) },
  { cmd: "shutdown.reboot.graceful", send: offAndOn(60) },
  { cmd: "shutdown.return", send: offAndOn(10) },
  { cmd: "shutdown.stop", send: set("SDA", "0") },
  { cmd: "test.battery.start", send: set("TST", "3") },
  { cmd: "test.battery.stop", send: set("TST", "0") },
];

/** Both voltages are set together. */
const transfer = (at: 0 | 1): ViewCodec<Fields, Seen> => ({
  read: (fields, view) => number(at).read(fields, view),
  write: (text, view) => {
    const [low, high] = view.note("transfer") ?? [];
    const other = at === 0 ? high : low;
    if (other === undefined || !/^\d+$/.test(text)) return undefined;
    return at === 0 ? [text, other] : [other, text];
  },
});

const WIDEST = 1000;
const from = (least: number, most: number): readonly string[] =>
  Array.from({ length: Math.max(0, Math.min(WIDEST, most - least + 1)) }, (_, at) => String(least + at));

/** Voltages of transfer: they can be set where the ratings name the limits. */
export function transferRows(ratings: Fields): readonly SmartRow[] {
  const [mostLow = 0, leastLow = 0, mostHigh = 0, leastHigh = 0] = [9, 10, 11, 12].map(
    (at) => numberAt(ratings, at) ?? 0,
  );
  const place = { ask: "TXV", poll: "changed" } as const;
  if (mostLow === 0)
    return [
      { var: "input.transfer.low", ...place, as: number(0) },
      { var: "input.transfer.high", ...place, as: number(1) },
    ];
  return [
    { var: "input.transfer.low", ...place, as: transfer(0), rw: enumeration(...from(leastLow, mostLow)) },
    { var: "input.transfer.high", ...place, as: transfer(1), rw: enumeration(...from(leastHigh, mostHigh)) },
  ];
}

/** Banks are numbered from 1. */
export function outletRows(banks: number): readonly SmartRow[] {
  if (banks < 1) return [];
  const all = (name: string): Order => ({
    ...set(name, "1;1"),
    others: Array.from({ length: banks - 1 }, (_, at) => set(name, `${at + 2};1`)),
  });
  return [
    { cmd: "load.off", send: all("ROF") },
    { cmd: "load.on", send: all("RON") },
  ];
}
