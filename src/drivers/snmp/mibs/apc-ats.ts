/** APC transfer switches. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { NUMBER } from "../../../nut/var-type.ts";
import { notNegative, number, text, type Words, wordOrNumber, words } from "../codecs.ts";
import { type Mib, oneOf, SYSTEM_ROWS, statusAt } from "../mib.ts";

const ATS = "1.3.6.1.4.1.318.1.1.8";

const SENSITIVITY: Words = [
  [1, "high"],
  [2, "low"],
];

const OUTPUT_STATUS: Words = [
  [1, "OFF"],
  [2, "OL"],
];

const OUTLETGROUPS_NAME: Words = [
  [1, "total"],
  [2, "bank1"],
  [3, "bank2"],
];

const OUTLETGROUPS_STATUS: Words = [
  [1, "OL"],
  [2, ""],
  [3, ""],
  [4, "OVER"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.type", fixed: "ats" },
    { var: "device.mfr", fixed: "APC" },
    { var: "device.model", oid: `${ATS}.1.5.0`, as: text },
    { var: "ups.firmware", oid: `${ATS}.1.1.0`, as: text },
    { var: "ups.firmware.aux", oid: `${ATS}.1.2.0`, as: text },
    { var: "device.serial", oid: `${ATS}.1.6.0`, as: text },
    { var: "ups.mfr.date", oid: `${ATS}.1.4.0`, as: text },
    { var: "ups.id", oid: `${ATS}.4.1.0`, as: text },
    { var: "input.voltage.nominal", oid: `${ATS}.1.7.0`, as: number() },
    { var: "input.frequency.nominal", oid: `${ATS}.1.8.0`, as: number() },
    { var: "input.source", oid: `${ATS}.5.1.2.0`, as: number() },
    { var: "input.source.preferred", oid: `${ATS}.4.2.0`, as: number(), rw: NUMBER },
    { var: numbered("input.#.voltage", 1), oid: `${ATS}.5.3.3.1.3.1.1.1`, as: number() },
    { var: numbered("input.#.voltage", 2), oid: `${ATS}.5.3.3.1.3.2.1.1`, as: number() },
    { var: numbered("input.#.frequency", 1), oid: `${ATS}.5.3.2.1.4.1`, as: number() },
    { var: numbered("input.#.frequency", 2), oid: `${ATS}.5.3.2.1.4.2`, as: number() },
    { var: "input.sensitivity", oid: `${ATS}.4.4.0`, as: wordOrNumber(SENSITIVITY), rw: oneOf(SENSITIVITY) },
    { var: "input.count", oid: `${ATS}.5.3.1.0`, as: number() },
    { var: "output.frequency", oid: `${ATS}.5.4.2.1.4.1`, as: number() },
    { var: "output.voltage", oid: `${ATS}.5.4.5.1.6.1`, as: number() },
    ...statusAt(`${ATS}.5.1.15.0`, OUTPUT_STATUS),
    { var: "outlet.group.count", oid: `${ATS}.5.4.4.0`, as: number() },
    { var: "outlet.group.#.id", oid: `${ATS}.5.4.5.1.1.#`, as: number() },
    { var: "outlet.group.#.name", oid: `${ATS}.5.4.5.1.3.#`, as: words(OUTLETGROUPS_NAME), poll: "once" },
    { var: "outlet.group.#.current", oid: `${ATS}.5.4.5.1.4.#`, as: number(0.1) },
    { var: "outlet.group.#.status", oid: `${ATS}.5.4.5.1.5.#`, as: words(OUTLETGROUPS_STATUS) },
    { var: "outlet.group.#.voltage", oid: `${ATS}.5.4.5.1.6.#`, as: number() },
    { var: "outlet.group.#.realpower", oid: `${ATS}.5.4.5.1.15.#`, as: notNegative(number()) },
  ],
};
