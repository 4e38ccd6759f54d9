/** Powerware and other UPSes with the MIB of Tripp Lite Europe and PPC. */
import { number, text, type Words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";

const XPPC = "1.3.6.1.4.1.935.1.1.1";

const ONBATT: Words = [
  [1, ""],
  [2, ""],
  [3, "LB"],
];

const POWER: Words = [
  [1, ""],
  [2, "OL"],
  [3, "OB"],
  [4, "OL BOOST"],
  [5, "OFF"],
  [6, "BYPASS"],
  [7, ""],
  // Standby of the inverter: a line-interactive UPS that lets the mains through (Liebert PSI, TS Shara).
  [8, "OL"],
  [9, "OL TRIM"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", fixed: "Tripp Lite / Phoenixtec" },
    { var: "ups.model", oid: `${XPPC}.1.1.1.0`, as: text },
    { var: "ups.firmware.aux", oid: `${XPPC}.1.2.4.0`, as: text },
    ...statusAt(`${XPPC}.2.1.1.0`, ONBATT),
    { var: "battery.charge", oid: `${XPPC}.2.2.1.0`, as: number() },
    { var: "battery.voltage", oid: `${XPPC}.2.2.2.0`, as: number(0.1) },
    { var: "ups.temperature", oid: `${XPPC}.2.2.3.0`, as: number(0.1) },
    { var: "battery.runtime", oid: `${XPPC}.2.2.4.0`, as: number() },
    { var: "input.voltage", oid: `${XPPC}.3.2.1.0`, as: number(0.1) },
    { var: "input.frequency", oid: `${XPPC}.3.2.4.0`, as: number(0.1) },
    ...statusAt(`${XPPC}.4.1.1.0`, POWER),
    { var: "output.voltage", oid: `${XPPC}.4.2.1.0`, as: number(0.1) },
    { var: "output.frequency", oid: `${XPPC}.4.2.2.0`, as: number(0.1) },
    { var: "ups.load", oid: `${XPPC}.4.2.3.0`, as: number() },
    { var: "output.voltage.nominal", oid: `${XPPC}.5.2.1.0`, as: number(0.1) },
  ],
};
