/** Eaton ATS 16, whatever card it has. */
import { numbered } from "../../../../nut/catalogue/names.ts";
import { NUMBER } from "../../../../nut/var-type.ts";
import { degrees, number, text, type Words, wordOrNumber, words } from "../../codecs.ts";
import { oneOf, type SnmpRow, SYSTEM_ROWS, statusAt } from "../../mib.ts";
import { TEST_RESULT } from "./standard-words.ts";

const ATS = "1.3.6.1.4.1.534.10.2";

const INPUT_VOLTAGE_STATUS: Words = [
  [1, "good"],
  [2, "derated-range"],
  [3, "out-of-range"],
  [4, "unknown"],
];

const INPUT_FREQUENCY_STATUS: Words = [
  [1, "good"],
  [2, "out-of-range"],
];

const SENSITIVITY: Words = [
  [1, "normal"],
  [2, "high"],
  [3, "low"],
];

const SOURCE: Words = [
  [1, "init"],
  [2, "diagnosis"],
  [3, "off"],
  [4, "1"],
  [5, "2"],
  [6, "safe"],
  [7, "fault"],
];

const OUTPUT_STATUS: Words = [
  [1, "OFF"],
  [2, "OL"],
];

const AMBIENT_DRYCONTACTS: Words = [
  [-1, "unknown"],
  [1, "opened"],
  [2, "closed"],
  [3, "opened"],
  [4, "closed"],
];

export interface Card {
  /** Below the MIB of the ATS: the version of its second firmware. */
  readonly auxFirmware: string;
  /** Of a degree and of a percent of humidity, what a number of the card counts. */
  readonly ambientScale: number;
}

export const eatonAts16 = ({ auxFirmware, ambientScale }: Card): readonly SnmpRow[] => [
  ...SYSTEM_ROWS,
  { var: "device.type", fixed: "ats" },
  { var: "device.mfr", oid: `${ATS}.1.1.0`, as: text, poll: "once" },
  { var: "device.model", oid: `${ATS}.1.2.0`, as: text, poll: "once" },
  { var: "ups.firmware", oid: `${ATS}.1.3.0`, as: text },
  { var: "ups.firmware.aux", oid: `${ATS}.${auxFirmware}`, as: text },
  { var: "device.serial", oid: `${ATS}.1.5.0`, as: text, poll: "once" },
  { var: "device.part", oid: `${ATS}.1.6.0`, as: text, poll: "once" },
  { var: numbered("input.#.id", 1), oid: `${ATS}.2.2.1.1.1`, as: number(), poll: "once" },
  { var: numbered("input.#.id", 2), oid: `${ATS}.2.2.1.1.2`, as: number(), poll: "once" },
  { var: numbered("input.#.voltage", 1), oid: `${ATS}.2.2.1.2.1`, as: number(0.1) },
  { var: numbered("input.#.voltage", 2), oid: `${ATS}.2.2.1.2.2`, as: number(0.1) },
  { var: numbered("input.#.voltage.status", 1), oid: `${ATS}.3.2.1.5.1`, as: words(INPUT_VOLTAGE_STATUS) },
  { var: numbered("input.#.voltage.status", 2), oid: `${ATS}.3.2.1.5.2`, as: words(INPUT_VOLTAGE_STATUS) },
  { var: numbered("input.#.frequency", 1), oid: `${ATS}.2.2.1.3.1`, as: number(0.1) },
  { var: numbered("input.#.frequency", 2), oid: `${ATS}.2.2.1.3.2`, as: number(0.1) },
  { var: numbered("input.#.frequency.status", 1), oid: `${ATS}.3.2.1.2.1`, as: words(INPUT_FREQUENCY_STATUS) },
  { var: numbered("input.#.frequency.status", 2), oid: `${ATS}.3.2.1.2.2`, as: words(INPUT_FREQUENCY_STATUS) },
  { var: "input.sensitivity", oid: `${ATS}.4.6.0`, as: wordOrNumber(SENSITIVITY), rw: oneOf(SENSITIVITY) },
  { var: "input.source", oid: `${ATS}.2.4.0`, as: words(SOURCE) },
  { var: "input.source.preferred", oid: `${ATS}.4.5.0`, as: number(), rw: NUMBER },
  { var: "input.phase.shift", oid: `${ATS}.2.1.1.0`, as: number() },
  { var: "output.voltage", oid: `${ATS}.2.3.1.0`, as: number(0.1) },
  { var: "output.voltage.nominal", oid: `${ATS}.4.4.0`, as: number(), rw: NUMBER },
  { var: "output.current", oid: `${ATS}.2.3.2.0`, as: number(0.1) },
  { var: "ups.test.result", oid: `${ATS}.4.8.0`, as: wordOrNumber(TEST_RESULT) },
  ...statusAt(`${ATS}.3.3.2.0`, OUTPUT_STATUS),
  { var: "ambient.temperature", oid: `${ATS}.5.1.0`, as: degrees(ambientScale) },
  { var: "ambient.temperature.low", oid: `${ATS}.5.5.0`, as: number(), rw: NUMBER },
  { var: "ambient.temperature.high", oid: `${ATS}.5.6.0`, as: number(), rw: NUMBER },
  { var: "ambient.humidity", oid: `${ATS}.5.2.0`, as: number(ambientScale) },
  { var: "ambient.humidity.low", oid: `${ATS}.5.7.0`, as: number(), rw: NUMBER },
  { var: "ambient.humidity.high", oid: `${ATS}.5.8.0`, as: number(), rw: NUMBER },
  { var: numbered("ambient.contacts.#.status", 1), oid: `${ATS}.5.4.1.3.1`, as: words(AMBIENT_DRYCONTACTS) },
  { var: numbered("ambient.contacts.#.status", 2), oid: `${ATS}.5.4.1.3.2`, as: words(AMBIENT_DRYCONTACTS) },
];
