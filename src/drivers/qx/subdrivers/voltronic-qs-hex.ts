/** Voltronic devices that answer QS in bytes: protocols P and T. */
import { hex } from "../../../nut/hex.ts";
import { fixed } from "../../kit/codecs.ts";
import type { QxProtocol, QxReply, QxRow } from "../protocol.ts";
import { COMMANDS, LIGHT_OPTIONS, statusBits } from "../q1.ts";
import { by, word } from "../readers.ts";
import { claimByRows } from "../three-phase.ts";
import { protocolLetter, QS_COMMANDS, QS_DELAYS } from "./voltronic-qs.ts";

const BLANK = 0x20;
const CR = 0x0d;
const ESCAPE = 0x28;
/** Bytes that mean something on the line stand behind an escape: CR, XON, XOFF, LF, blank. */
const ESCAPED = [0x0d, 0x11, 0x13, 0x0a, 0x20];
/** Fields from here on are bits. */
const FIRST_BITS = 9;
const LENGTHS: Readonly<Record<number, number>> = { 10: 46, 11: 55 };

function fieldsOf(answer: Uint8Array): readonly (readonly number[])[] {
  const fields: number[][] = [[]];
  for (let at = 1; at < answer.length && answer[at] !== CR; at++) {
    const byte = answer[at] ?? 0;
    const escaped = byte === ESCAPE ? ESCAPED[answer[at + 1] ?? -1] : undefined;
    if (escaped !== undefined) at++;
    if (byte === BLANK) fields.push([]);
    else fields.at(-1)?.push(escaped ?? byte);
  }
  return fields;
}

const digits = (byte: number): string => hex(byte, 2);
const bits = (byte: number): string => byte.toString(2).padStart(8, "0");

/** The answer with its bytes in hexadecimal, the last fields in bits; undefined when it is none. */
export function decodeQs(answer: Uint8Array): string | undefined {
  if (answer[0] !== "#".charCodeAt(0)) return undefined;
  const fields = fieldsOf(answer);
  const text = `#${fields.map((field, at) => field.map(at < FIRST_BITS ? digits : bits).join("")).join(" ")}`;
  return text.length === LENGTHS[fields.length] ? text : undefined;
}

const product = (divide: (a: number, b: number) => number | undefined, places: number) =>
  by(({ text }) => {
    const [a = Number.NaN, b = Number.NaN] = text.split(" ").map((digits) => Number.parseInt(digits, 16));
    const value = divide(a, b);
    return value === undefined || Number.isNaN(value) ? undefined : fixed(value, places);
  });

/** Volts: the product of both numbers, in steps of 1/256 after a whole division by 51. */
const volts = product((a, b) => Math.trunc((a * b) / 51) / 256, 1);
/** Hertz: ticks in a second by ticks in a period. */
const hertz = product((a, b) => (a > 0 ? Math.min(b / a, 99.9) : undefined), 1);
const batteryVolts = product((a, b) => (a * b) / 510, 2);
const percent = by(({ text }) => String(Number.parseInt(text, 16)));

const RATINGS: readonly QxRow[] = [
  { at: [47, 47], var: "output.frequency.nominal", as: word({ "0": "50.0", "1": "60.0" }) },
  {
    at: [48, 49],
    var: "battery.voltage.nominal",
    as: word({ "00": "12.0", "01": "24.0", "10": "36.0", "11": "48.0" }),
  },
  {
    at: [52, 54],
    var: "output.voltage.nominal",
    as: word({ "000": "110.0", "001": "120.0", "010": "220.0", "011": "230.0", "100": "240.0" }),
  },
];

const QS: QxReply = {
  ask: "QS\r",
  length: 47,
  leading: "#",
  unseal: decodeQs,
  rows: [
    { at: [1, 7], var: "input.voltage", as: volts },
    { at: [9, 15], var: "output.voltage", as: volts },
    // The C driver formats this number wrongly and shows none.
    { at: [17, 18], var: "ups.load", as: percent },
    { at: [20, 30], var: "output.frequency", as: hertz },
    { at: [32, 36], var: "battery.voltage", as: batteryVolts },
    ...statusBits(38),
  ],
};

/** Ratings and a battery test are known to protocol T only. */
const isT = (view: { known(name: string): string | undefined }): boolean =>
  /^PM-T$/i.test(view.known("ups.firmware.aux") ?? "");

export const VOLTRONIC_QS_HEX: QxProtocol = {
  name: "voltronic-qs-hex",
  title: "Voltronic-QS-Hex 0.11",
  claim: claimByRows("ups.firmware.aux", "input.voltage"),
  rejected: "N",
  options: LIGHT_OPTIONS,
  settings: QS_DELAYS,
  commands: QS_COMMANDS.map((command) => (command === COMMANDS.testQuick ? { ...command, when: isT } : command)),
  replies: [
    protocolLetter(/^[PT]$/i),
    // Bytes on the wire, decoded:
    //
    // > QS
    // < #6c01 35 6c01 35 03 519a 1312d0 e6 1e 00001001            protocol P
    // < #6901 6c 6802 6c 00 5fd7 12c000 e4 1e 00001001 00000010   protocol T
    //   0123456789012345678901234567890123456789012345678901234
    //   0         1         2         3         4         5
    QS,
    { ...QS, length: 56, when: isT, rows: RATINGS },
  ],
};
