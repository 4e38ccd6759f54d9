/** Raritan PX2 and PX3. */
import { string } from "../../../nut/var-type.ts";
import { number, text, type Words, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS } from "../mib.ts";

const PX2 = "1.3.6.1.4.1.13742.6";

const RARITANPX2_OUTLET_STATUS: Words = [
  [-1, "unavailable"],
  [0, "open"],
  [1, "closed"],
  [2, "belowLowerCritical"],
  [3, "belowLowerWarning"],
  [4, "normal"],
  [5, "aboveUpperWarning"],
  [6, "aboveUpperCritical"],
  [7, "on"],
  [8, "off"],
  [9, "detected"],
  [10, "notDetected"],
  [11, "alarmed"],
  [12, "ok"],
  [13, "marginal"],
  [14, "fail"],
  [15, "yes"],
  [16, "no"],
  [17, "standby"],
  [18, "one"],
  [19, "two"],
  [20, "inSync"],
  [21, "outOfSync"],
  [22, "i1OpenFault"],
  [23, "i1ShortFault"],
  [24, "i2OpenFault"],
  [25, "i2ShortFault"],
  [26, "fault"],
  [27, "warning"],
  [28, "critical"],
  [29, "selfTest"],
  [30, "nonRedundant"],
];

const RARITANPX2_OUTLET_SWITCHABILITY: Words = [
  [-1, "yes"],
  [1, "yes"],
  [2, "no"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", oid: `${PX2}.3.2.1.1.2.1`, as: text, poll: "once" },
    { var: "device.model", oid: `${PX2}.3.2.1.1.3.1`, as: text, poll: "once" },
    { var: "device.serial", oid: `${PX2}.3.2.1.1.4.1`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.macaddr", oid: `${PX2}.3.2.2.1.11.1`, as: text, poll: "once" },
    { var: "device.revision", oid: `${PX2}.3.2.3.1.4.1.1.1`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${PX2}.3.2.3.1.6.1.1.1`, as: text, poll: "once" },
    { var: "ups.id", oid: `${PX2}.3.2.2.1.13.1`, as: text, poll: "once" },
    { var: "ups.model", oid: `${PX2}.3.2.1.1.3.1`, as: text, poll: "once" },
    { var: "input.load", oid: `${PX2}.5.2.3.1.4.1.1.1`, as: number(0.1) },
    { var: "input.voltage", oid: `${PX2}.5.2.3.1.4.1.1.4`, as: number() },
    { var: "input.realpower", oid: `${PX2}.5.2.3.1.4.1.1.5`, as: number() },
    { var: "input.power", oid: `${PX2}.5.2.3.1.4.1.1.6`, as: number() },
    { var: "input.powerfactor", oid: `${PX2}.5.2.3.1.4.1.1.7`, as: number(0.01) },
    { var: "outlet.count", oid: `${PX2}.3.2.2.1.4.1`, as: number(), poll: "once" },
    { var: "outlet.#.desc", oid: `${PX2}.3.5.3.1.3.1.#`, as: text, rw: string(128) },
    { var: "outlet.#.status", oid: `${PX2}.4.1.2.1.3.1.#`, as: words(RARITANPX2_OUTLET_STATUS) },
    { var: "outlet.#.id", oid: `${PX2}.3.5.3.1.2.1.#`, as: number(), poll: "once" },
    { var: "outlet.#.current", oid: `${PX2}.5.4.3.1.4.1.#.1`, as: number(0.1) },
    { var: "outlet.#.voltage", oid: `${PX2}.5.4.3.1.4.1.#.4`, as: number() },
    { var: "outlet.#.power", oid: `${PX2}.5.4.3.1.4.1.#.5`, as: number() },
    { var: "outlet.#.realpower", oid: `${PX2}.5.4.3.1.4.1.#.6`, as: number() },
    { var: "outlet.#.powerfactor", oid: `${PX2}.5.4.3.1.4.1.#.7`, as: number() },
    {
      var: "outlet.#.switchable",
      oid: `${PX2}.3.5.3.1.28.1.#`,
      as: words(RARITANPX2_OUTLET_SWITCHABILITY),
      poll: "once",
    },
    { cmd: "outlet.#.load.off", send: { oid: `${PX2}.4.1.2.1.2.1.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${PX2}.4.1.2.1.2.1.#`, value: 1 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${PX2}.4.1.2.1.2.1.#`, value: 2 } },
  ],
};
