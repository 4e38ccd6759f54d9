/**
 * What the megatec family shares: the replies of Q1, F and I, the commands and the two delays. Each
 * protocol takes the parts that it has.
 */
import { range, type VarType } from "../../nut/var-type.ts";
import type { DriverOption } from "../types.ts";
import { column, inColumns, type Layout, restColumn } from "./in-columns.ts";
import type { QxCommand, QxProbe, QxReply, QxRow, QxSend, QxSetting, QxView, Slice } from "./protocol.ts";
import {
  batteryVoltage,
  isOne,
  isZero,
  leadingNumber,
  number,
  signedNumber,
  textWhen,
  trimmed,
  word,
} from "./readers.ts";

/** Output against input voltage while the "bypass, boost or buck" bit is set; outside 0.5 to 1.5 it says nothing. */
export function regulation(slice: Slice): "TRIM" | "BYPASS" | "BOOST" | undefined {
  if (slice.text !== "1") return undefined;
  const volts = (name: string): number => leadingNumber(slice.known(name) ?? "");
  const ratio = volts("output.voltage") / volts("input.voltage");
  if (!(ratio >= 0.5 && ratio < 1.5)) return undefined;
  if (ratio < 0.95) return "TRIM";
  return ratio < 1.05 ? "BYPASS" : "BOOST";
}

/** The eight status bits, the first of them at column `first`. */
export const statusBits = (first: number): readonly QxRow[] => [
  { at: [first, first], status: "OL", when: isZero, poll: "quick" },
  { at: [first + 1, first + 1], status: "LB", when: isOne, poll: "quick" },
  { at: [first + 2, first + 2], status: "TRIM", when: (slice) => regulation(slice) === "TRIM", poll: "quick" },
  { at: [first + 2, first + 2], status: "BYPASS", when: (slice) => regulation(slice) === "BYPASS", poll: "quick" },
  { at: [first + 2, first + 2], status: "BOOST", when: (slice) => regulation(slice) === "BOOST", poll: "quick" },
  { at: [first + 3, first + 3], alarm: textWhen("UPS selftest failed!", isOne) },
  {
    at: [first + 4, first + 4],
    var: "ups.type",
    as: word({ "0": "online", "1": "offline / line interactive" }),
    poll: "once",
  },
  { at: [first + 5, first + 5], status: "CAL", when: isOne, poll: "quick" },
  {
    at: [first + 6, first + 6],
    status: "FSD",
    when: (slice) => isOne(slice) && slice.option("ignoresab") === undefined,
    poll: "quick",
  },
  { at: [first + 7, first + 7], var: "ups.beeper.status", as: word({ "0": "disabled", "1": "enabled" }) },
];

/** The bits that make the status must be bits; with any other byte the reply is noise. */
const Q1_LAYOUT: Layout = {
  leading: "(",
  widths: [5, 5, 5, 5, 5, 6, 6],
  written: [5, 5, 5, 3, 4, 4, 4],
  rest: /^[01]{3}[^ ]{2}[01]{2}[^ ]/,
};

export const Q1_BITS = restColumn(Q1_LAYOUT);
export const Q1_BATTERY = column(Q1_LAYOUT, 5);
export const Q1_OUTPUT = column(Q1_LAYOUT, 2);

const q1Values = (frequency: "input.frequency" | "output.frequency"): readonly QxRow[] => [
  { at: column(Q1_LAYOUT, 0), var: "input.voltage", as: number(1) },
  { at: column(Q1_LAYOUT, 1), var: "input.voltage.fault", as: number(1) },
  { at: Q1_OUTPUT, var: "output.voltage", as: number(1) },
  { at: column(Q1_LAYOUT, 3), var: "ups.load", as: number(0) },
  { at: column(Q1_LAYOUT, 4), var: frequency, as: number(1) },
  { at: Q1_BATTERY, var: "battery.voltage", as: batteryVoltage },
  { at: column(Q1_LAYOUT, 6), var: "ups.temperature", as: signedNumber(1) },
];

/**
 * A reply in the form of Q1 with these rows.
 *
 * ```
 * > Q1
 * < (226.0 195.0 226.0 014 49.0 27.5 30.0 00001000
 * set in columns:
 *   (226.0 195.0 226.0   014  49.0   27.5   30.0 00001000
 *   01234567890123456789012345678901234567890123456789012
 *   0         1         2         3         4         5
 * ```
 */
export const q1Form = (ask: string, rows: readonly QxRow[]): QxReply => ({
  ask,
  length: Q1_BITS + 9,
  leading: "(",
  unseal: (answer) => inColumns(answer, Q1_LAYOUT),
  rows,
});

export const q1Reply = (ask = "Q1\r", frequency: "input.frequency" | "output.frequency" = "input.frequency"): QxReply =>
  q1Form(ask, [...q1Values(frequency), ...statusBits(Q1_BITS)]);

export const withRating = (view: QxView): boolean => view.option("norating") === undefined;
const withVendor = (view: QxView): boolean => view.option("novendor") === undefined;

const F_LAYOUT: Layout = { leading: "#", widths: [5, 5, 6, 5], written: [5, 3, 5, 4], rest: /^/ };

export const F_BATTERY = column(F_LAYOUT, 2);

/**
 * ```
 * > F
 * < #220.0 000 024.0 50.0
 * set in columns:
 *   #220.0   000  024.0  50.0
 *   01234567890123456789012345
 *   0         1         2
 * ```
 */
