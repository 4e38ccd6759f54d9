/** Eaton ATS 16 with a Network-M2 card. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { NUMBER } from "../../../nut/var-type.ts";
import { always, byUnit, degrees, number, TEMPERATURE_UNIT, text, type Words, wordOrNumber, words } from "../codecs.ts";
import { alarmsAt, type Mib, oneOf, SYSTEM_ROWS, statusAt } from "../mib.ts";

const ATS = "1.3.6.1.4.1.534.10.2";
const SENSORS = "1.3.6.1.4.1.534.6.8.1";

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

const TEST_RESULT: Words = [
  [1, "done and passed"],
  [2, "done and warning"],
  [3, "done and error"],
  [4, "aborted"],
  [5, "in progress"],
  [6, "no test initiated"],
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

const EMP002_AMBIENT_PRESENCE: Words = [
  [0, "unknown"],
  [2, "yes"],
  [3, "no"],
];

const THRESHOLD_STATUS: Words = [
  [0, "good"],
  [1, "warning-low"],
  [2, "critical-low"],
  [3, "warning-high"],
  [4, "critical-high"],
];

const THRESHOLD_TEMPERATURE_ALARMS: Words = [
  [0, ""],
  [1, "low temperature warning!"],
  [2, "low temperature critical!"],
  [3, "high temperature warning!"],
  [4, "high temperature critical!"],
];

const THRESHOLD_HUMIDITY_ALARMS: Words = [
  [0, ""],
  [1, "low humidity warning!"],
  [2, "low humidity critical!"],
  [3, "high humidity warning!"],
  [4, "high humidity critical!"],
];

const AMBIENT_DRYCONTACTS_POLARITY: Words = [
  [0, "normal-opened"],
  [1, "normal-closed"],
];

const AMBIENT_DRYCONTACTS_STATE: Words = [
  [0, "inactive"],
  [1, "active"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.type", fixed: "ats" },
    { var: "device.mfr", oid: `${ATS}.1.1.0`, as: text, poll: "once" },
    { var: "device.model", oid: `${ATS}.1.2.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${ATS}.1.3.0`, as: text },
    { var: "ups.firmware.aux", oid: `${ATS}.1.7.0`, as: text },
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
    { var: "ambient.temperature", oid: `${ATS}.5.1.0`, as: degrees() },
    { var: "ambient.temperature.low", oid: `${ATS}.5.5.0`, as: number(), rw: NUMBER },
    { var: "ambient.temperature.high", oid: `${ATS}.5.6.0`, as: number(), rw: NUMBER },
    { var: "ambient.humidity", oid: `${ATS}.5.2.0`, as: number() },
    { var: "ambient.humidity.low", oid: `${ATS}.5.7.0`, as: number(), rw: NUMBER },
    { var: "ambient.humidity.high", oid: `${ATS}.5.8.0`, as: number(), rw: NUMBER },
    { var: numbered("ambient.contacts.#.status", 1), oid: `${ATS}.5.4.1.3.1`, as: words(AMBIENT_DRYCONTACTS) },
    { var: numbered("ambient.contacts.#.status", 2), oid: `${ATS}.5.4.1.3.2`, as: words(AMBIENT_DRYCONTACTS) },
    { var: "ambient.count", oid: `${SENSORS}.1.1.0`, as: number(), rw: NUMBER },
    { var: "ambient.#.present", oid: `${SENSORS}.1.4.1.1.#`, as: words(EMP002_AMBIENT_PRESENCE) },
    { var: "ambient.#.name", oid: `${SENSORS}.1.3.1.1.#`, as: text },
    { var: "ambient.#.mfr", oid: `${SENSORS}.1.2.1.6.#`, as: text },
    { var: "ambient.#.model", oid: `${SENSORS}.1.2.1.7.#`, as: text },
    { var: "ambient.#.serial", oid: `${SENSORS}.1.2.1.9.#`, as: text },
    { var: "ambient.#.id", oid: `${SENSORS}.1.2.1.2.#`, as: text },
    { var: "ambient.#.address", oid: `${SENSORS}.1.2.1.4.#`, as: number() },
    { var: "ambient.#.firmware", oid: `${SENSORS}.1.2.1.10.#`, as: text },
    { note: TEMPERATURE_UNIT, oid: `${SENSORS}.2.5.0`, poll: "once" },
    { var: "ambient.#.temperature.unit", oid: `${SENSORS}.2.5.0`, as: always("celsius") },
    { var: "ambient.#.temperature", oid: `${SENSORS}.2.3.1.3.#.1`, as: byUnit },
    { var: "ambient.#.temperature.status", oid: `${SENSORS}.2.3.1.1.#.1`, as: words(THRESHOLD_STATUS) },
    ...alarmsAt(`${SENSORS}.2.3.1.1.#.1`, THRESHOLD_TEMPERATURE_ALARMS, "", { each: "ambient" }),
    { var: "ambient.#.temperature.low.critical", oid: `${SENSORS}.2.2.1.6.#.1`, as: number(0.1), rw: NUMBER },
    { var: "ambient.#.temperature.low.warning", oid: `${SENSORS}.2.2.1.5.#.1`, as: number(0.1), rw: NUMBER },
    { var: "ambient.#.temperature.high.warning", oid: `${SENSORS}.2.2.1.7.#.1`, as: number(0.1), rw: NUMBER },
    { var: "ambient.#.temperature.high.critical", oid: `${SENSORS}.2.2.1.8.#.1`, as: number(0.1), rw: NUMBER },
    { var: "ambient.#.humidity", oid: `${SENSORS}.3.3.1.3.#.1`, as: number(0.1) },
    { var: "ambient.#.humidity.status", oid: `${SENSORS}.3.3.1.1.#.1`, as: words(THRESHOLD_STATUS) },
    ...alarmsAt(`${SENSORS}.3.3.1.1.#.1`, THRESHOLD_HUMIDITY_ALARMS, "", { each: "ambient" }),
    { var: "ambient.#.humidity.low.critical", oid: `${SENSORS}.3.2.1.6.#.1`, as: number(0.1), rw: NUMBER },
    { var: "ambient.#.humidity.low.warning", oid: `${SENSORS}.3.2.1.5.#.1`, as: number(0.1), rw: NUMBER },
    { var: "ambient.#.humidity.high.warning", oid: `${SENSORS}.3.2.1.7.#.1`, as: number(0.1), rw: NUMBER },
    { var: "ambient.#.humidity.high.critical", oid: `${SENSORS}.3.2.1.8.#.1`, as: number(0.1), rw: NUMBER },
    { var: numbered("ambient.#.contacts.#.name", "#", 1), oid: `${SENSORS}.4.2.1.1.#.1`, as: text },
    { var: numbered("ambient.#.contacts.#.name", "#", 2), oid: `${SENSORS}.4.2.1.1.#.2`, as: text },
    {
      var: numbered("ambient.#.contacts.#.config", "#", 1),
      oid: `${SENSORS}.4.2.1.3.#.1`,
      as: words(AMBIENT_DRYCONTACTS_POLARITY),
      rw: oneOf(AMBIENT_DRYCONTACTS_POLARITY, 128),
    },
    {
      var: numbered("ambient.#.contacts.#.config", "#", 2),
      oid: `${SENSORS}.4.2.1.3.#.2`,
      as: words(AMBIENT_DRYCONTACTS_POLARITY),
      rw: oneOf(AMBIENT_DRYCONTACTS_POLARITY, 128),
    },
    {
      var: numbered("ambient.#.contacts.#.status", "#", 1),
      oid: `${SENSORS}.4.3.1.3.#.1`,
      as: words(AMBIENT_DRYCONTACTS_STATE),
    },
    {
      var: numbered("ambient.#.contacts.#.status", "#", 2),
      oid: `${SENSORS}.4.3.1.3.#.2`,
      as: words(AMBIENT_DRYCONTACTS_STATE),
    },
  ],
};
