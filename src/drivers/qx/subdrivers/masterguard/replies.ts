/** What a Masterguard tells. Questions that end with a number are for the UPS of that address on a shared line. */
import { numbered } from "../../../../nut/catalogue/names.ts";
import type { QxReply, QxView } from "../../protocol.ts";
import { by, isOne, isZero, number, signedNumber, text, textWhen, trimmed, word } from "../../readers.ts";
import { modelName, modelPower } from "./model.ts";
import { cellVoltage, days, fullCurrent, minutesAndSeconds, outputCurrent, power } from "./readers.ts";

export const addressed =
  (question: string) =>
  (view: QxView): string =>
    `${question},${view.known("ups.id") ?? "00"}\r`;

// > WH
// < (00 10.06 03.09 A  700  + 0 Bat Pack-19        0 230 50.00 012 02.30 006.00 012.00 018 10 40 160 276 47.00 53.00
//   0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901
//   0         1         2         3         4         5         6         7         8         9        10        11
const IDENTITY: QxReply = {
  ask: "WH\r",
  length: 113,
  leading: "(",
  rows: [
    { at: [1, 2], var: "ups.id", as: by((slice) => /^\d\d$/.exec(slice.text)?.[0]), poll: "changed" },
    { at: [4, 8], var: "ups.firmware", as: text, poll: "once" },
    { at: [10, 14], var: "ups.firmware.aux", as: text, poll: "once" },
    { at: [16, 16], note: "series", as: word({ A: "A", E: "E" }), poll: "once" },
    { at: [16, 45], var: "device.model", as: modelName, poll: "once" },
    { at: [16, 45], var: "ups.power.nominal", as: modelPower, poll: "once" },
    { at: [49, 51], var: "input.voltage.nominal", as: number(0), poll: "once" },
    { at: [53, 57], var: "input.frequency.nominal", as: number(2), poll: "once" },
    { at: [59, 61], note: "cells", as: number(0), poll: "once" },
    { at: [63, 67], var: "battery.voltage.nominal", as: cellVoltage, poll: "once" },
    { at: [87, 88], var: numbered("ambient.#.temperature.low", 0), as: number(0), poll: "once" },
    { at: [90, 91], var: numbered("ambient.#.temperature.high", 0), as: number(0), poll: "once" },
    { at: [93, 95], var: "input.voltage.low.critical", as: number(0), poll: "once" },
    { at: [97, 99], var: "input.voltage.high.critical", as: number(0), poll: "once" },
    { at: [101, 105], var: "input.frequency.low", as: number(2), poll: "once" },
    { at: [107, 111], var: "input.frequency.high", as: number(2), poll: "once" },
  ],
};

const TEST_RESULT = word({
  "000": "no test in progress",
  "001": "in progress",
  "010": "OK",
  "011": "failed",
  "100": "not possible",
  "101": "aborted",
  "110": "autonomy time calibration in progress",
  "111": "unknown",
});

// > Q3
// < (00 225.9 225.9 229.3 043 50.0 02.27 23.4 017.03 100 00000000 00000000
//   0123456789012345678901234567890123456789012345678901234567890123456789
//   0         1         2         3         4         5         6
const STATUS: QxReply = {
  ask: "Q3\r",
  length: 71,
  leading: "(",
  shape: /^.{53}[01]{4}.[01]{2}.{3}[01].[01]{5}/,
  rows: [
    { at: [4, 8], var: "input.voltage", as: number(1) },
    { at: [16, 20], var: "output.voltage", as: number(1) },
    { at: [22, 24], var: "ups.load", as: number(0) },
    { at: [22, 24], var: "ups.power", as: power },
    { at: [22, 24], var: "output.current", as: outputCurrent },
    { at: [26, 29], var: "input.frequency", as: number(1) },
    { at: [31, 35], var: "battery.voltage", as: cellVoltage },
    { at: [37, 40], var: "ups.temperature", as: signedNumber(1) },
    { at: [37, 40], var: numbered("ambient.#.temperature", 0), as: signedNumber(1) },
    { at: [42, 47], var: "battery.runtime", as: minutesAndSeconds },
    { at: [49, 51], var: "battery.charge", as: number(0) },
    { at: [53, 53], status: "OL", when: isZero, poll: "quick" },
    { at: [54, 54], status: "LB", when: isOne, poll: "quick" },
    { at: [55, 55], status: "BYPASS", when: isOne, poll: "quick" },
    { at: [56, 56], alarm: textWhen("UPS Failed", isOne), poll: "quick" },
    { at: [57, 57], var: "ups.type", as: word({ "0": "online", "1": "offline" }), poll: "once" },
    { at: [58, 58], status: "CAL", when: isOne, poll: "quick" },
    { at: [59, 59], status: "FSD", when: isOne, poll: "quick" },
    { at: [63, 63], alarm: textWhen("problems in parallel operation mode", isOne), poll: "quick" },
    { at: [65, 65], status: "RB", when: isOne, poll: "quick" },
    { at: [66, 66], alarm: textWhen("no battery connected", isOne), poll: "quick" },
    { at: [67, 69], var: "ups.test.result", as: TEST_RESULT, poll: "quick" },
  ],
};

