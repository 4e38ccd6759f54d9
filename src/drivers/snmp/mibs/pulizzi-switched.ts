/** Eaton ePDU Switched, once Pulizzi. */
import { NUMBER, string } from "../../../nut/var-type.ts";
import { number, text, type Words, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS } from "../mib.ts";

const PULIZZI = "1.3.6.1.4.1.20677.2";

const OUTLET_STATUS: Words = [
  [1, "on"],
  [2, "off"],
];

const OUTLET_SWITCHABILITY: Words = [
  [1, "yes"],
  [2, "yes"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "EATON" },
    { var: "device.model", oid: `${PULIZZI}.1.1.0`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.macaddr", oid: `${PULIZZI}.2.6.0`, as: text },
    { var: "ups.mfr", fixed: "EATON" },
    { var: "ups.model", oid: `${PULIZZI}.1.1.0`, as: text, poll: "once" },
    { var: "ups.date", oid: `${PULIZZI}.1.4.0`, as: text, poll: "once" },
    { var: "ups.time", oid: `${PULIZZI}.1.3.0`, as: text, poll: "once" },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.current", oid: `${PULIZZI}.8.6.4.2.0`, as: number() },
    { var: "outlet.voltage", oid: `${PULIZZI}.8.6.4.1.0`, as: number() },
    { var: "outlet.power", oid: `${PULIZZI}.8.6.4.3.0`, as: number() },
    { var: "outlet.#.desc", oid: `${PULIZZI}.6.1.#.1.0`, as: text, rw: string(128), poll: "changed" },
    { var: "outlet.#.status", oid: `${PULIZZI}.6.3.#.0`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.id", fixed: "#" },
    { var: "outlet.#.switchable", oid: `${PULIZZI}.6.3.#.0`, as: words(OUTLET_SWITCHABILITY), poll: "once" },
    { var: "outlet.#.delay.reboot", oid: `${PULIZZI}.6.1.#.5.0`, as: number(), rw: NUMBER },
    { var: "outlet.#.delay.start", oid: `${PULIZZI}.6.1.#.4.0`, as: number(), rw: NUMBER },
    { cmd: "load.on", send: { oid: `${PULIZZI}.6.2.1.0`, value: 1 } },
    { cmd: "load.off", send: { oid: `${PULIZZI}.6.2.1.0`, value: 2 } },
    { cmd: "load.on.delay", send: { oid: `${PULIZZI}.6.2.1.0`, value: 3 } },
    { cmd: "load.off.delay", send: { oid: `${PULIZZI}.6.2.1.0`, value: 4 } },
    { cmd: "outlet.#.load.on", send: { oid: `${PULIZZI}.6.2.#.0`, value: 1 } },
    { cmd: "outlet.#.load.off", send: { oid: `${PULIZZI}.6.2.#.0`, value: 2 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${PULIZZI}.6.2.#.0`, value: 3 } },
  ],
};
