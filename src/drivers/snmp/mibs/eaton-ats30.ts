/** Eaton ATS 30. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { NUMBER } from "../../../nut/var-type.ts";
import { number, text, type Words, wordOrNumber } from "../codecs.ts";
import { type Mib, oneOf, SYSTEM_ROWS, statusAt } from "../mib.ts";

const ATS = "1.3.6.1.4.1.534.10.1";

const SOURCE: Words = [
  [1, "init"],
  [2, "diagnosis"],
  [3, "off"],
  [4, "1"],
  [5, "2"],
  [6, "safe"],
  [7, "fault"],
];

const STATUS: Words = [
  [0, "OL"],
  [1, "OL"],
  [2, "OFF"],
  [3, "OFF"],
  [4, "OL OVER"],
  [5, "OL OVER"],
  [6, "OFF OVER"],
  [7, "OFF OVER"],
  [8, "OL"],
  [9, "OL"],
  [10, "OFF"],
  [11, "OFF"],
  [12, "OL OVER"],
  [13, "OL OVER"],
  [14, "OFF OVER"],
  [15, "OFF OVER"],
];

const INPUT_SENSITIVITY: Words = [
  [1, "high"],
  [2, "low"],
];

export const MIB: Mib = {
  rows: [
    { var: "device.type", fixed: "ats" },
    ...SYSTEM_ROWS,
    { var: "device.mfr", oid: `${ATS}.1.1.0`, as: text, poll: "once" },
    { var: "device.model", oid: `${ATS}.2.1.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${ATS}.2.2.0`, as: text },
    { var: "device.serial", oid: `${ATS}.2.4.0`, as: text },
    { var: numbered("input.#.id", 1), oid: `${ATS}.3.1.1.1.1`, as: number() },
    { var: numbered("input.#.id", 2), oid: `${ATS}.3.1.1.1.2`, as: number() },
    { var: numbered("input.#.voltage", 1), oid: `${ATS}.3.1.1.2.1`, as: number(0.1) },
    { var: numbered("input.#.voltage", 2), oid: `${ATS}.3.1.1.2.2`, as: number(0.1) },
    { var: numbered("input.#.frequency", 1), oid: `${ATS}.3.1.1.3.1`, as: number(0.1) },
    { var: numbered("input.#.frequency", 2), oid: `${ATS}.3.1.1.3.2`, as: number(0.1) },
    { var: "output.voltage", oid: `${ATS}.3.2.1.0`, as: number(0.1) },
    { var: "output.current", oid: `${ATS}.3.2.2.0`, as: number(0.1) },
    { var: "ups.temperature", oid: `${ATS}.3.3.0`, as: number() },
    { var: "device.uptime", oid: `${ATS}.3.5.0`, as: number() },
    { var: "input.source", oid: `${ATS}.3.7.0`, as: wordOrNumber(SOURCE) },
    ...statusAt(`${ATS}.4.5.0`, STATUS),
    { var: "input.source.preferred", oid: `${ATS}.6.5.0`, as: number(), rw: NUMBER },
    {
      var: "input.sensitivity",
      oid: `${ATS}.6.6.0`,
      as: wordOrNumber(INPUT_SENSITIVITY),
      rw: oneOf(INPUT_SENSITIVITY),
    },
  ],
};
