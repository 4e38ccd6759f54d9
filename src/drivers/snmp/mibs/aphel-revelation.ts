/** Eaton ePDU Managed, once Aphel Revelation. */
import { string } from "../../../nut/var-type.ts";
import { degrees, number, text, type Words, wordOrNumber, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS } from "../mib.ts";

const EPDU = "1.3.6.1.4.1.534.6.6.6";

const OUTLET_SWITCHABILITY: Words = [
  [-1, "yes"],
  [0, "yes"],
  [1, "yes"],
  [2, "yes"],
];

const OUTLET_STATUS: Words = [
  [-1, "error"],
  [0, "off"],
  [1, "on"],
  [2, "cycling"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "EATON | Powerware" },
    { var: "device.model", oid: `${EPDU}.1.1.12.0`, as: text, poll: "once" },
    { var: "device.serial", oid: `${EPDU}.1.1.2.0`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.macaddr", oid: `${EPDU}.1.1.6.0`, as: text, poll: "once" },
    { var: "device.revision", oid: `${EPDU}.1.1.7.0`, as: text, poll: "once" },
    { var: "ups.mfr", fixed: "EATON | Powerware" },
    { var: "ups.model", oid: `${EPDU}.1.1.12.0`, as: text, poll: "once" },
    { var: "ups.id", oid: `${EPDU}.1.1.13.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${EPDU}.1.1.2.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${EPDU}.1.1.1.0`, as: text, poll: "once" },
    { var: "ups.type", fixed: "pdu" },
    { var: "ups.temperature", oid: `${EPDU}.1.3.1.5.0`, as: number() },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.count", oid: `${EPDU}.1.2.1.0`, as: number() },
    { var: "outlet.current", oid: `${EPDU}.1.3.1.1.0`, as: number(0.001) },
    { var: "outlet.voltage", oid: `${EPDU}.1.3.1.2.0`, as: number(0.001) },
    { var: "outlet.realpower", oid: `${EPDU}.1.3.1.3.0`, as: number() },
    { var: "outlet.power", oid: `${EPDU}.1.3.1.4.0`, as: number() },
    { var: "outlet.#.switchable", oid: `${EPDU}.1.2.2.1.3.#`, as: wordOrNumber(OUTLET_SWITCHABILITY), poll: "once" },
    { var: "outlet.#.id", fixed: "#" },
    { var: "outlet.#.desc", oid: `${EPDU}.1.2.2.1.2.#`, as: text, rw: string(128) },
    { var: "outlet.#.status", oid: `${EPDU}.1.2.2.1.3.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.current", oid: `${EPDU}.1.2.2.1.4.#`, as: number(0.001) },
    { var: "outlet.#.current.maximum", oid: `${EPDU}.1.2.2.1.5.#`, as: number(0.001) },
    { var: "outlet.#.realpower", oid: `${EPDU}.1.2.2.1.7.#`, as: number() },
    { var: "outlet.#.voltage", oid: `${EPDU}.1.2.2.1.6.#`, as: number() },
    { var: "outlet.#.powerfactor", oid: `${EPDU}.1.2.2.1.9.#`, as: number(0.01) },
    { var: "outlet.#.power", oid: `${EPDU}.1.2.2.1.8.#`, as: number() },
    { var: "ambient.temperature", oid: `${EPDU}.2.2.1.3.0`, as: degrees() },
    { var: "ambient.temperature.low", oid: `${EPDU}.2.2.1.6.0`, as: number() },
    { var: "ambient.temperature.high", oid: `${EPDU}.2.2.1.7.0`, as: number() },
    { var: "ambient.humidity", oid: `${EPDU}.2.4.1.3.0`, as: number() },
    { var: "ambient.humidity.low", oid: `${EPDU}.2.4.1.6.0`, as: number() },
    { var: "ambient.humidity.high", oid: `${EPDU}.2.4.1.7.0`, as: number() },
    { cmd: "outlet.#.load.off", send: { oid: `${EPDU}.1.2.2.1.3.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${EPDU}.1.2.2.1.3.#`, value: 1 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${EPDU}.1.2.2.1.3.#`, value: 2 } },
  ],
};
