/** Limits that the device keeps to and that can be set: ECO and bypass mode, battery, phase angle. */
import { enumeration, range, type VarType } from "../../../../nut/var-type.ts";
import { fixed } from "../../../kit/codecs.ts";
import type { QxPreset, QxReply, QxSend, QxSetting, QxView } from "../../protocol.ts";
import { batteryVoltage, by, leadingNumber, minutes, number } from "../../readers.ts";
import { batteryLowRange, bypassVoltageRange, ecoBounds, ecoRange, frequencyRange, speaks } from "./families.ts";

const hasEco = (view: QxView): boolean => view.known("~eco_mode") !== undefined;
const isP31 = speaks(31);
const hasBypassLimits = (view: QxView): boolean => !speaks(0, 8, 31)(view);

const ecoEdge = (side: "high" | "low", edge: 0 | 1) =>
  by((slice) => {
    const bounds = ecoBounds(slice, side);
    return bounds && String(bounds[edge]);
  });

// > QBV
// < (026.5 02 01 068 255      volts, batteries in a pack, packs, charge, minutes; the last may be longer
//   01234567890123456789
//   0         1
const BATTERY: QxReply = {
  ask: "QBV\r",
  length: 21,
  leading: "(",
  rows: [
    { at: [1, 5], var: "battery.voltage", as: batteryVoltage },
    { at: [7, 9], note: "battery_number", as: number(0), poll: "changed" },
    { at: [10, 11], var: "battery.packs", as: number(0), poll: "changed" },
    { at: [13, 15], var: "battery.charge", as: number(0) },
    { at: [17], var: "battery.runtime", as: minutes },
  ],
};

// > QLDL
// < (021 023      smallest and greatest load so far
//   01234567
const LOADS: QxReply = {
  ask: "QLDL\r",
  length: 9,
  leading: "(",
  rows: [
    { at: [1, 3], var: "output.power.minimum.percent", as: number(0) },
    { at: [5, 7], var: "output.power.maximum.percent", as: number(0) },
  ],
};

export const BATTERY_AND_LOAD: readonly QxReply[] = [BATTERY, LOADS];

// > QHE
// < (242 218      volts between which ECO mode lets mains through
//   01234567
const ECO_VOLTAGES: QxReply = {
  ask: "QHE\r",
  length: 9,
  leading: "(",
  when: hasEco,
  rows: [
    { at: [1, 3], var: "input.transfer.high", as: number(0), poll: "changed" },
    { at: [5, 7], var: "input.transfer.low", as: number(0), poll: "changed" },
    { at: [5, 7], var: "input.transfer.low.min", as: ecoEdge("low", 0), poll: "changed" },
    { at: [5, 7], var: "input.transfer.low.max", as: ecoEdge("low", 1), poll: "changed" },
    { at: [1, 3], var: "input.transfer.high.min", as: ecoEdge("high", 0), poll: "changed" },
    { at: [1, 3], var: "input.transfer.high.max", as: ecoEdge("high", 1), poll: "changed" },
  ],
};

// > QFRE
// < (53.0 47.0      Hz likewise
//   0123456789
const ECO_FREQUENCIES: QxReply = {
  ask: "QFRE\r",
  length: 11,
  leading: "(",
  when: hasEco,
  rows: [
    { at: [1, 4], var: "input.frequency.high", as: number(1), poll: "changed" },
    { at: [6, 9], var: "input.frequency.low", as: number(1), poll: "changed" },
  ],
};

// > QBYV               > QBYF
// < (264 170           < (53.0 47.0
//   01234567             0123456789
const BYPASS: readonly QxReply[] = [
  {
    ask: "QBYV\r",
    length: 9,
    leading: "(",
    when: hasBypassLimits,
    rows: [
      { at: [1, 3], note: "max_bypass_volt", as: number(0), poll: "changed" },
      { at: [5, 7], note: "min_bypass_volt", as: number(0), poll: "changed" },
    ],
  },
  {
    ask: "QBYF\r",
    length: 11,
    leading: "(",
    when: hasBypassLimits,
    rows: [
      { at: [1, 4], note: "max_bypass_freq", as: number(1), poll: "changed" },
      { at: [6, 9], note: "min_bypass_freq", as: number(1), poll: "changed" },
    ],
  },
];

const BATTERY_TYPES = ["Li", "Flooded", "AGM"] as const;
const GRID_RANGES = ["Appliance", "UPS"] as const;

/** Two digits that count a list from 0. */
const listed = (list: readonly string[]) => by(({ text }) => (/^0\d$/.test(text) ? list[Number(text)] : undefined));

// > QBT             > QGR
// < (01             < (01
//   012               012
const P31: readonly QxReply[] = [
  {
    ask: "QBT\r",
    length: 4,
    leading: "(",
    when: isP31,
    rows: [{ at: [1, 2], var: "battery.type", as: listed(BATTERY_TYPES), poll: "changed" }],
  },
  {
    ask: "QGR\r",
    length: 4,
    leading: "(",
    when: isP31,
    rows: [{ at: [1, 2], note: "work_range_type", as: listed(GRID_RANGES), poll: "changed" }],
  },
];

