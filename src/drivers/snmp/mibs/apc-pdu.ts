/** APC rack PDUs and MasterSwitch. */
import { string } from "../../../nut/var-type.ts";
import { notNegative, number, text, type Words, words } from "../codecs.ts";
import { type Mib, oneOf } from "../mib.ts";

const SWITCHED = "1.3.6.1.4.1.318.1.1.4";
const RACK = "1.3.6.1.4.1.318.1.1.12";

const SW_OUTLET_STATUS: Words = [
  [1, "on"],
  [2, "off"],
];

export const MIB: Mib = {
  rows: [
    { var: "device.mfr", fixed: "APC" },
    { var: "device.model", oid: `${SWITCHED}.1.4.0`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.contact", oid: "1.3.6.1.2.1.1.4.0", as: text },
    { var: "device.description", oid: "1.3.6.1.2.1.1.5.0", as: text },
    { var: "device.location", oid: "1.3.6.1.2.1.1.6.0", as: text },
    { var: "device.uptime", oid: "1.3.6.1.2.1.1.3.0", as: notNegative(number()) },
    { var: "device.serial", oid: `${SWITCHED}.1.5.0`, as: text, poll: "once" },
    { var: "device.part", oid: `${SWITCHED}.1.4.0`, as: text, poll: "once" },
    { var: "device.version", oid: `${SWITCHED}.1.1.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${SWITCHED}.1.2.0`, as: text },
    { var: "ups.date", oid: `${SWITCHED}.1.3.0`, as: text },
    { var: "input.realpower", oid: `${RACK}.1.16.0`, as: number() },
    { var: "input.current", oid: `${RACK}.2.3.1.1.2.1`, as: number(0.1) },
    { var: "input.voltage.nominal", oid: `${RACK}.1.15.0`, as: notNegative(number()) },
    { var: "outlet.count", oid: `${SWITCHED}.4.1.0`, as: number(), poll: "once" },
    { var: "outlet.#.id", oid: `${SWITCHED}.4.2.1.1.#`, as: number(), poll: "once" },
    { var: "outlet.#.desc", oid: `${SWITCHED}.4.2.1.4.#`, as: text, rw: string(128) },
    {
      var: "outlet.#.status",
      oid: `${SWITCHED}.4.2.1.3.#`,
      as: words(SW_OUTLET_STATUS),
      rw: oneOf(SW_OUTLET_STATUS, 128),
    },
    { var: "outlet.#.switchable", fixed: "yes" },
  ],
};
