/** The objects of Powerware and Eaton UPSes; cards differ in the numbers of what feeds the load. */
import { numbered } from "../../../../nut/catalogue/names.ts";
import { NUMBER, string } from "../../../../nut/var-type.ts";
import { degrees, isoDate, number, text, type Words, wordOrNumber, words } from "../../codecs.ts";
import { listedAlarms, type Mib, oneOf, SYSTEM_ROWS, statusAt } from "../../mib.ts";
import { EATON_SENSORS } from "./eaton-sensors.ts";
import { LOW_BATTERY } from "./low-battery.ts";

const UPS_MIB = "1.3.6.1.2.1.33.1";
const XUPS = "1.3.6.1.4.1.534.1";

const ALARM_OB: Words = [
  [1, "OB"],
  [2, ""],
];

const ALARM_LB: Words = [
  [1, "LB"],
  [2, ""],
];

/** Network-M3 cards tell of a low battery here, and not in the list of alarms. */
const BATTERY_LOW: Words = [[1, "LB"]];

const BATTERY_BAD: Words = [[1, "RB"]];

const BATTERY_ABM_STATUS: Words = [
  [1, "CHRG"],
  [2, "DISCHRG"],
];

const MODE: Words = [
  [1, ""],
  [2, ""],
  [3, "normal"],
  [4, ""],
  [5, ""],
  [6, ""],
  [7, ""],
  [8, "parallel capacity"],
  [9, "parallel redundancy"],
  [10, "high efficiency"],
  [240, ""],
  [100, ""],
  [96, ""],
  [81, "high efficiency"],
  [80, "normal"],
  [64, ""],
  [16, ""],
];

const TOPOLOGY: Words = [
  [0, ""],
  [16, "Off-line switcher, Single Phase"],
  [32, "Line-Interactive UPS, Single Phase"],
  [33, "Line-Interactive UPS, Two Phase"],
  [34, "Line-Interactive UPS, Three Phase"],
  [48, "Dual AC Input, On-Line UPS, Single Phase"],
  [49, "Dual AC Input, On-Line UPS, Two Phase"],
  [50, "Dual AC Input, On-Line UPS, Three Phase"],
  [64, "On-Line UPS, Single Phase"],
  [65, "On-Line UPS, Two Phase"],
  [66, "On-Line UPS, Three Phase"],
  [80, "Parallel Redundant On-Line UPS, Single Phase"],
  [81, "Parallel Redundant On-Line UPS, Two Phase"],
  [82, "Parallel Redundant On-Line UPS, Three Phase"],
  [96, "Parallel for Capacity On-Line UPS, Single Phase"],
  [97, "Parallel for Capacity On-Line UPS, Two Phase"],
  [98, "Parallel for Capacity On-Line UPS, Three Phase"],
  [258, "System Bypass Module, Three Phase"],
  [290, "Hot-Tie Cabinet, Three Phase"],
  [512, "Outlet Controller, Single Phase"],
  [546, "Dual AC Input Static Switch Module, 3 Phase"],
];

const BATT_TEST: Words = [
  [1, "Unknown"],
  [2, "Done and passed"],
  [3, "Done and error"],
  [4, "In progress"],
  [5, "Not supported"],
  [6, "Inhibited"],
  [7, "Scheduled"],
];

const YES_NO: Words = [
  [1, "yes"],
  [2, "no"],
];

const ABM_STATUS: Words = [
  [1, "charging"],
  [2, "discharging"],
  [3, "floating"],
  [4, "resting"],
  [5, "unknown"],
  [6, "disabled"],
];

const OUTLET_STATUS: Words = [
  [1, "on"],
  [2, "off"],
  [3, "on"],
  [4, "off"],
  [7, "off"],
  [8, "on"],
];

const AMBIENT_DRYCONTACTS: Words = [
  [-1, "unknown"],
  [1, "opened"],
  [2, "closed"],
  [3, "opened"],
  [4, "closed"],
];

