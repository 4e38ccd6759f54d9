/** Huawei UPS5000 and its like. */
import { number, text, type Words, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { LOW_BATTERY } from "./parts/low-battery.ts";
import { TEST_RESULT } from "./parts/standard-words.ts";

const HUAWEI = "1.3.6.1.4.1.2011.6.174.1";

const SUPPLYMETHOD: Words = [
  [1, ""],
  [2, "OL BYPASS"],
  [3, "OL"],
  [4, "OB"],
  [5, ""],
  [6, "OL ECO"],
  [7, "OB ECO"],
];

const BATTSTATE: Words = [
  [1, ""],
  [2, ""],
  [3, ""],
  [4, ""],
  [5, "CHRG"],
  [6, "DISCHRG"],
];

const VOLTRATING: Words = [
  [1, "200"],
  [2, "208"],
  [3, "220"],
  [4, "380"],
  [5, "400"],
  [6, "415"],
  [7, "480"],
  [8, "600"],
  [9, "690"],
];

const FREQRATING: Words = [
  [1, "50"],
  [2, "60"],
];

const PWRRATING: Words = [
  [1, "80000"],
  [2, "100000"],
  [3, "120000"],
  [4, "160000"],
  [5, "200000"],
  [6, "30000"],
  [7, "40000"],
  [8, "60000"],
  [9, "2400000"],
  [10, "2500000"],
  [11, "2800000"],
  [12, "3000000"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", fixed: "Huawei" },
    { var: "ups.model", oid: `${HUAWEI}.2.100.1.2.1`, as: text, poll: "once" },
    { var: "ups.id", oid: `${HUAWEI}.1.1.2.0`, as: text, poll: "once" },
    { var: "ups.time", oid: `${HUAWEI}.11.1.0`, as: number() },
    { var: "ups.firmware", oid: `${HUAWEI}.2.100.1.3.1`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${HUAWEI}.2.100.1.5.1`, as: text, poll: "once" },
    ...statusAt(`${HUAWEI}.2.101.1.1.1`, SUPPLYMETHOD),
    ...statusAt(`${HUAWEI}.2.101.1.3.1`, BATTSTATE),
    ...LOW_BATTERY,
    { var: "ups.test.result", oid: "1.3.6.1.2.1.33.1.7.3.0", as: words(TEST_RESULT) },
    { var: "input.phases", fixed: "3" },
    { var: "input.L1-N.voltage", oid: `${HUAWEI}.3.100.1.1.1`, as: number(0.1) },
    { var: "input.L2-N.voltage", oid: `${HUAWEI}.3.100.1.2.1`, as: number(0.1) },
    { var: "input.L3-N.voltage", oid: `${HUAWEI}.3.100.1.3.1`, as: number(0.1) },
    { var: "input.frequency", oid: `${HUAWEI}.3.100.1.4.1`, as: number(0.01) },
    { var: "input.L1.current", oid: `${HUAWEI}.3.100.1.5.1`, as: number(0.1) },
    { var: "input.L2.current", oid: `${HUAWEI}.3.100.1.6.1`, as: number(0.1) },
    { var: "input.L3.current", oid: `${HUAWEI}.3.100.1.7.1`, as: number(0.1) },
    { var: "input.L1.powerfactor", oid: `${HUAWEI}.3.100.1.8.1`, as: number(0.01) },
    { var: "input.L2.powerfactor", oid: `${HUAWEI}.3.100.1.9.1`, as: number(0.01) },
    { var: "input.L3.powerfactor", oid: `${HUAWEI}.3.100.1.10.1`, as: number(0.01) },
    { var: "input.bypass.L1-N.voltage", oid: `${HUAWEI}.5.100.1.1.1`, as: number(0.1) },
    { var: "input.bypass.L2-N.voltage", oid: `${HUAWEI}.5.100.1.2.1`, as: number(0.1) },
    { var: "input.bypass.L3-N.voltage", oid: `${HUAWEI}.5.100.1.3.1`, as: number(0.1) },
    { var: "input.bypass.frequency", oid: `${HUAWEI}.5.100.1.4.1`, as: number(0.01) },
    { var: "output.phases", fixed: "3" },
    { var: "output.L1-N.voltage", oid: `${HUAWEI}.4.100.1.1.1`, as: number(0.1) },
    { var: "output.L2-N.voltage", oid: `${HUAWEI}.4.100.1.2.1`, as: number(0.1) },
    { var: "output.L3-N.voltage", oid: `${HUAWEI}.4.100.1.3.1`, as: number(0.1) },
    { var: "output.L1.current", oid: `${HUAWEI}.4.100.1.4.1`, as: number(0.1) },
    { var: "output.L2.current", oid: `${HUAWEI}.4.100.1.5.1`, as: number(0.1) },
    { var: "output.L3.current", oid: `${HUAWEI}.4.100.1.6.1`, as: number(0.1) },
    { var: "output.frequency", oid: `${HUAWEI}.4.100.1.7.1`, as: number(0.01) },
    { var: "output.L1.realpower", oid: `${HUAWEI}.4.100.1.10.1`, as: number(0.1) },
    { var: "output.L1.realpower", oid: `${HUAWEI}.4.100.1.9.1`, as: number(0.1) },
    { var: "output.L1.realpower", oid: `${HUAWEI}.4.100.1.8.1`, as: number(0.1) },
    { var: "output.L1.power", oid: `${HUAWEI}.4.100.1.11.1`, as: number(0.1) },
    { var: "output.L2.power", oid: `${HUAWEI}.4.100.1.12.1`, as: number(0.1) },
    { var: "output.L3.power", oid: `${HUAWEI}.4.100.1.13.1`, as: number(0.1) },
    { var: "output.L1.power.percent", oid: `${HUAWEI}.4.100.1.14.1`, as: number(0.1) },
    { var: "output.L2.power.percent", oid: `${HUAWEI}.4.100.1.15.1`, as: number(0.1) },
    { var: "output.L3.power.percent", oid: `${HUAWEI}.4.100.1.16.1`, as: number(0.1) },
    { var: "output.voltage.nominal", oid: `${HUAWEI}.4.100.1.17.1`, as: words(VOLTRATING), poll: "once" },
    { var: "output.frequency.nominal", oid: `${HUAWEI}.4.100.1.18.1`, as: words(FREQRATING), poll: "once" },
    { var: "output.power.nominal", oid: `${HUAWEI}.2.100.1.6.1`, as: words(PWRRATING), poll: "once" },
    { var: "output.L1.powerfactor", oid: `${HUAWEI}.4.100.1.19.1`, as: number(0.01) },
    { var: "output.L2.powerfactor", oid: `${HUAWEI}.4.100.1.21.1`, as: number(0.01) },
    { var: "output.L2.powerfactor", oid: `${HUAWEI}.4.100.1.20.1`, as: number(0.01) },
    { var: "battery.voltage", oid: `${HUAWEI}.6.100.1.1.1`, as: number(0.1) },
    { var: "battery.current", oid: `${HUAWEI}.6.100.1.2.1`, as: number(0.1) },
    { var: "battery.charge", oid: `${HUAWEI}.6.100.1.3.1`, as: number() },
    { var: "battery.runtime", oid: `${HUAWEI}.6.100.1.4.1`, as: number() },
  ],
};