export const fReply = (of: "input" | "output", places: 0 | 1): QxReply => ({
  ask: "F\r",
  length: restColumn(F_LAYOUT),
  leading: "#",
  unseal: (answer) => inColumns(answer, F_LAYOUT),
  rows: [
    { at: column(F_LAYOUT, 0), var: `${of}.voltage.nominal`, as: number(places), poll: "once" },
    { at: column(F_LAYOUT, 1), var: `${of}.current.nominal`, as: number(1), poll: "once" },
    { at: F_BATTERY, var: "battery.voltage.nominal", as: number(1), poll: "once" },
    { at: column(F_LAYOUT, 3), var: `${of}.frequency.nominal`, as: number(places), poll: "once" },
  ],
});

/** The ratings, unless `norating`. */
export const F_REPLY: QxReply = { ...fReply("input", 0), when: withRating };

/**
 * ```
 * > I
 * < #-------------   ------     VT12046Q
 *   012345678901234567890123456789012345678
 *   0         1         2         3
 * ```
 */
export const VENDOR: QxReply = {
  ask: "I\r",
  length: 39,
  leading: "#",
  rows: [
    { at: [1, 15], var: "device.mfr", as: trimmed, poll: "once" },
    { at: [17, 26], var: "device.model", as: trimmed, poll: "once" },
    { at: [28, 37], var: "ups.firmware", as: trimmed, poll: "once" },
  ],
};

export const vendorReply = (ask = "I\r"): QxReply => ({ ...VENDOR, ask, when: withVendor });

const seconds = (view: QxView, name: string): number => leadingNumber(view.known(name) ?? "0");

/** Seconds as tenths of a minute (`.2` to `.9`), from a minute on as whole ones (`01` to `99`). */
const megatecMinutes = (delay: number): string =>
  delay < 60 ? `.${Math.trunc(delay / 6)}` : String(Math.trunc(delay / 60)).padStart(2, "0");

/** `n` of Sn. */
export const offDelay = (view: QxView): string => megatecMinutes(seconds(view, "ups.delay.shutdown"));

const onDelay = (view: QxView): string => {
  const wait = Math.trunc(seconds(view, "ups.delay.start") / 60);
  return wait > 0 ? `R${String(wait).padStart(4, "0")}` : "";
};

/**
 * `Tnn`: a battery test of nn minutes, or of tenths of a minute (`T.2` to `T.9`) where the device knows them. The
 * parameter is in seconds, from `shortest` to 5940; 600 without one.
 */
export function testTime(param: string | undefined, shortest: 12 | 60): QxSend {
  const text = param === undefined || param === "" ? "600" : param;
  const time = Number(text);
  if (!/^\d+$/.test(text) || time < shortest || time > 5940) return { kind: "refused", why: "failed" };
  return { kind: "send", text: `T${megatecMinutes(time)}\r` };
}

/** `Sn`: off after the delay, without a word about the return. */
export const shutdownIn = (cmd: "shutdown.return" | "shutdown.stayoff"): QxCommand => ({
  cmd,
  send: (_, view) => ({ kind: "send", text: `S${offDelay(view)}\r` }),
});

export const COMMANDS = {
  beeperToggle: { cmd: "beeper.toggle", send: "Q\r" },
  loadOff: { cmd: "load.off", send: "S00R0000\r" },
  loadOn: { cmd: "load.on", send: "C\r" },
  shutdownReturn: {
    cmd: "shutdown.return",
    send: (_, view) => ({ kind: "send", text: `S${offDelay(view)}${onDelay(view)}\r` }),
  },
  shutdownStayoff: {
    cmd: "shutdown.stayoff",
    send: (_, view) => ({ kind: "send", text: `S${offDelay(view)}R0000\r` }),
  },
  shutdownStop: { cmd: "shutdown.stop", send: "C\r" },
  testStart: { cmd: "test.battery.start", send: (param) => testTime(param, 60) },
  testDeep: { cmd: "test.battery.start.deep", send: "TL\r" },
  testQuick: { cmd: "test.battery.start.quick", send: "T\r" },
  testStop: { cmd: "test.battery.stop", send: "CT\r" },
} as const satisfies Readonly<Record<string, QxCommand>>;

/** Every command of the family. */
export const ALL_COMMANDS: readonly QxCommand[] = Object.values(COMMANDS);

/** Whole minutes. */
const wholeMinutes = (text: string): string => String(Math.trunc(leadingNumber(text) / 60) * 60);

/** Steps of six seconds below a minute, whole minutes above. */
function shutdownSteps(text: string): string {
  const delay = Math.trunc(leadingNumber(text));
  return String(delay - (delay % (delay < 60 ? 6 : 60)));
}

/** The two delays, which live in the driver until a command takes them along. */
export const delays = (start: VarType, shutdown: VarType): readonly QxSetting[] => [
  { var: "ups.delay.start", rw: start, fallback: "180", normalise: wholeMinutes },
  { var: "ups.delay.shutdown", rw: shutdown, fallback: "30", normalise: shutdownSteps },
];

export const DELAYS: readonly QxSetting[] = delays(range(0, 599940), range(12, 600));

const IGNORESAB: DriverOption = {
  name: "ignoresab",
  kind: "flag",
  help: "take no notice of the shutdown bit in the status reply",
};

export const LIGHT_OPTIONS: readonly DriverOption[] = [IGNORESAB];
export const OPTIONS: readonly DriverOption[] = [
  { name: "norating", kind: "flag", help: "do not ask for the ratings (F)" },
  { name: "novendor", kind: "flag", help: "do not ask for maker and model (I, FW?)" },
  IGNORESAB,
];

/** The status question alone tells the device. */
export const claimByStatus = (probe: QxProbe): Promise<boolean> => probe.reads("input.voltage");

/** Status and, unless `novendor`, an answer about the maker tell the device; makers leave its fields blank. */
export const claimByVendor = async (probe: QxProbe): Promise<boolean> =>
  (await probe.reads("input.voltage")) &&
  (probe.option("novendor") !== undefined || (await probe.answers("ups.firmware")));
