import type { QxReply, QxRow } from "../../protocol.ts";
import { fReply, VENDOR } from "../../q1.ts";
import { by, number, text, trimmed } from "../../readers.ts";
import { protocolName } from "./families.ts";

// > QPI
// < (PI00
//   01234
export const PROTOCOL: QxReply = {
  ask: "QPI\r",
  length: 6,
  leading: "(",
  rows: [{ at: [1, 4], var: "ups.firmware.aux", as: by((slice) => protocolName(slice.text)), poll: "once" }],
};

// The voltage of the battery is that of a pack, and follows the number of batteries in it.
//
// > QRI
// < (230.0 004 024.0 50.0
//   012345678901234567890
//   0         1         2
const RATINGS: QxReply = {
  ask: "QRI\r",
  length: 22,
  leading: "(",
  rows: [
    { at: [1, 5], var: "output.voltage.nominal", as: number(1), poll: "once" },
    { at: [7, 9], var: "output.current.nominal", as: number(0), poll: "once" },
    { at: [11, 15], var: "battery.voltage.nominal", as: number(1), poll: "changed" },
    { at: [17, 20], var: "output.frequency.nominal", as: number(1), poll: "once" },
  ],
};

// Number and voltage of the batteries (columns 40 and 43) are left to QBV and QRI.
//
// > QMD
// < (#######OLHVT1K0 ###1000 80 1/1 230 230 02 12.0
//   01234567890123456789012345678901234567890123456
//   0         1         2         3         4
const MODEL: QxReply = {
  ask: "QMD\r",
  length: 48,
  leading: "(",
  rows: [
    { at: [1, 15], var: "device.model", as: trimmed, poll: "once" },
    { at: [17, 23], var: "ups.power.nominal", as: trimmed, poll: "once" },
    { at: [25, 26], var: "output.powerfactor", as: number(1, 0.01), poll: "once" },
    { at: [28, 28], var: "input.phases", as: number(0), poll: "once" },
    { at: [30, 30], var: "output.phases", as: number(0), poll: "once" },
    { at: [32, 34], var: "input.voltage.nominal", as: number(1), poll: "once" },
    { at: [36, 38], var: "output.voltage.nominal", as: number(1), poll: "once" },
  ],
};

/** A serial number of zeros only is none. */
const SERIAL: QxRow = {
  at: [1],
  var: "device.serial",
  as: by((slice) => (/^0*$/.test(slice.text) ? undefined : slice.text)),
  poll: "once",
};

export const IDENTITY: readonly QxReply[] = [
  RATINGS,
  MODEL,
  fReply("input", 1),
  // > QMF
  // < (#######BOH
  {
    ask: "QMF\r",
    length: 2,
    leading: "(",
    rows: [{ at: [1], var: "device.mfr", as: trimmed, poll: "once" }],
  },
  // > QVFW
  // < (VERFW:00322.02
  //   012345678901234
  {
    ask: "QVFW\r",
    length: 16,
    leading: "(",
    rows: [{ at: [7, 14], var: "ups.firmware", as: text, poll: "once" }],
  },
  // > QID
  // < (12345679012345
  { ask: "QID\r", length: 2, leading: "(", rows: [SERIAL] },
  // What the new questions do not tell.
  VENDOR,
];
