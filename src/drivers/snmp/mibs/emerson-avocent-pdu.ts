/** Emerson Avocent PDUs. */
import { NUMBER, string } from "../../../nut/var-type.ts";
import { available, notZero, number, text, type Words, words } from "../codecs.ts";
import { type Mib, type PlaceRow, SYSTEM_ROWS } from "../mib.ts";

const AVOCENT = "1.3.6.1.4.1.10418.17.2";

const OUTLET_STATUS: Words = [
  [1, "off"],
  [2, "on"],
];

const MODEL: PlaceRow = { var: "device.model", oid: `${AVOCENT}.5.3.1.5.1.@`, as: available(text), poll: "once" };

export const MIB: Mib = {
  probe: MODEL,
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "Avocent" },
    { var: "device.model", oid: `${AVOCENT}.1.2.0`, as: text, poll: "once" },
    MODEL,
    { var: "device.serial", oid: `${AVOCENT}.1.4.0`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.count", oid: `${AVOCENT}.5.2.1.4.1`, as: number(), poll: "once" },
    { var: "ups.mfr", fixed: "Avocent" },
    { var: "ups.model", oid: `${AVOCENT}.1.2.0`, as: text, poll: "once" },
    { var: "ups.id", oid: `${AVOCENT}.1.1.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${AVOCENT}.1.4.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${AVOCENT}.1.7.0`, as: text, poll: "once" },
    { var: "ups.type", fixed: "pdu" },
    { var: "ups.macaddr", oid: "1.3.6.1.2.1.2.2.1.6.1", as: text, poll: "once" },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.count", oid: `${AVOCENT}.5.3.1.8.1.@`, as: notZero(number()), poll: "once" },
    { var: "outlet.#.status", oid: `${AVOCENT}.5.5.1.5.1.@.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.id", oid: `${AVOCENT}.5.5.1.3.1.@.#`, as: number(), poll: "once" },
    { var: "outlet.#.desc", oid: `${AVOCENT}.5.5.1.4.1.@.#`, as: text, rw: string(128) },
    { var: "outlet.#.current", oid: `${AVOCENT}.5.5.1.50.1.@.#`, as: number(0.1) },
    { var: "outlet.#.current.high.critical", oid: `${AVOCENT}.5.5.1.100.1.@.#`, as: number(0.1), rw: NUMBER },
    { var: "outlet.#.current.high.warning", oid: `${AVOCENT}.5.5.1.101.1.@.#`, as: number(0.1), rw: NUMBER },
    { var: "outlet.#.current.low.warning", oid: `${AVOCENT}.5.5.1.102.1.@.#`, as: number(0.1), rw: NUMBER },
    { var: "outlet.#.current.low.critical", oid: `${AVOCENT}.5.5.1.103.1.@.#`, as: number(0.1), rw: NUMBER },
    { var: "outlet.#.realpower", oid: `${AVOCENT}.5.5.1.60.1.@.#`, as: number(0.1) },
    { var: "outlet.#.voltage", oid: `${AVOCENT}.5.5.1.70.1.@.#`, as: number() },
    { var: "outlet.group.count", oid: `${AVOCENT}.5.6.@`, as: number(), poll: "once" },
    { cmd: "outlet.#.load.cycle", send: { oid: `${AVOCENT}.5.5.1.6.1.@.#`, value: 4 } },
    { cmd: "outlet.#.load.off", send: { oid: `${AVOCENT}.5.5.1.6.1.@.#`, value: 3 } },
    { cmd: "outlet.#.load.on", send: { oid: `${AVOCENT}.5.5.1.6.1.@.#`, value: 2 } },
  ],
};
