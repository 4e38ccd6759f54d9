/** Raritan Dominion PX. */
import { string } from "../../../nut/var-type.ts";
import { number, text, type Words, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS } from "../mib.ts";

const PX = "1.3.6.1.4.1.13742.1";

const OUTLET_STATUS: Words = [
  [-1, "error"],
  [0, "off"],
  [1, "on"],
  [2, "cycling"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "Raritan" },
    { var: "device.model", oid: `${PX}.1.12.0`, as: text, poll: "once" },
    { var: "device.serial", oid: `${PX}.1.2.0`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.macaddr", oid: `${PX}.1.6.0`, as: text, poll: "once" },
    { var: "ups.mfr", fixed: "Raritan" },
    { var: "ups.model", oid: `${PX}.1.12.0`, as: text, poll: "once" },
    { var: "ups.id", oid: `${PX}.1.13.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${PX}.1.2.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${PX}.1.1.0`, as: text, poll: "once" },
    { var: "ups.type", fixed: "pdu" },
    { var: "ups.temperature", oid: `${PX}.3.1.5.0`, as: number() },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.count", oid: `${PX}.2.1.0`, as: number() },
    { var: "outlet.current", oid: `${PX}.3.1.1.0`, as: number(0.001) },
    { var: "outlet.voltage", oid: `${PX}.3.1.2.0`, as: number(0.001) },
    { var: "outlet.realpower", oid: `${PX}.3.1.3.0`, as: number() },
    { var: "outlet.power", oid: `${PX}.3.1.4.0`, as: number() },
    { var: "outlet.#.switchable", oid: `${PX}.2.2.1.1.#`, as: number(), poll: "once" },
    { var: "outlet.#.id", fixed: "#" },
    { var: "outlet.#.desc", oid: `${PX}.2.2.1.2.#`, as: text, rw: string(128) },
    { var: "outlet.#.status", oid: `${PX}.2.2.1.3.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.current", oid: `${PX}.2.2.1.4.#`, as: number(0.001) },
    { var: "outlet.#.current.maximum", oid: `${PX}.2.2.1.5.#`, as: number(0.001) },
    { var: "outlet.#.realpower", oid: `${PX}.2.2.1.7.#`, as: number() },
    { var: "outlet.#.voltage", oid: `${PX}.2.2.1.6.#`, as: number() },
    { var: "outlet.#.powerfactor", oid: `${PX}.2.2.1.9.#`, as: number(0.01) },
    { var: "outlet.#.power", oid: `${PX}.2.2.1.8.#`, as: number() },
    { cmd: "outlet.#.load.off", send: { oid: `${PX}.2.2.1.3.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${PX}.2.2.1.3.#`, value: 1 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${PX}.2.2.1.3.#`, value: 2 } },
  ],
};
