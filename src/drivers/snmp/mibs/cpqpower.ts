/** HP and Compaq UPSes with an AF401A card and its like. */
import { string } from "../../../nut/var-type.ts";
import { degrees, number, text, type Words, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { LOW_BATTERY } from "./parts/low-battery.ts";
import { BATTERY_ABM_STATUS, MODE, TEST_RESULT } from "./parts/powerware-words.ts";

const UPS_MIB = "1.3.6.1.2.1.33.1";
const CPQ_UPS = "1.3.6.1.4.1.232.165.3";

const PWR: Words = [
  [1, ""],
  [2, "OFF"],
  [3, "OL"],
  [4, "OL BYPASS"],
  [5, "OB"],
  [6, "OL BOOST"],
  [7, "OL TRIM"],
  [8, "OL"],
  [9, "OL"],
  [10, "OL"],
];

const OUTLET_SWITCHABILITY: Words = [
  [1, "yes"],
  [2, "yes"],
  [3, "yes"],
  [4, "yes"],
];

const OUTLET_STATUS: Words = [
  [1, "on"],
  [2, "off"],
  [3, "pendingOff"],
  [4, "pendingOn"],
  [5, "unknown"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", oid: `${CPQ_UPS}.1.1.0`, as: text, poll: "once" },
    { var: "ups.model", oid: `${CPQ_UPS}.1.2.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: "1.3.6.1.4.1.232.165.1.2.7.0", as: text, poll: "once" },
    { var: "ups.firmware", oid: `${CPQ_UPS}.1.3.0`, as: text },
    { var: "ups.firmware.aux", oid: `${UPS_MIB}.1.4.0`, as: text },
    { var: "ups.load", oid: `${CPQ_UPS}.4.1.0`, as: number() },
    { var: "ups.realpower.nominal", oid: `${CPQ_UPS}.9.3.0`, as: number(), phases: "output-1" },
    { var: "ups.realpower", oid: `${CPQ_UPS}.4.4.1.4.1`, as: number(), phases: "output-1" },
    { var: "ups.L1.realpower", oid: `${CPQ_UPS}.4.4.1.4.1`, as: number(), phases: "output-3" },
    { var: "ups.L2.realpower", oid: `${CPQ_UPS}.4.4.1.4.2`, as: number(), phases: "output-3" },
    { var: "ups.L3.realpower", oid: `${CPQ_UPS}.4.4.1.4.3`, as: number(), phases: "output-3" },
    ...statusAt(`${CPQ_UPS}.4.5.0`, PWR),
    ...statusAt(`${CPQ_UPS}.2.5.0`, BATTERY_ABM_STATUS),
    ...LOW_BATTERY,
    { var: "ups.type", oid: `${CPQ_UPS}.4.5.0`, as: words(MODE) },
    { var: "ups.test.result", oid: `${CPQ_UPS}.7.2.0`, as: words(TEST_RESULT) },
    { var: "ups.delay.shutdown", fallback: "20", rw: string(6) },
    { var: "ups.delay.start", fallback: "30", rw: string(6) },
    { var: "ups.timer.shutdown", oid: `${CPQ_UPS}.8.1.0`, as: number() },
    { var: "ups.timer.start", oid: `${CPQ_UPS}.8.2.0`, as: number() },
    { var: "ambient.temperature", oid: `${CPQ_UPS}.6.1.0`, as: degrees() },
    { var: "ambient.temperature.low", oid: `${CPQ_UPS}.6.2.0`, as: number() },
    { var: "ambient.temperature.high", oid: `${CPQ_UPS}.6.3.0`, as: number() },
    { var: "battery.charge", oid: `${CPQ_UPS}.2.4.0`, as: number() },
    { var: "battery.runtime", oid: `${CPQ_UPS}.2.1.0`, as: number() },
    { var: "battery.voltage", oid: `${CPQ_UPS}.2.2.0`, as: number(0.1) },
    { var: "battery.current", oid: `${CPQ_UPS}.2.3.0`, as: number(0.1) },
    { var: "input.phases", oid: `${CPQ_UPS}.3.3.0`, as: number() },
    { var: "input.frequency", oid: `${CPQ_UPS}.3.1.0`, as: number(0.1) },
    { var: "input.voltage.nominal", oid: `${CPQ_UPS}.9.2.0`, as: number() },
    { var: "input.voltage", oid: `${CPQ_UPS}.3.4.1.2.1`, as: number(), phases: "output-1" },
    { var: "input.L1-N.voltage", oid: `${CPQ_UPS}.3.4.1.2.1`, as: number(), phases: "input-3" },
    { var: "input.L2-N.voltage", oid: `${CPQ_UPS}.3.4.1.2.2`, as: number(), phases: "input-3" },
    { var: "input.L3-N.voltage", oid: `${CPQ_UPS}.3.4.1.2.3`, as: number(), phases: "input-3" },
    { var: "input.current", oid: `${CPQ_UPS}.3.4.1.3.1`, as: number(), phases: "output-1" },
    { var: "input.L1.current", oid: `${CPQ_UPS}.3.4.1.3.1`, as: number(), phases: "input-3" },
    { var: "input.L2.current", oid: `${CPQ_UPS}.3.4.1.3.2`, as: number(), phases: "input-3" },
    { var: "input.L3.current", oid: `${CPQ_UPS}.3.4.1.3.3`, as: number(), phases: "input-3" },
    { var: "input.realpower", oid: `${CPQ_UPS}.3.4.1.4.1`, as: number(), phases: "output-1" },
    { var: "input.L1.realpower", oid: `${CPQ_UPS}.3.4.1.4.1`, as: number(), phases: "input-3" },
    { var: "input.L2.realpower", oid: `${CPQ_UPS}.3.4.1.4.2`, as: number(), phases: "input-3" },
    { var: "input.L3.realpower", oid: `${CPQ_UPS}.3.4.1.4.3`, as: number(), phases: "input-3" },
    { var: "input.quality", oid: `${CPQ_UPS}.3.2.0`, as: number() },
    { var: "output.phases", oid: `${CPQ_UPS}.4.3.0`, as: number() },
    { var: "output.frequency.nominal", oid: `${CPQ_UPS}.9.4.0`, as: number(0.1) },
    { var: "output.frequency", oid: `${CPQ_UPS}.4.2.0`, as: number(0.1) },
    { var: "output.voltage.nominal", oid: `${CPQ_UPS}.9.1.0`, as: number() },
    { var: "output.voltage", oid: `${CPQ_UPS}.4.4.1.2.1`, as: number(), phases: "output-1" },
    { var: "output.L1-N.voltage", oid: `${CPQ_UPS}.4.4.1.2.1`, as: number(), phases: "output-3" },
    { var: "output.L2-N.voltage", oid: `${CPQ_UPS}.4.4.1.2.2`, as: number(), phases: "output-3" },
    { var: "output.L3-N.voltage", oid: `${CPQ_UPS}.4.4.1.2.3`, as: number(), phases: "output-3" },
    { var: "output.current", oid: `${CPQ_UPS}.4.4.1.3.1`, as: number(), phases: "output-1" },
    { var: "output.L1.current", oid: `${CPQ_UPS}.4.4.1.3.1`, as: number(), phases: "output-3" },
    { var: "output.L2.current", oid: `${CPQ_UPS}.4.4.1.3.2`, as: number(), phases: "output-3" },
    { var: "output.L3.current", oid: `${CPQ_UPS}.4.4.1.3.3`, as: number(), phases: "output-3" },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "All outlets", rw: string(20) },
    { var: "outlet.count", oid: `${CPQ_UPS}.10.1.0`, as: number() },
    { var: "outlet.#.switchable", oid: `${CPQ_UPS}.10.2.1.1.#`, as: words(OUTLET_SWITCHABILITY), poll: "once" },
    { var: "outlet.#.id", oid: `${CPQ_UPS}.10.2.1.1.#`, as: number(), poll: "once" },
    { var: "outlet.#.status", oid: `${CPQ_UPS}.10.2.1.2.#`, as: words(OUTLET_STATUS) },
    { cmd: "outlet.#.load.off", send: { oid: `${CPQ_UPS}.10.2.1.3.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${CPQ_UPS}.10.2.1.4.#`, value: 0 } },
    { cmd: "outlet.#.load.cycle", send: { oid: `${CPQ_UPS}.10.2.1.7.#`, value: 0 } },
    { cmd: "load.off", send: { oid: `${CPQ_UPS}.8.1.0`, value: 1 } },
    { cmd: "load.on", send: { oid: `${CPQ_UPS}.8.2.0`, value: 1 } },
    { cmd: "shutdown.stop", send: { oid: `${CPQ_UPS}.8.1.0`, value: 0 } },
    { cmd: "load.off.delay", send: { oid: `${CPQ_UPS}.8.1.0`, value: 20 } },
    { cmd: "load.on.delay", send: { oid: `${CPQ_UPS}.8.2.0`, value: 30 } },
    { cmd: "shutdown.reboot", send: { oid: `${CPQ_UPS}.8.6.0`, value: 0 } },
    { cmd: "test.battery.start", send: { oid: `${CPQ_UPS}.7.1.0`, value: 1 } },
  ],
};
