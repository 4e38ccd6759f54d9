/** CyberPower UPSes with an RMCARD. */
import { NUMBER, string } from "../../../nut/var-type.ts";
import { number, text, type Words, words } from "../codecs.ts";
import { alarmsAt, type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";

const UPS_MIB = "1.3.6.1.2.1.33.1";
const UPS = "1.3.6.1.4.1.3808.1.1.1";

const POWER_STATUS: Words = [
  [2, "OL"],
  [3, "OB"],
  [4, "OL BOOST"],
  [5, "OFF"],
  [6, "OFF"],
  [7, "OL"],
  [8, "OL"],
  [9, "OL BYPASS"],
  [10, "OL TRIM"],
  [11, "OL OVER"],
];

const BATTERY_STATUS: Words = [
  [1, ""],
  [2, ""],
  [3, "LB"],
];

const CAL_STATUS: Words = [
  [1, ""],
  [2, ""],
  [3, "CAL"],
];

const BATTREPL_STATUS: Words = [
  [1, ""],
  [2, "RB"],
];

const UPS_ALARM: Words = [
  [1, ""],
  [2, "Temperature too high!"],
  [3, "Internal UPS fault!"],
];

const TRANSFER_REASONS: Words = [
  [1, "noTransfer"],
  [2, "highLineVoltage"],
  [3, "brownout"],
  [4, "selfTest"],
];

const TESTDIAG_RESULTS: Words = [
  [1, "Ok"],
  [2, "Failed"],
  [3, "InvalidTest"],
  [4, "TestInProgress"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "device.type", fixed: "ups" },
    { var: "ups.mfr", fixed: "CYBERPOWER" },
    { var: "ups.model", oid: `${UPS}.1.1.1.0`, as: text, poll: "once" },
    { var: "ups.id", oid: `${UPS}.1.1.2.0`, as: text, rw: string(8), poll: "changed" },
    { var: "ups.serial", oid: `${UPS}.1.2.3.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${UPS}.1.2.1.0`, as: text, poll: "once" },
    { var: "ups.mfr.date", oid: `${UPS}.1.2.2.0`, as: text },
    ...statusAt(`${UPS}.4.1.1.0`, POWER_STATUS),
    ...statusAt(`${UPS}.2.1.1.0`, BATTERY_STATUS),
    ...statusAt(`${UPS}.7.2.7.0`, CAL_STATUS),
    ...statusAt(`${UPS}.2.2.5.0`, BATTREPL_STATUS),
    { var: "ups.load", oid: `${UPS}.4.2.3.0`, as: number() },
    { var: "ups.realpower", oid: `${UPS}.4.2.5.0`, as: number() },
    { var: "ups.temperature", oid: `${UPS}.10.2.0`, as: number() },
    ...alarmsAt(`${UPS}.10.1.0`, UPS_ALARM),
    { var: "battery.runtime", oid: `${UPS}.2.2.4.0`, as: number() },
    { var: "battery.runtime.elapsed", oid: `${UPS}.2.1.2.0`, as: number() },
    { var: "battery.voltage", oid: `${UPS}.2.2.2.0`, as: number(0.1) },
    { var: "battery.voltage", oid: `${UPS_MIB}.2.5.0`, as: number(0.1) },
    { var: "battery.voltage.nominal", oid: `${UPS}.2.2.8.0`, as: number() },
    { var: "battery.current", oid: `${UPS}.2.2.7.0`, as: number(0.1) },
    { var: "battery.current", oid: `${UPS}.4.2.4.0`, as: number(0.1) },
    { var: "battery.charge", oid: `${UPS}.2.2.1.0`, as: number() },
    { var: "battery.temperature", oid: `${UPS}.2.2.3.0`, as: number() },
    { var: "battery.date", oid: `${UPS}.2.1.3.0`, as: text, poll: "changed" },
    { var: "input.voltage", oid: `${UPS}.3.2.1.0`, as: number(0.1) },
    { var: "input.frequency", oid: `${UPS}.3.2.4.0`, as: number(0.1) },
    { var: "input.transfer.reason", oid: `${UPS}.3.2.5.0`, as: words(TRANSFER_REASONS) },
    { var: "output.voltage", oid: `${UPS}.4.2.1.0`, as: number(0.1) },
    { var: "output.frequency", oid: `${UPS}.4.2.2.0`, as: number(0.1) },
    { var: "output.current", oid: `${UPS}.4.2.4.0`, as: number(0.1) },
    { var: "ups.delay.start", oid: `${UPS}.5.2.9.0`, as: number(), rw: NUMBER },
    { var: "ups.delay.reboot", fixed: "0" },
    { var: "ups.delay.shutdown", oid: `${UPS}.5.2.11.0`, as: number(), rw: NUMBER },
    { cmd: "load.off", send: { oid: `${UPS}.6.2.1.0`, value: 2 } },
    { cmd: "load.on", send: { oid: `${UPS}.6.2.6.0`, value: 2 } },
    { cmd: "shutdown.stayoff", send: { oid: `${UPS}.6.2.6.0`, value: 3 } },
    { cmd: "shutdown.return", send: { oid: `${UPS}.6.2.3.0`, value: 3 } },
    { cmd: "test.failure.start", send: { oid: `${UPS}.6.2.4.0`, value: 2 } },
    { cmd: "test.panel.start", send: { oid: `${UPS}.7.2.5.0`, value: 2 } },
    { cmd: "test.battery.start", send: { oid: `${UPS}.7.2.2.0`, value: 2 } },
    { cmd: "calibrate.start", send: { oid: `${UPS}.7.2.6.0`, value: 2 } },
    { cmd: "calibrate.stop", send: { oid: `${UPS}.7.2.6.0`, value: 3 } },
    { var: "ups.test.date", oid: `${UPS}.7.2.4.0`, as: text, poll: "changed" },
    { var: "ups.test.result", oid: `${UPS}.7.2.3.0`, as: words(TESTDIAG_RESULTS) },
  ],
};
