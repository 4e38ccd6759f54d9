/** Eaton ePDU Monitored, once Aphel Genesis II. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { notNegative, number, text } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS } from "../mib.ts";

const APHEL = "1.3.6.1.4.1.17373.3";

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.mfr", fixed: "EATON | Powerware" },
    { var: "device.model", oid: `${APHEL}.1.1.0`, as: text, poll: "once" },
    { var: "device.type", fixed: "pdu" },
    { var: "device.macaddr", oid: `${APHEL}.1.4.0`, as: text },
    { var: "ups.mfr", fixed: "EATON | Powerware" },
    { var: "ups.model", oid: `${APHEL}.1.1.0`, as: text, poll: "once" },
    { var: "ups.id", oid: `${APHEL}.1.3.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${APHEL}.1.2.0`, as: text, poll: "once" },
    { var: "ups.type", fixed: "pdu" },
    { var: numbered("outlet.#.current", 1), oid: `${APHEL}.2.1.0`, as: notNegative(number(0.1)) },
    { var: numbered("outlet.#.current", 2), oid: `${APHEL}.2.2.0`, as: notNegative(number(0.1)) },
    { var: numbered("outlet.#.current", 3), oid: `${APHEL}.2.3.0`, as: notNegative(number(0.1)) },
    { var: numbered("outlet.#.current", 4), oid: `${APHEL}.2.4.0`, as: notNegative(number(0.1)) },
    { var: numbered("outlet.#.current", 5), oid: `${APHEL}.2.5.0`, as: notNegative(number(0.1)) },
    { var: numbered("outlet.#.current", 6), oid: `${APHEL}.2.6.0`, as: notNegative(number(0.1)) },
    { var: numbered("outlet.#.current", 7), oid: `${APHEL}.2.7.0`, as: notNegative(number(0.1)) },
    { var: numbered("outlet.#.current", 8), oid: `${APHEL}.2.8.0`, as: notNegative(number(0.1)) },
  ],
};
