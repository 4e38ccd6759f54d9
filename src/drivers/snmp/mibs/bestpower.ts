/** Best Power UPSes. */
import { number, text, type Words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { LOW_BATTERY } from "./parts/low-battery.ts";

const BEST = "1.3.6.1.4.1.2947.1";

const POWER_STATUS: Words = [
  [1, "OL"],
  [2, "OB"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.type", fixed: "ups" },
    { var: "ups.mfr", fixed: "EATON" },
    { var: "ups.model", oid: `${BEST}.1.2.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${BEST}.1.5.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${BEST}.1.7.0`, as: text, poll: "once" },
    { var: "ups.power", oid: `${BEST}.1.3.0`, as: number() },
    { var: "ups.mfr.date", oid: `${BEST}.1.8.0`, as: text },
    ...statusAt(`${BEST}.2.1.0`, POWER_STATUS),
    ...LOW_BATTERY,
    { var: "battery.runtime", oid: `${BEST}.2.3.0`, as: number(60) },
    { var: "battery.runtime.elapsed", oid: `${BEST}.2.2.0`, as: number() },
    { var: "battery.voltage", oid: `${BEST}.2.4.0`, as: number(0.1) },
    { var: "battery.current", oid: `${BEST}.2.5.0`, as: number(0.1) },
  ],
};