// > GS,00
// < (00,00 0 1
//   0123456789
const SETTINGS: QxReply = {
  ask: addressed("GS"),
  length: 0,
  leading: "(",
  rows: [
    { at: [7, 7], var: "battery.packs", as: number(0), poll: "changed" },
    { at: [9, 9], var: "ups.beeper.status", as: word({ "0": "disabled", "1": "enabled" }), poll: "changed" },
  ],
};

// Behind the charge: minutes of hold and recharge time, ageing in thousandths, calibration in percent, volts of a cell.
//
// > GBS,00
// < (00,100 0017 0000 0708 0712 0994 115 02.28
//   012345678901234567890123456789012345678901
//   0         1         2         3         4
const BATTERY: QxReply = {
  ask: addressed("GBS"),
  length: 43,
  leading: "(",
  rows: [
    { at: [4, 6], var: "battery.charge", as: number(0) },
    { at: [33, 35], note: "calibration", as: number(0), poll: "once" },
  ],
};

// > GSN,00
// < (00,SSN=6A1212      2782
//   012345678901234567890123
//   0         1         2
const SERIAL: QxReply = {
  ask: addressed("GSN"),
  length: 25,
  leading: "(",
  rows: [
    { at: [8, 18], var: "device.part", as: trimmed, poll: "once" },
    { at: [20, 23], var: "device.serial", as: text, poll: "once" },
  ],
};

// Running time since the last maintenance.
//
// > DRC,00
// < (00,1869:19:06:37
//   01234567890123456
const UPTIME: QxReply = {
  ask: addressed("DRC"),
  length: 18,
  leading: "(",
  rows: [{ at: [4, 16], var: "device.uptime", as: days, poll: "changed" }],
};

// > MSO              > PNV
// < (220 230 240     < (PNV=230
//   012345678901       01234567
const OUTPUT: readonly QxReply[] = [
  {
    ask: "MSO\r",
    length: 5,
    leading: "(",
    rows: [{ at: [1], note: "output_voltages", as: trimmed, poll: "once" }],
  },
  {
    ask: "PNV\r",
    length: 9,
    leading: "(",
    rows: [
      { at: [5, 7], var: "output.voltage.nominal", as: number(0), poll: "changed" },
      { at: [5, 7], var: "output.current.nominal", as: fullCurrent, poll: "changed" },
    ],
  },
];

// The last five faults, newest first: kind, value, running time. They have no place among NUT's variables.
//
// > FLT,00
// < (00,7 0043 0000:16:48:06 0 0000 0000:00:00:00 0 0000 0000:00:00:00 0 0000 0000:00:00:00 0 0000 0000:00:00:00
//   012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567
//   0         1         2         3         4         5         6         7         8         9        10
const FAULTS: QxReply = {
  ask: addressed("FLT"),
  length: 108,
  leading: "(",
  rows: [{ at: [4, 23], note: "fault", as: text, poll: "once" }],
};

export const REPLIES: readonly QxReply[] = [IDENTITY, STATUS, SETTINGS, BATTERY, SERIAL, UPTIME, ...OUTPUT, FAULTS];
