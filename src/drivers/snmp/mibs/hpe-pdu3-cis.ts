/** HPE PDUs of the third generation. */
import { string } from "../../../nut/var-type.ts";
import { notNegative, number, text, type Words, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS } from "../mib.ts";
import { KNOWN_OUTLET_TYPE, OUTLET_STATUS } from "./parts/pdu-words.ts";
import { YES_NO } from "./parts/standard-words.ts";

const PDU = "1.3.6.1.4.1.232.165.11";

const OUTLET_GROUP_TYPE: Words = [
  [2, "breaker1pole"],
  [3, "breaker2pole"],
  [4, "breaker3pole"],
  [5, "outlet-section"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", oid: `${PDU}.1.2.1.4.1`, as: text, poll: "once" },
    { var: "device.model", oid: `${PDU}.1.2.1.3.1`, as: text },
    { var: "device.firmware", oid: `${PDU}.1.2.1.5.1`, as: text },
    { var: "device.part", oid: `${PDU}.1.2.1.7.1`, as: text },
    { var: "device.serial", oid: `${PDU}.1.2.1.8.1`, as: text },
    { var: "device.macaddr", oid: `${PDU}.1.2.1.14.1`, as: text },
    { var: "device.type", fixed: "pdu" },
    { var: "input.phases", oid: `${PDU}.1.2.1.11.1`, as: number() },
    { var: "input.power", oid: `${PDU}.2.1.1.4.1`, as: notNegative(number(0.001)) },
    { var: "input.realpower", oid: `${PDU}.2.1.1.5.1`, as: notNegative(number(0.001)) },
    { var: "input.current.nominal", oid: `${PDU}.2.2.1.10.1.1`, as: number(0.01) },
    { var: "input.current", oid: `${PDU}.2.2.1.11.1.1`, as: number(0.01) },
    { var: "input.voltage", oid: `${PDU}.2.2.1.3.1.1`, as: number(0.1) },
    { var: "input.frequency", oid: `${PDU}.2.1.1.2.1`, as: number(0.1) },
    { var: "outlet.group.count", oid: `${PDU}.1.2.1.12.1`, as: number() },
    { var: "outlet.group.#.name", oid: `${PDU}.3.1.1.2.1.#`, as: text, poll: "once" },
    { var: "outlet.group.#.type", oid: `${PDU}.3.1.1.3.1.#`, as: words(OUTLET_GROUP_TYPE), poll: "once" },
    { var: "outlet.group.#.load", oid: `${PDU}.3.1.1.18.1.#`, as: notNegative(number()) },
    { var: "outlet.group.#.current", oid: `${PDU}.3.1.1.12.1.#`, as: number(0.01) },
    { var: "outlet.group.#.voltage", oid: `${PDU}.3.1.1.5.1.#`, as: number(0.1) },
    { var: "outlet.group.#.count", oid: `${PDU}.3.1.1.25.1.1`, as: number() },
    { var: "outlet.count", oid: `${PDU}.1.2.1.13.1`, as: number() },
    { var: "outlet.switchable", oid: `${PDU}.1.2.1.10.1`, as: words(YES_NO), poll: "once" },
    { var: "outlet.#.status", oid: `${PDU}.5.2.1.1.1.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.name", oid: `${PDU}.5.1.1.2.1.#`, as: text, rw: string(128) },
    { var: "outlet.#.type", oid: `${PDU}.5.1.1.3.1.#`, as: words(KNOWN_OUTLET_TYPE), poll: "once" },
    { var: "outlet.#.current.nominal", oid: `${PDU}.5.1.1.4.1.#`, as: notNegative(number(0.01)) },
    { var: "outlet.#.current", oid: `${PDU}.5.1.1.5.1.#`, as: notNegative(number(0.01)) },
    { var: "outlet.#.load", oid: `${PDU}.5.1.1.11.1.#`, as: notNegative(number()) },
    { var: "outlet.#.power", oid: `${PDU}.5.1.1.12.1.#`, as: notNegative(number()) },
    { var: "outlet.#.realpower", oid: `${PDU}.5.1.1.13.1.#`, as: notNegative(number()) },
    { var: "outlet.#.switchable", oid: `${PDU}.5.2.1.8.1.#`, as: words(YES_NO) },
    { cmd: "outlet.#.load.off", send: { oid: `${PDU}.5.2.1.2.1.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${PDU}.5.2.1.3.1.#`, value: 0 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${PDU}.5.2.1.4.1.#`, value: 0 } },
    { cmd: "outlet.#.load.off.delay", send: { oid: `${PDU}.5.2.1.2.1.#` } },
    { cmd: "outlet.#.load.on.delay", send: { oid: `${PDU}.5.2.1.3.1.#` } },
    { cmd: "outlet.#.load.cycle.delay", send: { oid: `${PDU}.5.2.1.4.1.#` } },
  ],
};