const ALARMS = listedAlarms(`${XUPS}.7.2.1.2`, [
  [`${XUPS}.7.4`, "LB", undefined],
  [`${XUPS}.7.7`, "OVER", "Output overload!"],
  [`${XUPS}.7.8`, undefined, "Internal failure!"],
  [`${XUPS}.7.9`, undefined, "Battery discharged!"],
  [`${XUPS}.7.10`, undefined, "Inverter failure!"],
  [`${XUPS}.7.11`, "BYPASS", "On bypass!"],
  [`${XUPS}.7.12`, undefined, "Bypass not available!"],
  [`${XUPS}.7.13`, "OFF", "Output off!"],
  [`${XUPS}.7.14`, undefined, "Input failure!"],
  [`${XUPS}.7.15`, undefined, "Building alarm!"],
  [`${XUPS}.7.16`, undefined, "Shutdown imminent!"],
  [`${XUPS}.7.17`, undefined, "On inverter!"],
  [`${XUPS}.7.20`, undefined, "Breaker open!"],
  [`${XUPS}.7.23`, "RB", "Battery bad!"],
  [`${XUPS}.7.24`, "OFF", "Output off as requested!"],
  [`${XUPS}.7.25`, undefined, "Diagnostic test failure!"],
  [`${XUPS}.7.26`, undefined, "Communication with UPS lost!"],
  [`${XUPS}.7.27`, undefined, "Shutdown pending!"],
  [`${XUPS}.7.29`, undefined, "Bad ambient temperature!"],
  [`${XUPS}.7.30`, undefined, "Redundancy lost!"],
  [`${XUPS}.7.31`, undefined, "Bad temperature!"],
  [`${XUPS}.7.32`, undefined, "Charger failure!"],
  [`${XUPS}.7.33`, undefined, "Fan failure!"],
  [`${XUPS}.7.34`, undefined, "Fuse failure!"],
  [`${XUPS}.7.35`, undefined, "Powerswitch failure!"],
  [`${XUPS}.7.36`, undefined, "Parallel or composite module failure!"],
  [`${XUPS}.7.37`, undefined, "Using alternative power source!"],
  [`${XUPS}.7.38`, undefined, "Alternative power source unavailable!"],
  [`${XUPS}.7.40`, undefined, "Bad remote temperature!"],
  [`${XUPS}.7.41`, undefined, "Bad remote humidity!"],
  [`${XUPS}.7.42`, undefined, "Bad output condition!"],
  [`${XUPS}.7.43`, undefined, "Awaiting power!"],
  [`${XUPS}.7.44`, "BYPASS", "On maintenance bypass!"],
]);

