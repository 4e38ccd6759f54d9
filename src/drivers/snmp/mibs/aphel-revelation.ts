/** Eaton ePDU Managed, once Aphel Revelation. */
import { degrees, number, text, type Words, wordOrNumber } from "../codecs.ts";
import type { Mib } from "../mib.ts";
import { dominionPx } from "./parts/dominion-px.ts";

const EPDU = "1.3.6.1.4.1.534.6.6.6";

const OUTLET_SWITCHABILITY: Words = [
  [-1, "yes"],
  [0, "yes"],
  [1, "yes"],
  [2, "yes"],
];

export const MIB: Mib = {
  rows: [
    ...dominionPx(`${EPDU}.1`, "EATON | Powerware"),
    { var: "device.revision", oid: `${EPDU}.1.1.7.0`, as: text, poll: "once" },
    { var: "outlet.#.switchable", oid: `${EPDU}.1.2.2.1.3.#`, as: wordOrNumber(OUTLET_SWITCHABILITY), poll: "once" },
    { var: "ambient.temperature", oid: `${EPDU}.2.2.1.3.0`, as: degrees() },
    { var: "ambient.temperature.low", oid: `${EPDU}.2.2.1.6.0`, as: number() },
    { var: "ambient.temperature.high", oid: `${EPDU}.2.2.1.7.0`, as: number() },
    { var: "ambient.humidity", oid: `${EPDU}.2.4.1.3.0`, as: number() },
    { var: "ambient.humidity.low", oid: `${EPDU}.2.4.1.6.0`, as: number() },
    { var: "ambient.humidity.high", oid: `${EPDU}.2.4.1.7.0`, as: number() },
  ],
};
