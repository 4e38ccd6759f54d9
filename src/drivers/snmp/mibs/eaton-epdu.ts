/** Eaton ePDU G2 and G3. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { NUMBER, string } from "../../../nut/var-type.ts";
import { degrees, listLength, notNegative, number, text, type Words, wordOrNumber, words } from "../codecs.ts";
import { alarmsAt, type Mib, SYSTEM_ROWS } from "../mib.ts";
import { EATON_SENSORS } from "./parts/eaton-sensors.ts";
import { limitsFrom } from "./parts/limits.ts";
import { INPUT_TYPE, OUTLET_TYPE } from "./parts/pdu-words.ts";
import { YES_NO } from "./parts/standard-words.ts";

const EPDU = "1.3.6.1.4.1.534.6.6.7";
const SENSORS = "1.3.6.1.4.1.534.6.8.1";

const THRESHOLD_FREQUENCY_STATUS: Words = [
  [0, "good"],
  [1, "out-of-range"],
];

const THRESHOLD_FREQUENCY_ALARM: Words = [
  [0, ""],
  [1, "frequency out of range!"],
];

const AMBIENT_PRESENCE: Words = [
  [-1, "unknown"],
  [0, "no"],
  [1, "yes"],
];

const AMBIENT_DRYCONTACTS: Words = [
  [-1, "unknown"],
  [0, "opened"],
  [1, "closed"],
];

const UNIT_SWITCHABILITY: Words = [
  [0, "no"],
  [1, "yes"],
  [2, "no"],
  [3, "yes"],
  [4, "no"],
];

const G2_UNIT_OUTLET_SWITCHABILITY: Words = [
  [-1, "yes"],
  [0, "yes"],
];

const OUTLET_STATUS: Words = [
  [0, "off"],
  [1, "on"],
  [2, "pendingOff"],
  [3, "pendingOn"],
];

const OUTLET_GROUP_TYPE: Words = [
  [0, "unknown"],
  [1, "breaker1pole"],
  [2, "breaker2pole"],
  [3, "breaker3pole"],
  [4, "outlet-section"],
  [5, "user-defined"],
];

const OUTLET_GROUP_PHASE: Words = [
  [0, "unknown"],
  [1, "1"],
  [2, "1-N"],
  [3, "2-N"],
  [4, "3-N"],
  [5, "1-2"],
  [6, "2-3"],
  [7, "3-1"],
];

const OUTLETGROUPS_STATUS: Words = [
  [0, "off"],
  [1, "on"],
  [2, "rebooting"],
  [3, "mixed"],
];

const limits = limitsFrom(0);
const MILLI = notNegative(number(0.001));
const TENTHS = notNegative(number(0.1));

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "EATON" },
    { var: "device.model", oid: `${EPDU}.1.2.1.2.@`, as: text, poll: "once" },
    { var: "device.serial", oid: `${EPDU}.1.2.1.4.@`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.part", oid: `${EPDU}.1.2.1.3.@`, as: text, poll: "once" },
    { var: "device.macaddr", oid: "1.3.6.1.2.1.2.2.1.6.2", as: text, poll: "once" },
    { var: "device.count", oid: `${EPDU}.1.1.0`, as: listLength, poll: "once" },
    { var: "ups.mfr", fixed: "EATON" },
    { var: "ups.model", oid: `${EPDU}.1.2.1.2.@`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${EPDU}.1.2.1.4.@`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${EPDU}.1.2.1.5.@`, as: text },
    { var: "ups.type", fixed: "pdu" },
    { var: "input.phases", oid: `${EPDU}.3.1.1.2.@.1`, as: wordOrNumber(INPUT_TYPE), poll: "once" },
    { var: "input.frequency", oid: `${EPDU}.3.1.1.3.@.1`, as: number(0.1) },
    { var: "input.frequency.status", oid: `${EPDU}.3.1.1.4.@.1`, as: words(THRESHOLD_FREQUENCY_STATUS) },
    ...alarmsAt(`${EPDU}.3.1.1.4.@.1`, THRESHOLD_FREQUENCY_ALARM),
    { var: "input.load", oid: `${EPDU}.3.3.1.11.@.1.1`, as: notNegative(number()) },
    { var: "input.L1.load", oid: `${EPDU}.3.3.1.11.@.1.1`, as: notNegative(number()) },
    { var: "input.L2.load", oid: `${EPDU}.3.3.1.11.@.1.2`, as: notNegative(number()) },
    { var: "input.L3.load", oid: `${EPDU}.3.3.1.11.@.1.3`, as: notNegative(number()) },
    { var: "input.voltage", oid: `${EPDU}.3.2.1.3.@.1.1`, as: number(0.001) },
    ...limits("input.voltage", `${EPDU}.3.2.1.4.@.1.1`, MILLI),
    { var: "input.L1.voltage", oid: `${EPDU}.3.2.1.3.@.1.1`, as: number(0.001) },
    ...limits("input.L1.voltage", `${EPDU}.3.2.1.4.@.1.1`, MILLI),
    { var: "input.L2.voltage", oid: `${EPDU}.3.2.1.3.@.1.2`, as: number(0.001) },
    ...limits("input.L2.voltage", `${EPDU}.3.2.1.4.@.1.2`, MILLI),
    { var: "input.L3.voltage", oid: `${EPDU}.3.2.1.3.@.1.3`, as: number(0.001) },
    ...limits("input.L3.voltage", `${EPDU}.3.2.1.4.@.1.3`, MILLI),
    { var: "input.current", oid: `${EPDU}.3.3.1.4.@.1.1`, as: number(0.001) },
    { var: "input.current.nominal", oid: `${EPDU}.3.3.1.3.@.1.1`, as: number(0.001) },
    ...limits("input.current", `${EPDU}.3.3.1.5.@.1.1`, MILLI),
    { var: "input.L1.current", oid: `${EPDU}.3.3.1.4.0.1.1`, as: number(0.001) },
    { var: "input.L1.current.nominal", oid: `${EPDU}.3.3.1.3.@.1.1`, as: number(0.001) },
    ...limits("input.L1.current", `${EPDU}.3.3.1.5.@.1.1`, MILLI),
    { var: "input.L2.current", oid: `${EPDU}.3.3.1.4.@.1.2`, as: number(0.001) },
    { var: "input.L2.current.nominal", oid: `${EPDU}.3.3.1.3.@.1.2`, as: number(0.001) },
    ...limits("input.L2.current", `${EPDU}.3.3.1.5.@.1.2`, MILLI),
    { var: "input.L3.current", oid: `${EPDU}.3.3.1.4.@.1.3`, as: number(0.001) },
    { var: "input.L3.current.nominal", oid: `${EPDU}.3.3.1.3.@.1.3`, as: number(0.001) },
    ...limits("input.L3.current", `${EPDU}.3.3.1.5.@.1.3`, MILLI),
    { var: "input.realpower", oid: `${EPDU}.3.5.1.4.@.1`, as: notNegative(number()) },
    { var: "input.realpower", oid: `${EPDU}.3.4.1.4.@.1.4`, as: notNegative(number()) },
    { var: "input.realpower", oid: `${EPDU}.3.4.1.4.@.1.2`, as: notNegative(number()) },
    { var: "input.L1.realpower", oid: `${EPDU}.3.4.1.4.@.1.1`, as: notNegative(number()) },
    { var: "input.L2.realpower", oid: `${EPDU}.3.4.1.4.@.1.2`, as: notNegative(number()) },
    { var: "input.L3.realpower", oid: `${EPDU}.3.4.1.4.@.1.3`, as: notNegative(number()) },
    { var: "input.power", oid: `${EPDU}.3.5.1.3.@.1`, as: notNegative(number()) },
    { var: "input.power", oid: `${EPDU}.3.4.1.3.@.1.4`, as: notNegative(number()) },
    { var: "input.power", oid: `${EPDU}.3.4.1.3.@.1.2`, as: notNegative(number()) },
    { var: "input.L1.power", oid: `${EPDU}.3.4.1.3.@.1.1`, as: notNegative(number()) },
    { var: "input.L2.power", oid: `${EPDU}.3.4.1.3.@.1.2`, as: notNegative(number()) },
    { var: "input.L3.power", oid: `${EPDU}.3.4.1.3.@.1.3`, as: notNegative(number()) },
    { var: "input.feed.desc", oid: `${EPDU}.3.1.1.10.@.1`, as: text, rw: string(128), poll: "changed" },
    { var: "input.feed.color", oid: `${EPDU}.3.1.1.9.@.1`, as: number(), poll: "changed" },
    { var: "input.realpower.nominal", oid: `${EPDU}.3.5.1.9.@.1`, as: notNegative(number()) },
    { var: "ambient.present", oid: `${EPDU}.7.1.1.3.@.1`, as: words(AMBIENT_PRESENCE) },
    ...limits("ambient.temperature", `${EPDU}.7.1.1.5.@.1`, TENTHS),
    { var: "ambient.temperature", oid: `${EPDU}.7.1.1.4.@.1`, as: degrees(0.1) },
    { var: "ambient.temperature.low", oid: `${EPDU}.7.1.1.7.@.1`, as: TENTHS, rw: NUMBER },
    { var: "ambient.temperature.high", oid: `${EPDU}.7.1.1.9.@.1`, as: TENTHS, rw: NUMBER },
    ...limits("ambient.humidity", `${EPDU}.7.2.1.5.@.1`, TENTHS),
    { var: "ambient.humidity", oid: `${EPDU}.7.2.1.4.@.1`, as: number(0.1) },
    { var: "ambient.humidity.low", oid: `${EPDU}.7.2.1.7.@.1`, as: TENTHS, rw: NUMBER },
    { var: "ambient.humidity.high", oid: `${EPDU}.7.2.1.9.@.1`, as: TENTHS, rw: NUMBER },
    { var: numbered("ambient.contacts.#.status", 1), oid: `${EPDU}.7.3.1.4.@.1`, as: words(AMBIENT_DRYCONTACTS) },
    { var: numbered("ambient.contacts.#.status", 2), oid: `${EPDU}.7.3.1.4.@.2`, as: words(AMBIENT_DRYCONTACTS) },
    ...EATON_SENSORS,
    { var: "ambient.#.parent.serial", oid: `${SENSORS}.1.2.1.5.#`, as: text },
    { var: "outlet.count", oid: `${EPDU}.1.2.1.22.@`, as: number(), poll: "once" },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.switchable", oid: `${EPDU}.1.2.1.10.@`, as: words(UNIT_SWITCHABILITY), poll: "once" },
    { var: "outlet.switchable", oid: `${EPDU}.6.6.1.3.@.1`, as: words(G2_UNIT_OUTLET_SWITCHABILITY), poll: "once" },
    { var: "outlet.frequency", oid: `${EPDU}.3.1.1.3.@.1`, as: number(0.1) },
    { var: "outlet.voltage", oid: `${EPDU}.3.2.1.3.@.1.1`, as: number(0.001) },
    { var: "outlet.current", oid: `${EPDU}.3.3.1.4.@.1.1`, as: number(0.01) },
    { var: "outlet.realpower", oid: `${EPDU}.3.4.1.4.@.1.4`, as: number() },
    { var: "outlet.power", oid: `${EPDU}.3.4.1.3.@.1.4`, as: number() },
    { var: "outlet.#.desc", oid: `${EPDU}.6.1.1.3.@.#`, as: text, rw: string(128), poll: "changed" },
    { var: "outlet.#.status", oid: `${EPDU}.6.6.1.2.@.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.id", oid: `${EPDU}.6.6.1.7.@.#`, as: number(), poll: "once" },
    { var: "outlet.#.name", oid: `${EPDU}.6.1.1.6.@.#`, as: text, poll: "once" },
    { var: "outlet.#.name", oid: `${EPDU}.6.1.1.2.@.#`, as: text, poll: "once" },
    { var: "outlet.#.groupid", oid: `${EPDU}.6.2.1.3.@.#.6`, as: text, poll: "once" },
    { var: "outlet.#.groupid", oid: `${EPDU}.6.2.1.3.@.#.5`, as: text, poll: "once" },
    { var: "outlet.#.groupid", oid: `${EPDU}.6.2.1.3.@.#.4`, as: text, poll: "once" },
    { var: "outlet.#.groupid", oid: `${EPDU}.6.2.1.3.@.#.3`, as: text, poll: "once" },
    { var: "outlet.#.groupid", oid: `${EPDU}.6.2.1.3.@.#.2`, as: text, poll: "once" },
    { var: "outlet.#.groupid", oid: `${EPDU}.6.2.1.3.@.#.1`, as: text, poll: "once" },
    { var: "outlet.#.current", oid: `${EPDU}.6.4.1.3.@.#`, as: number(0.001) },
    ...limits("outlet.#.current", `${EPDU}.6.4.1.4.@.#`, MILLI),
    { var: "outlet.#.realpower", oid: `${EPDU}.6.5.1.3.@.#`, as: number() },
    { var: "outlet.#.voltage", oid: `${EPDU}.6.3.1.2.@.#`, as: number(0.001) },
    ...limits("outlet.#.voltage", `${EPDU}.6.3.1.3.@.#`, MILLI),
    { var: "outlet.#.power", oid: `${EPDU}.6.5.1.2.@.#`, as: number() },
    { var: "outlet.#.switchable", oid: `${EPDU}.6.6.1.9.@.#`, as: words(YES_NO) },
    // An older PDU has no such object: what counts down to an outlet's end is there where it can be switched.
    { var: "outlet.#.switchable", oid: `${EPDU}.6.6.1.3.@.#`, as: words(G2_UNIT_OUTLET_SWITCHABILITY), poll: "once" },
    { var: "outlet.#.type", oid: `${EPDU}.6.1.1.5.@.#`, as: words(OUTLET_TYPE), poll: "once" },
    { var: "outlet.group.count", oid: `${EPDU}.1.2.1.21.@`, as: number(), poll: "once" },
    { var: "outlet.group.#.id", oid: `${EPDU}.5.1.1.2.@.#`, as: text, poll: "once" },
    { var: "outlet.group.#.desc", oid: `${EPDU}.5.1.1.3.@.#`, as: text, rw: string(128), poll: "changed" },
    { var: "outlet.group.#.name", oid: `${EPDU}.5.1.1.8.@.#`, as: text, poll: "once" },
    { var: "outlet.group.#.color", oid: `${EPDU}.5.1.1.7.@.#`, as: text, poll: "once" },
    { var: "outlet.group.#.type", oid: `${EPDU}.5.1.1.4.@.#`, as: words(OUTLET_GROUP_TYPE), poll: "once" },
    { var: "outlet.group.#.phase", oid: `${EPDU}.5.1.1.2.@.#`, as: wordOrNumber(OUTLET_GROUP_PHASE), poll: "once" },
    { var: "outlet.group.#.status", oid: `${EPDU}.5.6.1.2.@.#`, as: words(OUTLETGROUPS_STATUS) },
    { var: "outlet.group.#.count", oid: `${EPDU}.5.1.1.6.@.#`, as: number() },
    { var: "outlet.group.#.voltage", oid: `${EPDU}.5.3.1.3.@.#`, as: number(0.001) },
    ...limits("outlet.group.#.voltage", `${EPDU}.5.3.1.4.@.#`, MILLI),
    { var: "outlet.group.#.current", oid: `${EPDU}.5.4.1.3.@.#`, as: number(0.001) },
    { var: "outlet.group.#.current.nominal", oid: `${EPDU}.5.4.1.2.@.#`, as: number(0.001) },
    ...limits("outlet.group.#.current", `${EPDU}.5.4.1.4.@.#`, MILLI),
    { var: "outlet.group.#.load", oid: `${EPDU}.5.4.1.10.@.#`, as: notNegative(number()) },
    { var: "outlet.group.#.realpower", oid: `${EPDU}.5.5.1.3.@.#`, as: notNegative(number()) },
    { var: "outlet.group.#.power", oid: `${EPDU}.5.5.1.2.@.#`, as: notNegative(number()) },
    { var: "outlet.group.#.input", oid: `${EPDU}.5.1.1.9.@.#`, as: notNegative(number()) },
    { cmd: "outlet.#.load.off", send: { oid: `${EPDU}.6.6.1.3.@.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${EPDU}.6.6.1.4.@.#`, value: 0 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${EPDU}.6.6.1.5.@.#`, value: 0 } },
    { var: "outlet.#.delay.shutdown", oid: `${EPDU}.6.6.1.10.@.#`, as: notNegative(number()), rw: NUMBER },
    { var: "outlet.#.delay.start", oid: `${EPDU}.6.6.1.7.@.#`, as: notNegative(number()), rw: NUMBER },
    { cmd: "outlet.#.load.off.delay", send: { oid: `${EPDU}.6.6.1.3.@.#` } },
    { cmd: "outlet.#.load.on.delay", send: { oid: `${EPDU}.6.6.1.4.@.#` } },
    { cmd: "outlet.#.load.cycle.delay", send: { oid: `${EPDU}.6.6.1.5.@.#` } },
    { var: "outlet.#.timer.shutdown", oid: `${EPDU}.6.6.1.3.@.#`, as: number() },
    { var: "outlet.#.timer.start", oid: `${EPDU}.6.6.1.4.@.#`, as: number() },
    { cmd: "outlet.group.#.load.off", send: { oid: `${EPDU}.5.6.1.3.@.#`, value: 0 } },
    { cmd: "outlet.group.#.load.on", send: { oid: `${EPDU}.5.6.1.4.@.#`, value: 0 } },
    { cmd: "outlet.group.#.load.cycle", send: { oid: `${EPDU}.5.6.1.5.@.#`, value: 0 } },
    { cmd: "outlet.group.#.load.off.delay", send: { oid: `${EPDU}.5.6.1.3.@.#` } },
    { cmd: "outlet.group.#.load.on.delay", send: { oid: `${EPDU}.5.6.1.4.@.#` } },
    { cmd: "outlet.group.#.load.cycle.delay", send: { oid: `${EPDU}.5.6.1.5.@.#` } },
  ],
};