/** `power`: what the load is fed by. */
export const xups = (power: Words): Mib => ({
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", oid: `${XUPS}.1.1.0`, as: text, poll: "once" },
    { var: "ups.model", oid: `${XUPS}.1.2.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${XUPS}.1.3.0`, as: text },
    { var: "ups.firmware.aux", oid: `${UPS_MIB}.1.4.0`, as: text },
    { var: "ups.serial", oid: `${UPS_MIB}.1.5.0`, as: text, poll: "once" },
    { var: "ups.load", oid: `${XUPS}.4.1.0`, as: number() },
    { var: "ups.power", oid: `${XUPS}.4.4.1.4.1.0`, as: number() },
    { var: "ups.power", oid: `${XUPS}.4.4.1.4.1`, as: number() },
    ...statusAt(`${XUPS}.4.5.0`, power),
    ...statusAt(`${XUPS}.7.3`, ALARM_OB),
    ...statusAt(`${XUPS}.7.4`, ALARM_LB),
    ...statusAt(`${XUPS}.2.10.0`, BATTERY_LOW),
    ...LOW_BATTERY,
    // Broken, not there, aged.
    ...statusAt(`${XUPS}.2.7.0`, BATTERY_BAD),
    ...statusAt(`${XUPS}.2.8.0`, BATTERY_BAD),
    ...statusAt(`${XUPS}.2.9.0`, BATTERY_BAD),
    ...statusAt(`${XUPS}.2.5.0`, BATTERY_ABM_STATUS),
    { var: "experimental.ups.type", oid: `${XUPS}.4.5.0`, as: words(MODE), poll: "once" },
    { var: "ups.type", oid: `${XUPS}.13.1.0`, as: words(TOPOLOGY), poll: "once" },
    { var: "ups.realpower.nominal", oid: `${XUPS}.10.3.0`, as: number() },
    { var: "ups.power.nominal", oid: `${UPS_MIB}.9.5.0`, as: number() },
    { var: "ups.temperature", oid: `${XUPS}.6.1.0`, as: number() },
    { var: "ups.temperature.low", oid: `${XUPS}.6.2.0`, as: number(), rw: NUMBER },
    { var: "ups.temperature.high", oid: `${XUPS}.6.3.0`, as: number(), rw: NUMBER },
    { var: "ups.test.result", oid: `${XUPS}.8.2.0`, as: words(BATT_TEST) },
    { var: "ups.start.auto", oid: `${UPS_MIB}.8.5.0`, as: words(YES_NO), rw: oneOf(YES_NO, 128) },
    { var: "battery.charger.status", oid: `${XUPS}.2.5.0`, as: words(ABM_STATUS) },
    { var: "battery.charge", oid: `${XUPS}.2.4.0`, as: number() },
    { var: "battery.runtime", oid: `${XUPS}.2.1.0`, as: number() },
    { var: "battery.voltage", oid: `${XUPS}.2.2.0`, as: number() },
    { var: "battery.current", oid: `${XUPS}.2.3.0`, as: number(0.1) },
    { var: "battery.runtime.low", oid: `${UPS_MIB}.9.7.0`, as: number(60) },
    { var: "battery.date", oid: `${XUPS}.2.6.0`, as: isoDate, rw: string(128) },
    { var: "output.phases", oid: `${XUPS}.4.3.0`, as: number() },
    { var: "output.frequency", oid: `${XUPS}.4.2.0`, as: number(0.1) },
    { var: "output.frequency.nominal", oid: `${XUPS}.10.4.0`, as: number(0.1) },
    { var: "output.voltage", oid: `${XUPS}.4.4.1.2.1.0`, as: number(), phases: "output-1" },
    { var: "output.voltage", oid: `${XUPS}.4.4.1.2.1`, as: number(), phases: "output-1" },
    { var: "output.voltage.nominal", oid: `${XUPS}.10.1.0`, as: number() },
    { var: "output.voltage.low", oid: `${XUPS}.10.6.0`, as: number() },
    { var: "output.voltage.high", oid: `${XUPS}.10.7.0`, as: number() },
    { var: "output.current", oid: `${XUPS}.4.4.1.3.1.0`, as: number(), phases: "output-1" },
    { var: "output.current", oid: `${XUPS}.4.4.1.3.1`, as: number(), phases: "output-1" },
    { var: "output.realpower", oid: `${XUPS}.4.4.1.4.1`, as: number(), phases: "output-1" },
    { var: "output.realpower", oid: `${XUPS}.4.4.1.4.1.0`, as: number() },
    { var: "output.realpower.nominal", oid: `${XUPS}.10.3.0`, as: number() },
    { var: "output.L1-N.voltage", oid: `${XUPS}.4.4.1.2.1`, as: number(), phases: "output-3" },
    { var: "output.L2-N.voltage", oid: `${XUPS}.4.4.1.2.2`, as: number(), phases: "output-3" },
    { var: "output.L3-N.voltage", oid: `${XUPS}.4.4.1.2.3`, as: number(), phases: "output-3" },
    { var: "output.L1.current", oid: `${XUPS}.4.4.1.3.1`, as: number(), phases: "output-3" },
    { var: "output.L2.current", oid: `${XUPS}.4.4.1.3.2`, as: number(), phases: "output-3" },
    { var: "output.L3.current", oid: `${XUPS}.4.4.1.3.3`, as: number(), phases: "output-3" },
    { var: "output.L1.realpower", oid: `${XUPS}.4.4.1.4.1`, as: number(), phases: "output-3" },
    { var: "output.L2.realpower", oid: `${XUPS}.4.4.1.4.2`, as: number(), phases: "output-3" },
    { var: "output.L3.realpower", oid: `${XUPS}.4.4.1.4.3`, as: number(), phases: "output-3" },
    { var: "output.L1.power.percent", oid: `${UPS_MIB}.4.4.1.5.1`, as: number(), phases: "output-3" },
    { var: "output.L2.power.percent", oid: `${UPS_MIB}.4.4.1.5.2`, as: number(), phases: "output-3" },
    { var: "output.L3.power.percent", oid: `${UPS_MIB}.4.4.1.5.3`, as: number(), phases: "output-3" },
    { var: "input.phases", oid: `${XUPS}.3.3.0`, as: number() },
    { var: "input.frequency", oid: `${XUPS}.3.1.0`, as: number(0.1) },
    { var: "input.voltage", oid: `${XUPS}.3.4.1.2.1`, as: number(), phases: "input-1" },
    { var: "input.voltage", oid: `${XUPS}.3.4.1.2.0`, as: number(), phases: "input-1" },
    { var: "input.voltage.nominal", oid: `${XUPS}.10.2.0`, as: number() },
    { var: "input.current", oid: `${XUPS}.3.4.1.3.0`, as: number(0.1), phases: "input-1" },
    { var: "input.L1-N.voltage", oid: `${XUPS}.3.4.1.2.1`, as: number(), phases: "input-3" },
    { var: "input.L2-N.voltage", oid: `${XUPS}.3.4.1.2.2`, as: number(), phases: "input-3" },
    { var: "input.L3-N.voltage", oid: `${XUPS}.3.4.1.2.3`, as: number(), phases: "input-3" },
    { var: "input.L1.current", oid: `${XUPS}.3.4.1.3.1`, as: number(), phases: "input-3" },
    { var: "input.L2.current", oid: `${XUPS}.3.4.1.3.2`, as: number(), phases: "input-3" },
    { var: "input.L3.current", oid: `${XUPS}.3.4.1.3.3`, as: number(), phases: "input-3" },
    { var: "input.L1.realpower", oid: `${XUPS}.3.4.1.4.1`, as: number(), phases: "input-3" },
    { var: "input.L2.realpower", oid: `${XUPS}.3.4.1.4.2`, as: number(), phases: "input-3" },
    { var: "input.L3.realpower", oid: `${XUPS}.3.4.1.4.3`, as: number(), phases: "input-3" },
    { var: "input.quality", oid: `${XUPS}.3.2.0`, as: number() },
    { var: "input.bypass.frequency", oid: `${XUPS}.5.1.0`, as: number(0.1) },
    { var: "input.bypass.voltage", oid: `${XUPS}.5.3.1.2.1.0`, as: number(), phases: "input-1" },
    { var: "input.bypass.voltage", oid: `${XUPS}.5.3.1.2.0`, as: number(), phases: "input-1" },
    { var: "input.bypass.L1-N.voltage", oid: `${XUPS}.5.3.1.2.1`, as: number(), phases: "input-3" },
    { var: "input.bypass.L2-N.voltage", oid: `${XUPS}.5.3.1.2.2`, as: number(), phases: "input-3" },
    { var: "input.bypass.L3-N.voltage", oid: `${XUPS}.5.3.1.2.3`, as: number(), phases: "input-3" },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.switchable", oid: `${XUPS}.9.7.0`, as: wordOrNumber(YES_NO), poll: "once" },
    { var: "outlet.count", oid: `${XUPS}.12.1.0`, as: number(), poll: "once" },
    { var: "outlet.#.id", oid: `${XUPS}.12.2.1.1.#`, as: number(), poll: "once" },
    { var: "outlet.#.switchable", oid: `${XUPS}.12.2.1.1.#`, as: number(), poll: "once" },
    { var: "outlet.#.status", oid: `${XUPS}.12.2.1.2.#`, as: wordOrNumber(OUTLET_STATUS) },
    { var: "ambient.temperature", oid: `${XUPS}.6.5.0`, as: degrees() },
    { var: "ambient.temperature.low", oid: `${XUPS}.6.9.0`, as: number(), rw: NUMBER },
    { var: "ambient.temperature.high", oid: `${XUPS}.6.10.0`, as: number(), rw: NUMBER },
    { var: "ambient.humidity", oid: `${XUPS}.6.6.0`, as: number() },
    { var: "ambient.humidity.low", oid: `${XUPS}.6.11.0`, as: number(), rw: NUMBER },
    { var: "ambient.humidity.high", oid: `${XUPS}.6.12.0`, as: number(), rw: NUMBER },
    { var: numbered("ambient.contacts.#.name", 1), oid: `${XUPS}.6.8.1.4.1`, as: text },
    { var: numbered("ambient.contacts.#.name", 2), oid: `${XUPS}.6.8.1.4.2`, as: text },
    { var: numbered("ambient.contacts.#.status", 1), oid: `${XUPS}.6.8.1.3.1`, as: words(AMBIENT_DRYCONTACTS) },
    { var: numbered("ambient.contacts.#.status", 2), oid: `${XUPS}.6.8.1.3.2`, as: words(AMBIENT_DRYCONTACTS) },
    ...EATON_SENSORS,
    { cmd: "test.battery.start.quick", send: { oid: `${XUPS}.8.1` } },
    { cmd: "shutdown.return", send: { oid: `${XUPS}.9.6` } },
    { cmd: "shutdown.stop", send: { oid: `${XUPS}.9.1.0` } },
    { cmd: "load.off", send: { oid: `${XUPS}.9.1.0`, value: 1 } },
    { cmd: "load.off.delay", send: { oid: `${XUPS}.9.1.0` } },
    { cmd: "load.on", send: { oid: `${XUPS}.9.2.0`, value: 1 } },
    { cmd: "load.on.delay", send: { oid: `${XUPS}.9.2.0` } },
    { cmd: "outlet.#.load.off", send: { oid: `${XUPS}.12.2.1.3.#`, value: 0 } },
    { cmd: "outlet.#.load.on", send: { oid: `${XUPS}.12.2.1.4.#`, value: 0 } },
    { cmd: "outlet.#.load.off.delay", send: { oid: `${XUPS}.12.2.1.3.#` } },
    { cmd: "outlet.#.load.on.delay", send: { oid: `${XUPS}.12.2.1.4.#` } },
    ...ALARMS,
  ],
});
