import type { Reader } from "../../../kit/codecs.ts";
import type { QxReply, QxRow, Slice } from "../../protocol.ts";
import { regulation } from "../../q1.ts";
import { batteryVoltage, by, isOne, isZero, number, signedNumber, textWhen, word } from "../../readers.ts";
import { speaks } from "./families.ts";

/** P00 and P08 are line interactive: voltages alike mean regulation, not bypass. */
const regulates = speaks(0, 8);

const whileRegulating =
  (token: "TRIM" | "BYPASS" | "BOOST") =>
  (slice: Slice): boolean =>
    regulation(slice) === token && !(token === "BYPASS" && regulates(slice));

/** Regulation is an alarm of these devices as well as a status. */
const REGULATION_ALARM: Reader<Slice> = by((slice) => {
  const token = regulation(slice);
  if (token === "BYPASS") return regulates(slice) ? "UPS is in AVR Mode." : undefined;
  return token;
});

/** Where the beeper can be disabled, the bit tells whether it is muted for the moment. */
const BEEPER: Reader<Slice> = by((slice) => {
  const control = slice.known("~alarm_control");
  if (control === "disabled") return "disabled";
  if (isZero(slice)) return "enabled";
  return control === undefined ? "disabled" : "muted";
});

/** P71 writes a hyphen for a bit that it does not have. */
const LINE_BIT = "line bit";
const onLine = ({ text }: Slice): boolean | undefined => (text === "-" ? undefined : text === "0");

const BITS: readonly QxRow[] = [
  {
    at: [63, 64],
    var: "ups.type",
    as: word({ "00": "offline", "01": "line-interactive", "10": "online" }),
    poll: "changed",
  },
  { at: [65, 65], status: "OL", when: onLine, poll: "quick" },
  { at: [65, 65], note: LINE_BIT, as: word({ "0": "told", "1": "told", "-": "missing" }), poll: "quick" },
  { at: [66, 66], status: "LB", when: isOne, poll: "quick" },
  { at: [67, 67], status: "TRIM", when: whileRegulating("TRIM"), poll: "quick" },
  { at: [67, 67], status: "BYPASS", when: whileRegulating("BYPASS"), poll: "quick" },
  { at: [67, 67], status: "BOOST", when: whileRegulating("BOOST"), poll: "quick" },
  { at: [67, 67], alarm: REGULATION_ALARM },
  // The C driver compares this bit with the number 1, not with the digit, and so never sees a fault.
  { at: [68, 68], alarm: textWhen("UPS Fault!", isOne) },
  { at: [68, 68], note: "fault", as: word({ "0": "no", "1": "yes" }) },
  { at: [70, 70], status: "CAL", when: isOne, poll: "quick" },
  { at: [71, 71], status: "FSD", when: isOne, poll: "quick" },
  { at: [72, 72], var: "ups.beeper.status", as: BEEPER },
];

// > QGS
// < (234.9 50.0 229.8 50.0 000.0 000 369.1 ---.- 026.5 ---.- 018.8 100000000001
//   0123456789012345678901234567890123456789012345678901234567890123456789012345
//   0         1         2         3         4         5         6         7
export const STATUS: QxReply = {
  ask: "QGS\r",
  length: 76,
  leading: "(",
  shape: /^.{65}[01-]{3}..[01-]{2}/,
  rows: [
    { at: [1, 5], var: "input.voltage", as: number(1) },
    { at: [7, 10], var: "input.frequency", as: number(1) },
    { at: [12, 16], var: "output.voltage", as: number(1) },
    { at: [18, 21], var: "output.frequency", as: number(1) },
    { at: [23, 27], var: "output.current", as: number(1) },
    { at: [29, 31], var: "ups.load", as: number(0) },
    { at: [45, 49], var: "battery.voltage", as: batteryVoltage },
    { at: [57, 61], var: "ups.temperature", as: signedNumber(1) },
    ...BITS,
  ],
};

const AT = { at: [1, 1] } as const;

/** Where no bit tells of the mains, the mode must: every mode but that of the battery has them. */
export const LINE_BY_MODE: QxReply = {
  ask: "QMOD\r",
  length: 3,
  leading: "(",
  shape: /^\([A-Z]/,
  when: (view) => view.known(`~${LINE_BIT}`) === "missing",
  rows: [{ ...AT, status: "OL", when: ({ text }) => text !== "B", poll: "quick" }],
};

const inMode =
  (letter: string) =>
  ({ text }: Slice): boolean =>
    text === letter;

// > QMOD
// < (S
//   01
export const MODE: QxReply = {
  ask: "QMOD\r",
  length: 3,
  leading: "(",
  rows: [
    { ...AT, alarm: textWhen("UPS is going ON.", inMode("P")) },
    { ...AT, alarm: textWhen("Fault reported by UPS.", inMode("F")) },
    { ...AT, alarm: textWhen("UPS is shutting down!", inMode("D")) },
    { ...AT, raises: "OFF", when: inMode("S") },
    { ...AT, raises: "BYPASS", when: inMode("Y") },
    { ...AT, status: "OL", when: ({ text }) => (text === "L" ? true : text === "B" ? false : undefined) },
    { ...AT, raises: "CAL", when: inMode("T") },
    { ...AT, raises: "FSD", when: inMode("D") },
    { ...AT, buzzword: textWhen("vendor:voltronic:ECO-inverter-on", inMode("E")) },
    { ...AT, buzzword: textWhen("vendor:voltronic:freq-converter-on", inMode("C")) },
  ],
};
