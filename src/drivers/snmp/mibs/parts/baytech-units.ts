/** BayTech PDUs; models keep their name in places of their own. */
import { string } from "../../../../nut/var-type.ts";
import { number, text, type Words, words } from "../../codecs.ts";
import { type Mib, SYSTEM_ROWS } from "../../mib.ts";

const BAYTECH = "1.3.6.1.4.1.4779.1";
const UNITS = `${BAYTECH}.3.5`;

const OUTLET_STATUS: Words = [
  [-1, "error"],
  [0, "off"],
  [1, "on"],
  [2, "cycling"],
  [3, "lockon"],
  [4, "lockoff"],
  [5, "unlock"],
  [6, "unknown"],
];

/** `model`: where it is, below the units. */
export const baytech = (model: string): Mib => ({
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "BayTech" },
    { var: "device.model", oid: `${UNITS}.${model}`, as: text, poll: "once" },
    { var: "device.serial", oid: `${BAYTECH}.1.2.0`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.macaddr", oid: "1.3.6.1.2.1.2.2.1.6.2", as: text, poll: "once" },
    { var: "ups.mfr", fixed: "Baytech" },
    { var: "ups.model", oid: `${UNITS}.${model}`, as: text, poll: "once" },
    { var: "ups.id", oid: `${BAYTECH}.1.3.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${BAYTECH}.1.2.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${BAYTECH}.1.1.0`, as: text, poll: "once" },
    { var: "ups.type", fixed: "pdu" },
    { var: "ups.temperature", oid: `${UNITS}.5.1.10.2.1`, as: number(0.1) },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.count", oid: `${UNITS}.2.1.15.1`, as: number() },
    { var: "outlet.current", oid: `${UNITS}.5.1.6.2.1`, as: number(0.1) },
    { var: "outlet.voltage", oid: `${UNITS}.5.1.8.2.1`, as: number(0.1) },
    { var: "outlet.#.status", oid: `${UNITS}.3.1.3.1.#`, as: words(OUTLET_STATUS) },
    { var: "outlet.#.desc", oid: `${UNITS}.3.1.4.1.#`, as: text, rw: string(128) },
    { var: "outlet.#.id", oid: `${UNITS}.6.1.3.2.1.#`, as: number(), poll: "once" },
    { var: "outlet.#.switchable", oid: `${UNITS}.3.1.1.1.#`, as: number(), poll: "once" },
    { cmd: "outlet.#.load.off", send: { oid: `${UNITS}.3.1.3.1.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${UNITS}.3.1.3.1.#`, value: 1 } },
  ],
});
