/** Eaton PDUs by nLogic. */
import { NUMBER, string } from "../../../nut/var-type.ts";
import { notNegative, number, text, words } from "../codecs.ts";
import { type Mib, oneOf, SYSTEM_ROWS } from "../mib.ts";
import { OUTLET_STATUS, OUTLET_TYPE } from "./parts/pdu-words.ts";
import { YES_NO } from "./parts/standard-words.ts";

const PDU = "1.3.6.1.4.1.534.7.1";

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", oid: `${PDU}.1.2.1.4.1`, as: text, poll: "once" },
    { var: "device.model", oid: `${PDU}.1.2.1.3.1`, as: text, poll: "once" },
    { var: "device.serial", oid: `${PDU}.1.2.1.8.1`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.part", oid: `${PDU}.1.2.1.7.1`, as: text, poll: "once" },
    { var: "device.macaddr", oid: `${PDU}.1.2.1.14.1`, as: text, poll: "once" },
    { var: "device.count", oid: `${PDU}.1.1.0`, as: number(), poll: "once" },
    { var: "device.firmware", oid: `${PDU}.1.2.1.5.1`, as: text },
    { var: "device.name", oid: `${PDU}.1.2.1.2.1`, as: text, rw: string(63) },
    { var: "input.phases", oid: `${PDU}.1.2.1.11.1`, as: number() },
    { var: "input.frequency", oid: `${PDU}.2.1.1.2.1`, as: number(0.1) },
    { var: "input.current", oid: `${PDU}.2.1.1.11.1`, as: number(0.01) },
    { var: "input.voltage", oid: `${PDU}.2.2.1.3.1.1`, as: number(0.1) },
    { var: "outlet.group.count", oid: `${PDU}.1.2.1.12.1`, as: number(), poll: "once" },
    { var: "outlet.group.#.voltage", oid: `${PDU}.3.1.1.5.1.#`, as: number(0.1) },
    { var: "outlet.group.#.current", oid: `${PDU}.3.1.1.12.1.#`, as: number() },
    { var: "outlet.count", oid: `${PDU}.1.2.1.13.1`, as: number() },
    { var: "outlet.switchable", oid: `${PDU}.1.2.1.10.1`, as: words(YES_NO), poll: "once" },
    {
      var: "outlet.#.switchable",
      oid: `${PDU}.5.2.1.8.1.#`,
      as: words(YES_NO),
      rw: oneOf(YES_NO, 128),
    },
    { var: "outlet.#.status", oid: `${PDU}.5.2.1.1.1.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.name", oid: `${PDU}.5.1.1.2.1.#`, as: text, rw: string(128) },
    { var: "outlet.#.type", oid: `${PDU}.5.1.1.3.1.#`, as: words([...OUTLET_TYPE, [3, "i5-20R"]]), poll: "once" },
    { var: "outlet.#.current.nominal", oid: `${PDU}.5.1.1.4.1.#`, as: notNegative(number(0.01)) },
    { var: "outlet.#.current", oid: `${PDU}.5.1.1.5.1.#`, as: notNegative(number(0.01)) },
    { var: "outlet.#.load", oid: `${PDU}.5.1.1.11.1.#`, as: notNegative(number()) },
    { var: "outlet.#.power", oid: `${PDU}.5.1.1.12.1.#`, as: notNegative(number()) },
    { var: "outlet.#.realpower", oid: `${PDU}.5.1.1.13.1.#`, as: notNegative(number()) },
    { cmd: "outlet.#.load.off", send: { oid: `${PDU}.5.2.1.10.1.#`, value: 1 } },
    { cmd: "outlet.#.load.on", send: { oid: `${PDU}.5.2.1.10.1.#`, value: 2 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${PDU}.5.2.1.10.1.#`, value: 5 } },
    { var: "outlet.#.delay.shutdown", oid: `${PDU}.5.2.1.9.1.#`, as: notNegative(number()), rw: NUMBER },
    { var: "outlet.#.delay.start", oid: `${PDU}.5.2.1.6.1.#`, as: notNegative(number()), rw: NUMBER },
    { var: "outlet.#.delay.reboot", oid: `${PDU}.5.2.1.7.1.#`, as: notNegative(number()), rw: NUMBER },
  ],
};
