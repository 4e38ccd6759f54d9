/** Ablerex: Megatec's questions and three of its own, answered in bytes. */
import { fixed } from "../../../kit/codecs.ts";
import type { QxCommand, QxProtocol, QxReply, QxRow, Slice } from "../../protocol.ts";
import {
  ALL_COMMANDS,
  COMMANDS,
  claimByVendor,
  DELAYS,
  F_BATTERY,
  fReply,
  OPTIONS,
  Q1_BATTERY,
  Q1_BITS,
  Q1_OUTPUT,
  q1Reply,
  regulation,
  vendorReply,
  withRating,
} from "../../q1.ts";
import { by, leadingNumber } from "../../readers.ts";
import { charge, limit, voltage } from "./battery.ts";

/** An offline device regulates or bypasses, an online one bypasses: the fifth bit tells. */
const regulatedAs =
  (token: "TRIM" | "BYPASS" | "BOOST") =>
  (slice: Slice): boolean => {
    if (slice.text !== "1") return false;
    return slice.reply[Q1_BITS + 4] === "1" ? regulation(slice) === token : token === "BYPASS";
  };

const Q1 = q1Reply();

const ownRow = (row: QxRow): QxRow => {
  if ("var" in row && row.var === "battery.voltage") return { ...row, as: voltage };
  if ("status" in row && (row.status === "TRIM" || row.status === "BYPASS" || row.status === "BOOST"))
    return { ...row, when: regulatedAs(row.status) };
  return row;
};

const STATUS: QxReply = {
  ...Q1,
  rows: [
    ...Q1.rows.map(ownRow),
    { at: Q1_BATTERY, var: "battery.charge", as: charge },
    { at: [Q1_BITS + 3, Q1_BITS + 3], status: "RB", when: ({ text }) => text === "1", poll: "quick" },
    {
      at: Q1_OUTPUT,
      status: "OFF",
      when: ({ text }) => /^[\d. ]+$/.test(text) && leadingNumber(text) < 50,
      poll: "quick",
    },
  ],
};

const RATINGS: QxReply = {
  ...fReply("output", 1),
  when: withRating,
  rows: [
    ...fReply("output", 1).rows,
    { at: F_BATTERY, var: "battery.voltage.low", as: limit(() => 960), poll: "once" },
    { at: F_BATTERY, var: "battery.voltage.high", as: limit(() => 1365), poll: "once" },
  ],
};

/** Two bytes of an answer in hexadecimal, `byte` counted from the leading character. */
const pair = (byte: number): readonly [number, number] => [2 * byte - 1, 2 * byte + 2];

const unsigned = ({ text }: Slice): number => Number.parseInt(text, 16);
const tenths = by((slice) => fixed(unsigned(slice) / 10, 1));
const counted = by((slice) => String(unsigned(slice)));

/** Bytes behind the leading character in hexadecimal, at least `least` of them, and not all of them empty. */
const inHex =
  (least: number) =>
  (answer: Uint8Array): string | undefined => {
    const bytes = Buffer.from(answer.subarray(1));
    if (bytes.length < least || bytes.every((byte) => byte === 0)) return undefined;
    return String.fromCharCode(answer[0] ?? 0) + bytes.toString("hex");
  };

// Numbers of two bytes: output frequency, battery voltage of a 12 V block and the one at which it is empty, error,
// output current.
//
// > Q5
// < (FF......VVEE..KKCC....
//   0123456789012345678901
//   0         1         2
const DETAILS: QxReply = {
  ask: "Q5\r",
  length: 0,
  leading: "(",
  unseal: inHex(21),
  rows: [
    { at: pair(1), var: "output.frequency", as: tenths },
    { at: pair(7), note: "block_voltage", as: counted },
    {
      at: pair(9),
      var: "battery.voltage.low",
      as: limit((slice) => unsigned(slice) || undefined),
    },
    // The C driver raises the alarm "0" where there is no error.
    { at: pair(13), alarm: by((slice) => (unsigned(slice) > 0 ? String(unsigned(slice)) : undefined)) },
    { at: pair(15), var: "output.current", as: tenths },
  ],
};

const COMMAND_LIST: readonly QxCommand[] = ALL_COMMANDS.map((command) =>
  command === COMMANDS.loadOff ? { cmd: "load.off", send: "S.2\r" } : command,
);

export const ABLEREX: QxProtocol = {
  name: "ablerex",
  title: "Ablerex 0.02",
  claim: claimByVendor,
  accepted: "ACK",
  options: OPTIONS,
  settings: DELAYS,
  commands: COMMAND_LIST,
  replies: [
    STATUS,
    RATINGS,
    DETAILS,
    {
      // Seconds in four bytes.
      //
      // > At
      // < (SSSS
      ask: "At\r",
      length: 0,
      leading: "(",
      unseal: inHex(4),
      rows: [{ at: [1, 8], var: "battery.runtime", as: counted }],
    },
    {
      // > TR
      // < #OK..
      //   01234
      ask: "TR\r",
      length: 0,
      leading: "#",
      rows: [{ at: [1, 4], var: "ups.test.result", as: by(({ text }) => text.trim() || undefined) }],
    },
    vendorReply(),
  ],
};
