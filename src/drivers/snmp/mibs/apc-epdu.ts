/** APC Easy PDUs. */
import { notNegative, number, text, type Words, words } from "../codecs.ts";
import type { Mib } from "../mib.ts";

const EPDU = "1.3.6.1.4.1.318.1.1.30";

const SW_OUTLET_STATUS: Words = [
  [1, "off"],
  [2, "on"],
];

export const MIB: Mib = {
  rows: [
    { var: "device.mfr", fixed: "APC" },
    { var: "device.model", oid: `${EPDU}.2.1.1.4.1`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.contact", oid: "1.3.6.1.2.1.1.4.0", as: text },
    { var: "device.description", oid: "1.3.6.1.2.1.1.5.0", as: text },
    { var: "device.location", oid: "1.3.6.1.2.1.1.6.0", as: text },
    { var: "device.uptime", oid: "1.3.6.1.2.1.1.3.0", as: notNegative(number()) },
    { var: "device.serial", oid: `${EPDU}.2.1.1.5.1`, as: text, poll: "once" },
    { var: "device.part", oid: `${EPDU}.2.1.1.4.1`, as: text, poll: "once" },
    { var: "device.version", oid: `${EPDU}.2.1.1.3.1`, as: text, poll: "once" },
    { var: "input.phases", oid: `${EPDU}.3.0`, as: number() },
    { var: "input.realpower", oid: `${EPDU}.2.1.1.7.1`, as: notNegative(number()) },
    { var: "input.voltage", oid: `${EPDU}.4.2.1.4.1`, as: notNegative(number(0.1)), phases: "input-1" },
    { var: "input.current", oid: `${EPDU}.4.2.1.5.1`, as: notNegative(number(0.01)), phases: "input-1" },
    { var: "input.L1-N.voltage", oid: `${EPDU}.4.2.1.4.1`, as: notNegative(number(0.1)), phases: "input-3" },
    { var: "input.L2-N.voltage", oid: `${EPDU}.4.2.1.4.2`, as: notNegative(number(0.1)), phases: "input-3" },
    { var: "input.L3-N.voltage", oid: `${EPDU}.4.2.1.4.3`, as: notNegative(number(0.1)), phases: "input-3" },
    { var: "input.L1.current", oid: `${EPDU}.4.2.1.5.1`, as: notNegative(number(0.01)), phases: "input-3" },
    { var: "input.L2.current", oid: `${EPDU}.4.2.1.5.2`, as: notNegative(number(0.01)), phases: "input-3" },
    { var: "input.L3.current", oid: `${EPDU}.4.2.1.5.3`, as: notNegative(number(0.01)), phases: "input-3" },
    { var: "input.L1.realpower", oid: `${EPDU}.4.2.1.6.1`, as: notNegative(number()), phases: "input-3" },
    { var: "input.L2.realpower", oid: `${EPDU}.4.2.1.6.2`, as: notNegative(number()), phases: "input-3" },
    { var: "input.L3.realpower", oid: `${EPDU}.4.2.1.6.3`, as: notNegative(number()), phases: "input-3" },
    { var: "outlet.count", oid: `${EPDU}.5.0`, as: number(), poll: "once" },
    { var: "outlet.#.id", oid: `${EPDU}.6.1.1.1.#`, as: notNegative(number()), poll: "once" },
    { var: "outlet.#.name", oid: `${EPDU}.6.2.1.2.#`, as: notNegative(number()) },
    { var: "outlet.#.desc", fixed: "Outlet #" },
    { var: "outlet.#.status", oid: `${EPDU}.6.1.1.4.#`, as: words(SW_OUTLET_STATUS) },
    { var: "outlet.#.switchable", fixed: "yes" },
  ],
};
