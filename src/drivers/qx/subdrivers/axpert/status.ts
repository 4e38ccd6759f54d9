import type { QxReply, Slice } from "../../protocol.ts";
import { by, isOne, number, signedNumber, textWhen } from "../../readers.ts";
import { listWarnings } from "../voltronic/alarms.ts";
import { sealed } from "./reply.ts";
import { WARNINGS } from "./warnings.ts";

/** A dash instead of a bit: the device has no such thing. */
const bit =
  (raised: "0" | "1") =>
  ({ text }: Slice): boolean | undefined =>
    text === "-" ? undefined : text === raised;

/** Axpert V tells what its converter reads (620) in place of degrees. */
const TEMPERATURE = by((slice) => (Number(slice.text) <= 150 ? signedNumber(1).read(slice) : undefined));

// The C driver reads voltage, frequency and power of the output only once.
//
// > QPIGS
// < (235.2 50.1 235.2 50.1 0446 0382 008 440 54.00 000 100 0034 0000 000.0 00.00 00000 00010101 00 00 00000 110
//   0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678
//   0         1         2         3         4         5         6         7         8         9        10
const GENERAL: QxReply = sealed({
  ask: "QPIGS\r",
  length: 108,
  shape: /^.{86}[01-].[01-]/,
  rows: [
    { at: [1, 5], var: "input.voltage", as: number(1) },
    { at: [7, 10], var: "input.frequency", as: number(1) },
    { at: [12, 16], var: "output.voltage", as: number(1) },
    { at: [18, 21], var: "output.frequency", as: number(1) },
    { at: [23, 26], var: "output.power", as: number(1) },
    { at: [28, 31], var: "output.realpower", as: number(1) },
    { at: [33, 35], var: "ups.load", as: number(0) },
    { at: [41, 45], var: "battery.voltage", as: number(1) },
    { at: [51, 53], var: "battery.charge", as: number(1) },
    { at: [55, 58], var: "ups.temperature", as: TEMPERATURE },
    { at: [60, 63], var: "experimental.input.pv1.current", as: number(0) },
    { at: [65, 69], var: "experimental.input.pv1.voltage", as: number(0) },
    { at: [71, 75], var: "experimental.battery.voltage.scc1", as: number(1) },
    { at: [77, 81], var: "battery.current", as: number(1) },
    { at: [86, 86], status: "OFF", when: bit("0"), poll: "quick" },
    { at: [88, 88], status: "CHRG", when: bit("1"), poll: "quick" },
  ],
});

// The second and third string of solar panels.
//
// > QPIGS2
// < (0000 000.0 00.00 00000 00000000 0000 00000 0000 000.0 00.00 00000 00
//   01234567890123456789012345678901234567890123456789012345678901234567
//   0         1         2         3         4         5         6
const PANELS: QxReply = sealed({
  ask: "QPIGS2\r",
  length: 69,
  rows: [
    { at: [1, 4], var: "experimental.input.pv2.current", as: number(0) },
    { at: [6, 10], var: "experimental.input.pv2.voltage", as: number(0) },
    { at: [12, 16], var: "experimental.battery.voltage.scc2", as: number(1) },
    { at: [42, 45], var: "experimental.input.pv3.current", as: number(0) },
    { at: [47, 51], var: "experimental.input.pv3.voltage", as: number(0) },
    { at: [53, 57], var: "experimental.battery.voltage.scc3", as: number(1) },
  ],
});

// > QPIWS
// < (--0000000000--00000---00000-----------------------------------------------------------------------------------
//   0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901
//   0         1         2         3         4         5         6         7         8         9        10        11
const WARNING_BITS: QxReply = sealed({
  ask: "QPIWS\r",
  length: 27,
  shape: /^\([01-]*$/,
  rows: [
    { at: [1], alarm: listWarnings("Device warnings:", WARNINGS), poll: "quick" },
    { at: [16, 16], raises: "LB", when: isOne, poll: "quick" },
    { at: [19, 19], raises: "OVER", when: isOne, poll: "quick" },
  ],
});

const AT = { at: [1, 1] } as const;

const inMode =
  (letter: string) =>
  ({ text }: Slice): boolean =>
    text === letter;

// P power on, S standby, L line, B battery, F fault, H power saving
//
// > QMOD
// < (S
//   01
const MODE: QxReply = sealed({
  ask: "QMOD\r",
  length: 3,
  rows: [
    { ...AT, alarm: textWhen("Device is going ON.", inMode("P")) },
    { ...AT, alarm: textWhen("Fault reported by device.", inMode("F")) },
    { ...AT, raises: "OFF", when: inMode("S"), poll: "quick" },
    {
      ...AT,
      status: "OL",
      when: ({ text }) => (text === "L" ? true : text === "B" ? false : undefined),
      poll: "quick",
    },
  ],
});

export const STATUS: readonly QxReply[] = [GENERAL, PANELS, WARNING_BITS, MODE];
