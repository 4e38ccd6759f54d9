/** Socomec UPSes with a Net Vision card. */
import { number, text, type Words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";

const NETVISION = "1.3.6.1.4.1.4555.1.1.1.1";

const BATT: Words = [
  [2, ""],
  [3, "LB"],
  [4, "LB"],
  [5, "DISCHRG"],
  [6, "RB"],
];

const OUTPUT: Words = [
  [1, ""],
  [2, ""],
  [3, "OL"],
  [4, ""],
  [5, "OL BYPASS"],
  [6, "OFF"],
  [7, "OL BYPASS"],
  [8, "OFF"],
  [9, ""],
];

const ONBATT: Words = [
  [0, "OL"],
  [1, "OB"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", oid: `${NETVISION}.1.3.0`, as: text, poll: "once" },
    { var: "ups.model", oid: `${NETVISION}.1.1.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${NETVISION}.1.4.0`, as: text, poll: "once" },
    { var: "ups.firmware.aux", oid: `${NETVISION}.1.2.0`, as: text, poll: "once" },
    ...statusAt(`${NETVISION}.2.1.0`, BATT),
    ...statusAt(`${NETVISION}.4.1.0`, OUTPUT),
    ...statusAt(`${NETVISION}.6.3.2.0`, ONBATT),
    { var: "ups.load", oid: `${NETVISION}.4.4.1.4.1`, as: number(), phases: "input-1" },
    { var: "input.phases", oid: `${NETVISION}.3.1.0`, as: number() },
    { var: "input.frequency", oid: `${NETVISION}.3.2.0`, as: number(0.1) },
    { var: "input.voltage", oid: `${NETVISION}.3.3.1.5.1`, as: number(0.1), phases: "input-1" },
    { var: "input.current", oid: `${NETVISION}.3.3.1.3.1`, as: number(0.1), phases: "input-1" },
    { var: "input.L1-N.voltage", oid: `${NETVISION}.3.3.1.5.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L1.current", oid: `${NETVISION}.3.3.1.3.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2-N.voltage", oid: `${NETVISION}.3.3.1.5.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L2.current", oid: `${NETVISION}.3.3.1.3.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3-N.voltage", oid: `${NETVISION}.3.3.1.5.3`, as: number(0.1), phases: "input-3" },
    { var: "input.L3.current", oid: `${NETVISION}.3.3.1.3.3`, as: number(0.1), phases: "input-3" },
    { var: "output.phases", oid: `${NETVISION}.4.3.0`, as: number() },
    { var: "output.frequency", oid: `${NETVISION}.4.2.0`, as: number(0.1) },
    { var: "output.voltage", oid: `${NETVISION}.4.4.1.2.1`, as: number(0.1), phases: "output-1" },
    { var: "output.current", oid: `${NETVISION}.4.4.1.3.1`, as: number(0.1), phases: "output-1" },
    { var: "output.load", oid: `${NETVISION}.4.4.1.4.1`, as: number(), phases: "output-1" },
    { var: "output.L1-N.voltage", oid: `${NETVISION}.4.4.1.2.1`, as: number(0.1), phases: "output-3" },
    { var: "output.L1.current", oid: `${NETVISION}.4.4.1.3.1`, as: number(0.1), phases: "output-3" },
    { var: "output.L1.power.percent", oid: `${NETVISION}.4.4.1.4.1`, as: number(), phases: "output-3" },
    { var: "output.L2-N.voltage", oid: `${NETVISION}.4.4.1.2.2`, as: number(0.1), phases: "output-3" },
    { var: "output.L2.current", oid: `${NETVISION}.4.4.1.3.2`, as: number(0.1), phases: "output-3" },
    { var: "output.L2.power.percent", oid: `${NETVISION}.4.4.1.4.2`, as: number(), phases: "output-3" },
    { var: "output.L3-N.voltage", oid: `${NETVISION}.4.4.1.2.3`, as: number(0.1), phases: "output-3" },
    { var: "output.L3.current", oid: `${NETVISION}.4.4.1.3.3`, as: number(0.1), phases: "output-3" },
    { var: "output.L3.power.percent", oid: `${NETVISION}.4.4.1.4.3`, as: number(), phases: "output-3" },
    { var: "input.bypass.phases", oid: `${NETVISION}.5.2.0`, as: number() },
    { var: "input.bypass.frequency", oid: `${NETVISION}.5.1.0`, as: number(0.1) },
    { var: "input.bypass.voltage", oid: `${NETVISION}.5.3.1.2.1`, as: number(0.1), phases: "input.bypass-1" },
    { var: "input.bypass.current", oid: `${NETVISION}.5.3.1.3.1`, as: number(0.1), phases: "input.bypass-1" },
    { var: "input.bypass.L1-N.voltage", oid: `${NETVISION}.5.3.1.2.1`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.L1.current", oid: `${NETVISION}.5.3.1.3.1`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.L2-N.voltage", oid: `${NETVISION}.5.3.1.2.2`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.L2.current", oid: `${NETVISION}.5.3.1.3.2`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.L3-N.voltage", oid: `${NETVISION}.5.3.1.2.3`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.L3.current", oid: `${NETVISION}.5.3.1.3.3`, as: number(0.1), phases: "input.bypass-3" },
    { var: "battery.charge", oid: `${NETVISION}.2.4.0`, as: number() },
    { var: "battery.voltage", oid: `${NETVISION}.2.5.0`, as: number(0.1) },
    { var: "battery.runtime", oid: `${NETVISION}.2.3.0`, as: number(60) },
  ],
};
