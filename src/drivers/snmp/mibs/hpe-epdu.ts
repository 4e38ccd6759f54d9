/** HPE PDUs. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { NUMBER, string } from "../../../nut/var-type.ts";
import { degrees, notNegative, number, text, type Words, wordOrNumber, words } from "../codecs.ts";
import { alarmsAt, type Mib, oneOf, SYSTEM_ROWS } from "../mib.ts";
import { limitsFrom } from "./parts/limits.ts";
import { INPUT_TYPE, OUTLET_STATUS, OUTLET_TYPE } from "./parts/pdu-words.ts";
import { YES_NO } from "./parts/standard-words.ts";

const PDU = "1.3.6.1.4.1.232.165.7";

const THRESHOLD_FREQUENCY_STATUS: Words = [
  [1, "good"],
  [2, "out-of-range"],
];

const THRESHOLD_FREQUENCY_ALARM: Words = [
  [1, ""],
  [2, "frequency out of range!"],
];

const AMBIENT_PRESENCE: Words = [
  [-1, "unknown"],
  [1, "no"],
  [2, "yes"],
];

const AMBIENT_DRYCONTACTS: Words = [
  [-1, "unknown"],
  [0, "unknown"],
  [1, "opened"],
  [2, "closed"],
  [3, "bad"],
];

const OUTLET_GROUP_TYPE: Words = [
  [0, "unknown"],
  [1, "unknown"],
  [2, "breaker1pole"],
  [3, "breaker2pole"],
  [4, "breaker3pole"],
  [5, "outlet-section"],
];

const OUTLET_GROUP_PHASE: Words = [
  [1, "L1"],
  [2, "L1"],
  [3, "L2"],
  [4, "L3"],
  [5, "L1"],
  [6, "L2"],
  [7, "L3"],
];

const OUTLETGROUPS_STATUS: Words = [
  [1, "N/A"],
  [2, "on"],
  [3, "off"],
];

const limits = limitsFrom(1);
const MILLI = notNegative(number(0.001));
const TENTHS = notNegative(number(0.1));

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "HPE" },
    { var: "device.model", oid: `${PDU}.1.2.1.3.@`, as: text, poll: "once" },
    { var: "device.serial", oid: `${PDU}.1.2.1.7.@`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.part", oid: `${PDU}.1.2.1.6.@`, as: text, poll: "once" },
    { var: "device.macaddr", oid: "1.3.6.1.2.1.2.2.1.6.2", as: text, poll: "once" },
    { var: "device.count", oid: `${PDU}.1.1.0`, as: number(), poll: "once" },
    { var: "ups.mfr", fixed: "HPE" },
    { var: "ups.model", oid: `${PDU}.1.2.1.3.@`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${PDU}.1.2.1.7.@`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${PDU}.1.2.1.5.@`, as: text },
    { var: "ups.type", fixed: "pdu" },
    { var: "input.phases", oid: `${PDU}.2.1.1.1.@`, as: wordOrNumber(INPUT_TYPE), poll: "once" },
    { var: "input.frequency", oid: `${PDU}.2.1.1.2.@`, as: number(0.1) },
    { var: "input.frequency.status", oid: `${PDU}.2.1.1.3.@`, as: words(THRESHOLD_FREQUENCY_STATUS) },
    ...alarmsAt(`${PDU}.2.1.1.3.@`, THRESHOLD_FREQUENCY_ALARM),
    { var: "input.load", oid: "1.3.6.1.4.1.534.6.6.7.3.3.1.11.@.1.1", as: notNegative(number()) },
    { var: "input.L1.load", oid: `${PDU}.2.2.1.18.@.1`, as: notNegative(number()) },
    { var: "input.L2.load", oid: `${PDU}.2.2.1.18.@.2`, as: notNegative(number()) },
    { var: "input.L3.load", oid: `${PDU}.2.2.1.18.@.3`, as: notNegative(number()) },
    { var: "input.voltage", oid: `${PDU}.2.2.1.3.@.1`, as: number(0.001) },
    ...limits("input.voltage", `${PDU}.2.2.1.4.@.1`, MILLI),
    { var: "input.L1.voltage", oid: `${PDU}.2.2.1.3.@.1`, as: number(0.001) },
    ...limits("input.L1.voltage", `${PDU}.2.2.1.4.@.1`, MILLI),
    { var: "input.L2.voltage", oid: `${PDU}.2.2.1.3.@.2`, as: number(0.001) },
    ...limits("input.L2.voltage", `${PDU}.2.2.1.4.@.2`, MILLI),
    { var: "input.L3.voltage", oid: `${PDU}.2.2.1.3.@.3`, as: number(0.001) },
    ...limits("input.L3.voltage", `${PDU}.2.2.1.4.@.3`, MILLI),
    { var: "input.current", oid: `${PDU}.2.2.1.11.@.1`, as: number(0.001) },
    { var: "input.current.nominal", oid: `${PDU}.2.2.1.10.@.1`, as: notNegative(number(0.001)) },
    ...limits("input.current", `${PDU}.2.2.1.12.@.1`, MILLI),
    { var: "input.L1.current", oid: `${PDU}.2.2.1.11.@.1`, as: number(0.001) },
    { var: "input.L1.current.nominal", oid: `${PDU}.2.2.1.10.@.1`, as: notNegative(number(0.001)) },
    ...limits("input.L1.current", `${PDU}.2.2.1.12.@.1`, MILLI),
    { var: "input.L2.current", oid: `${PDU}.2.2.1.11.@.2`, as: number(0.001) },
    { var: "input.L2.current.nominal", oid: `${PDU}.2.2.1.10.@.2`, as: notNegative(number(0.001)) },
    ...limits("input.L2.current", `${PDU}.2.2.1.12.@.2`, MILLI),
    { var: "input.L3.current", oid: `${PDU}.2.2.1.11.@.3`, as: number(0.001) },
    { var: "input.L3.current.nominal", oid: `${PDU}.2.2.1.10.@.3`, as: notNegative(number(0.001)) },
    ...limits("input.L3.current", `${PDU}.2.2.1.12.@.3`, MILLI),
    { var: "input.realpower", oid: `${PDU}.2.1.1.5.@`, as: notNegative(number()) },
    { var: "input.L1.realpower", oid: `${PDU}.2.2.1.21.@.1`, as: notNegative(number()) },
    { var: "input.L2.realpower", oid: `${PDU}.2.2.1.21.@.2`, as: notNegative(number()) },
    { var: "input.L3.realpower", oid: `${PDU}.2.2.1.21.@.3`, as: notNegative(number()) },
    { var: "input.power", oid: `${PDU}.2.1.1.4.@`, as: notNegative(number()) },
    { var: "input.L1.power", oid: `${PDU}.2.2.1.20.@.1`, as: notNegative(number()) },
    { var: "input.L2.power", oid: `${PDU}.2.2.1.20.@.2`, as: notNegative(number()) },
    { var: "input.L3.power", oid: `${PDU}.2.2.1.20.@.3`, as: notNegative(number()) },
    { var: "input.powerfactor", oid: `${PDU}.2.1.1.8.@`, as: notNegative(number(0.001)) },
    { var: "ambient.present", oid: `${PDU}.4.2.1.3.@.1`, as: words(AMBIENT_PRESENCE) },
    ...limits("ambient.temperature", `${PDU}.4.2.1.5.@.1`, TENTHS),
    { var: "ambient.temperature", oid: `${PDU}.4.2.1.4.@.1`, as: degrees(0.1) },
    { var: "ambient.temperature.low", oid: `${PDU}.4.2.1.7.@.1`, as: TENTHS, rw: NUMBER },
    { var: "ambient.temperature.high", oid: `${PDU}.4.2.1.9.@.1`, as: TENTHS, rw: NUMBER },
    ...limits("ambient.humidity", `${PDU}.4.3.1.5.@.1`, TENTHS),
    { var: "ambient.humidity", oid: `${PDU}.4.3.1.4.@.1`, as: number(0.1) },
    { var: "ambient.humidity.low", oid: `${PDU}.4.3.1.7.@.1`, as: TENTHS, rw: NUMBER },
    { var: "ambient.humidity.high", oid: `${PDU}.4.3.1.9.@.1`, as: TENTHS, rw: NUMBER },
    { var: numbered("ambient.contacts.#.status", 1), oid: `${PDU}.4.4.1.4.@.1`, as: words(AMBIENT_DRYCONTACTS) },
    { var: numbered("ambient.contacts.#.status", 2), oid: `${PDU}.4.4.1.4.@.2`, as: words(AMBIENT_DRYCONTACTS) },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.count", oid: `${PDU}.1.2.1.12.@`, as: number(), poll: "once" },
    { var: "outlet.#.desc", oid: `${PDU}.5.1.1.2.@.#`, as: text, poll: "once" },
    { var: "outlet.#.status", oid: `${PDU}.5.2.1.1.@.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.id", fixed: "#" },
    { var: "outlet.#.current", oid: `${PDU}.5.1.1.5.@.#`, as: number(0.001) },
    ...limits("outlet.#.current", `${PDU}.5.1.1.6.@.#`, MILLI),
    { var: "outlet.#.realpower", oid: `${PDU}.5.1.1.14.@.#`, as: notNegative(number()) },
    { var: "outlet.#.power", oid: `${PDU}.5.1.1.13.@.#`, as: number() },
    {
      var: "outlet.#.switchable",
      oid: `${PDU}.5.2.1.8.@.#`,
      as: wordOrNumber(YES_NO),
      rw: oneOf(YES_NO),
      poll: "changed",
    },
    { var: "outlet.#.type", oid: `${PDU}.5.1.1.3.@.#`, as: words(OUTLET_TYPE), poll: "once" },
    { var: "outlet.#.powerfactor", oid: `${PDU}.5.1.1.17.@.#`, as: number(0.001) },
    { var: "outlet.group.count", oid: `${PDU}.1.2.1.11.@`, as: number(), poll: "once" },
    { var: "outlet.group.#.id", oid: `${PDU}.3.1.1.1.@.#`, as: text, poll: "once" },
    { var: "outlet.group.#.name", oid: `${PDU}.3.1.1.2.@.#`, as: text, rw: string(128), poll: "changed" },
    { var: "outlet.group.#.type", oid: `${PDU}.3.1.1.3.@.#`, as: words(OUTLET_GROUP_TYPE), poll: "once" },
    { var: "outlet.group.#.phase", oid: `${PDU}.3.1.1.4.@.#`, as: wordOrNumber(OUTLET_GROUP_PHASE), poll: "once" },
    { var: "outlet.group.#.status", oid: `${PDU}.3.1.1.27.@.#`, as: words(OUTLETGROUPS_STATUS) },
    { var: "outlet.group.#.count", oid: `${PDU}.3.1.1.26.@.#`, as: number() },
    { var: "outlet.group.#.voltage", oid: `${PDU}.3.1.1.5.@.#`, as: number(0.001) },
    ...limits("outlet.group.#.voltage", `${PDU}.3.1.1.6.@.#`, MILLI),
    { var: "outlet.group.#.current", oid: `${PDU}.3.1.1.12.@.#`, as: number(0.001) },
    { var: "outlet.group.#.current.nominal", oid: `${PDU}.3.1.1.11.@.#`, as: number(0.001) },
    ...limits("outlet.group.#.current", `${PDU}.3.1.1.13.@.#`, MILLI),
    { var: "outlet.group.#.load", oid: `${PDU}.3.1.1.19.@.#`, as: notNegative(number()) },
    { var: "outlet.group.#.realpower", oid: `${PDU}.3.1.1.21.@.#`, as: notNegative(number()) },
    { var: "outlet.group.#.power", oid: `${PDU}.3.1.1.20.@.#`, as: notNegative(number()) },
    { var: "outlet.group.#.powerfactor", oid: `${PDU}.3.1.1.24.@.#`, as: number(0.001) },
    { cmd: "outlet.#.load.off", send: { oid: `${PDU}.5.2.1.2.@.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${PDU}.5.2.1.3.@.#`, value: 0 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${PDU}.5.2.1.4.@.#`, value: 0 } },
    { cmd: "outlet.#.load.off.delay", send: { oid: `${PDU}.5.2.1.2.@.#` } },
    { cmd: "outlet.#.load.on.delay", send: { oid: `${PDU}.5.2.1.3.@.#` } },
    { cmd: "outlet.#.load.cycle.delay", send: { oid: `${PDU}.5.2.1.4.@.#` } },
  ],
};