export const LIMITS: readonly QxReply[] = [
  ECO_VOLTAGES,
  ECO_FREQUENCIES,
  ...BYPASS,
  ...P31,
  // > RE0
  // < #20
  //   012
  {
    ask: "RE0\r",
    length: 4,
    leading: "#",
    rows: [
      { at: [1, 2], var: "battery.voltage.low", as: number(1), poll: "changed" },
      { at: [1, 2], note: "battery_low", as: number(1), poll: "changed" },
    ],
  },
  // > QPD
  // < (000 120      phase angle of input and output
  //   01234567
  {
    ask: "QPD\r",
    length: 9,
    leading: "(",
    rows: [
      { at: [5, 7], note: "output_phase_angle", as: by(({ text }) => /^\d{3}$/.exec(text)?.[0]), poll: "changed" },
    ],
  },
  // Place in a parallel system: 001 leads, 002 and 003 follow.
  //
  // > QPAR
  // < (001
  //   0123
  {
    ask: "QPAR\r",
    length: 5,
    leading: "(",
    rows: [{ at: [1, 3], note: "voltronic_parallel", as: by(({ text }) => /^00[123]$/.exec(text)?.[0]), poll: "once" }],
  },
];

/** `digits` before the point, filled with zeros. */
const padded = (text: string, digits: number, places = 0): string =>
  fixed(leadingNumber(text), places).padStart(digits + (places > 0 ? places + 1 : 0), "0");

const sending =
  (command: string, digits: number, places = 0) =>
  (text: string): QxSend => ({ kind: "send", text: `${command}${padded(text, digits, places)}\r` });

const indexOf = (list: readonly string[], text: string): string =>
  String(list.findIndex((word) => word.toLowerCase() === text.toLowerCase())).padStart(2, "0");

export const LIMIT_SETTINGS: readonly QxSetting[] = [
  { var: "battery.packs", rw: range(1, 99), send: sending("BATGN", 2) },
  {
    var: "battery.voltage.low",
    rw: batteryLowRange,
    send: sending("W0E", 2),
    // Where the device does not tell it, the value is a guess of the driver.
    when: (view) => view.known("~battery_low") !== undefined,
  },
  { var: "input.transfer.high", rw: (view) => ecoRange(view, "high"), send: sending("HEH", 3) },
  { var: "input.transfer.low", rw: (view) => ecoRange(view, "low"), send: sending("HEL", 3) },
  { var: "input.frequency.high", rw: (view) => frequencyRange(view, "eco.high"), send: sending("FREH", 2, 1) },
  { var: "input.frequency.low", rw: (view) => frequencyRange(view, "eco.low"), send: sending("FREL", 2, 1) },
  {
    var: "battery.type",
    rw: enumeration(...BATTERY_TYPES),
    send: (text) => ({ kind: "send", text: `PBT${indexOf(BATTERY_TYPES, text)}\r` }),
  },
];

const NOTHING_TO_SET: VarType = { kind: "range", ranges: [] };

/** Sent where it changes something. */
const changing =
  (note: string, command: string, digits: number, places = 0) =>
  (text: string, view: QxView): string | undefined =>
    leadingNumber(text) === leadingNumber(view.known(`~${note}`) ?? "")
      ? undefined
      : `${command}${padded(text, digits, places)}\r`;

const limit = (
  option: string,
  type: (view: QxView) => VarType | undefined,
  command: string,
  digits: number,
  places = 0,
): QxPreset => ({
  option,
  note: option,
  type: (view) => type(view) ?? NOTHING_TO_SET,
  send: changing(option, command, digits, places),
});

export const LIMIT_PRESETS: readonly QxPreset[] = [
  limit("max_bypass_volt", (view) => bypassVoltageRange(view, "high"), "PHV", 3),
  limit("min_bypass_volt", (view) => bypassVoltageRange(view, "low"), "PLV", 3),
  limit("max_bypass_freq", (view) => frequencyRange(view, "bypass.high"), "PGF", 2, 1),
  limit("min_bypass_freq", (view) => frequencyRange(view, "bypass.low"), "PSF", 2, 1),
  limit("battery_number", () => range(1, 9), "BATN", 1),
  {
    option: "work_range_type",
    note: "work_range_type",
    type: enumeration(...GRID_RANGES),
    send: (text, view) =>
      text.toLowerCase() === view.known("~work_range_type")?.toLowerCase()
        ? undefined
        : `PGR${indexOf(GRID_RANGES, text)}\r`,
  },
  {
    // The C driver sends the place in the list of angles instead of the angle.
    option: "output_phase_angle",
    note: "output_phase_angle",
    type: enumeration("000", "120", "180", "240"),
    send: changing("output_phase_angle", "PPD", 3),
  },
];
