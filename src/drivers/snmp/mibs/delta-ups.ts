/** Delta UPSes. */
import type { ViewReader } from "../../kit/codecs.ts";
import { integerOf, number, type Raw, text, type Words, wordOrNumber } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { LOW_BATTERY } from "./parts/low-battery.ts";

const DUPS = "1.3.6.1.4.1.2254.2.4";

const UPSTYPE: Words = [
  [1, "on-line"],
  [2, "off-line"],
  [3, "line-interactive"],
  [4, "3phase"],
  [5, "split-phase"],
];

const PWR: Words = [
  [0, "OL"],
  [1, "OB"],
  [2, "BYPASS"],
  [3, "TRIM"],
  [4, "BOOST"],
  [5, "BYPASS"],
  [7, "OFF"],
];

const BATTERY_CONDITION: Words = [[2, "RB"]];

const BATTERY_STATUS: Words = [
  [1, "LB"],
  [2, "LB"],
];

const BATTERY_CHARGE: Words = [
  [1, "CHRG"],
  [3, "DISCHRG"],
];

/** Most devices tell tenths, as the MIB has it. */
const hertz: ViewReader<Raw, unknown> = {
  read: (raw) => {
    const told = integerOf(raw);
    return told === undefined ? undefined : String(told > 100 ? told / 10 : told);
  },
};

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", oid: `${DUPS}.1.1.0`, as: text },
    { var: "ups.model", oid: `${DUPS}.1.2.0`, as: text },
    { var: "ups.firmware", oid: `${DUPS}.1.4.0`, as: text },
    { var: "ups.firmware.aux", oid: `${DUPS}.1.3.0`, as: text },
    { var: "ups.type", oid: `${DUPS}.1.19.0`, as: wordOrNumber(UPSTYPE) },
    { var: "ups.load", oid: `${DUPS}.5.7.0`, as: number() },
    { var: "ups.power", oid: `${DUPS}.1.7.0`, as: number() },
    { var: "output.voltage.nominal", oid: `${DUPS}.1.8.0`, as: number() },
    { var: "output.voltage", oid: `${DUPS}.5.4.0`, as: number(0.1) },
    { var: "output.frequency.nominal", oid: `${DUPS}.1.9.0`, as: hertz },
    { var: "output.current", oid: `${DUPS}.5.5.0`, as: number(0.1) },
    { var: "input.voltage.nominal", oid: `${DUPS}.1.10.0`, as: number() },
    { var: "input.voltage", oid: `${DUPS}.4.3.0`, as: number(0.1) },
    { var: "input.frequency.nominal", oid: `${DUPS}.1.11.0`, as: hertz },
    { var: "input.frequency", oid: `${DUPS}.4.2.0`, as: number(0.1) },
    ...statusAt(`${DUPS}.5.1.0`, PWR),
    ...statusAt(`${DUPS}.7.1.0`, BATTERY_CONDITION),
    ...statusAt(`${DUPS}.7.2.0`, BATTERY_STATUS),
    ...statusAt(`${DUPS}.7.3.0`, BATTERY_CHARGE),
    ...LOW_BATTERY,
    { var: "battery.runtime", oid: `${DUPS}.7.5.0`, as: number(60) },
    { var: "battery.voltage", oid: `${DUPS}.7.6.0`, as: number(0.1) },
    { var: "battery.charge", oid: `${DUPS}.7.8.0`, as: number() },
    { var: "battery.temperature", oid: `${DUPS}.7.9.0`, as: number() },
  ],
};
