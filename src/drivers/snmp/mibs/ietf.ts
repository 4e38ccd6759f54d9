/** RFC 1628: the MIB of all UPSes that keep to the standard. */
import { string } from "../../../nut/var-type.ts";
import { integerOf, notNegative, number, type Raw, text, type Words, words } from "../codecs.ts";
import { type Mib, type SnmpView, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { BEEPER_STATUS, TEST_RESULT, YES_NO } from "./parts/standard-words.ts";

const UPS_MIB = "1.3.6.1.2.1.33.1";
/** The well-known tests, of which `upsTestId` names one. */
const TESTS = `${UPS_MIB}.7.7`;

const BATTERY: Words = [
  [1, ""],
  [2, ""],
  [3, "LB"],
  [4, "LB"],
];

const POWER_SOURCE: Words = [
  [1, ""],
  [2, "OFF"],
  [3, "OL"],
  [4, "OL BYPASS"],
  [5, "OB"],
  [6, "OL BOOST"],
  [7, "OL TRIM"],
];

const OVERLOAD: Words = [[1, "OVER"]];

const TEST_ACTIVE: Words = [
  [1, ""],
  [2, ""],
  [3, "TEST"],
  [4, "TEST"],
  [5, "CAL"],
];

/** `upsTestId` keeps the name of a test that has ended: its result tells whether it still runs. */
const RESULT = "test.result";
const IN_PROGRESS = 5;

const TESTS_UNDER_WAY = statusAt(`${UPS_MIB}.7.1.0`, TEST_ACTIVE).map((row) => ({
  ...row,
  when: (raw: Raw, view: SnmpView) => {
    const result = view.note(RESULT);
    return row.when(raw, view) && (result === undefined || integerOf(result) === IN_PROGRESS);
  },
}));

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", oid: `${UPS_MIB}.1.1.0`, as: text, poll: "once" },
    { var: "ups.model", oid: `${UPS_MIB}.1.2.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${UPS_MIB}.1.3.0`, as: text, poll: "once" },
    { var: "ups.firmware.aux", oid: `${UPS_MIB}.1.4.0`, as: text, poll: "once" },
    ...statusAt(`${UPS_MIB}.2.1.0`, BATTERY),
    { var: "battery.runtime", oid: `${UPS_MIB}.2.3.0`, as: number(60) },
    { var: "battery.charge", oid: `${UPS_MIB}.2.4.0`, as: number() },
    { var: "battery.voltage", oid: `${UPS_MIB}.2.5.0`, as: number(0.1) },
    { var: "battery.current", oid: `${UPS_MIB}.2.6.0`, as: notNegative(number(0.1)) },
    { var: "battery.temperature", oid: `${UPS_MIB}.2.7.0`, as: number() },
    { var: "input.phases", oid: `${UPS_MIB}.3.2.0`, as: number() },
    { var: "input.frequency", oid: `${UPS_MIB}.3.3.1.2.1`, as: number(0.1), phases: "input-1" },
    { var: "input.L1.frequency", oid: `${UPS_MIB}.3.3.1.2.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2.frequency", oid: `${UPS_MIB}.3.3.1.2.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3.frequency", oid: `${UPS_MIB}.3.3.1.2.3`, as: number(0.1), phases: "input-3" },
    { var: "input.voltage", oid: `${UPS_MIB}.3.3.1.3.1`, as: number(), phases: "input-1" },
    { var: "input.L1-N.voltage", oid: `${UPS_MIB}.3.3.1.3.1`, as: number(), phases: "input-3" },
    { var: "input.L2-N.voltage", oid: `${UPS_MIB}.3.3.1.3.2`, as: number(), phases: "input-3" },
    { var: "input.L3-N.voltage", oid: `${UPS_MIB}.3.3.1.3.3`, as: number(), phases: "input-3" },
    { var: "input.current", oid: `${UPS_MIB}.3.3.1.4.1`, as: notNegative(number(0.1)), phases: "input-1" },
    { var: "input.L1.current", oid: `${UPS_MIB}.3.3.1.4.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2.current", oid: `${UPS_MIB}.3.3.1.4.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3.current", oid: `${UPS_MIB}.3.3.1.4.3`, as: number(0.1), phases: "input-3" },
    { var: "input.realpower", oid: `${UPS_MIB}.3.3.1.5.1`, as: notNegative(number()), phases: "input-1" },
    { var: "input.L1.realpower", oid: `${UPS_MIB}.3.3.1.5.1`, as: number(), phases: "input-3" },
    { var: "input.L2.realpower", oid: `${UPS_MIB}.3.3.1.5.2`, as: number(), phases: "input-3" },
    { var: "input.L3.realpower", oid: `${UPS_MIB}.3.3.1.5.3`, as: number(), phases: "input-3" },
    ...statusAt(`${UPS_MIB}.4.1.0`, POWER_SOURCE),
    { var: "output.frequency", oid: `${UPS_MIB}.4.2.0`, as: number(0.1) },
    { var: "output.phases", oid: `${UPS_MIB}.4.3.0`, as: number() },
    { var: "output.voltage", oid: `${UPS_MIB}.4.4.1.2.1`, as: number(), phases: "output-1" },
    { var: "output.L1-N.voltage", oid: `${UPS_MIB}.4.4.1.2.1`, as: number(), phases: "output-3" },
    { var: "output.L2-N.voltage", oid: `${UPS_MIB}.4.4.1.2.2`, as: number(), phases: "output-3" },
    { var: "output.L3-N.voltage", oid: `${UPS_MIB}.4.4.1.2.3`, as: number(), phases: "output-3" },
    { var: "output.current", oid: `${UPS_MIB}.4.4.1.3.1`, as: notNegative(number(0.1)), phases: "output-1" },
    { var: "output.L1.current", oid: `${UPS_MIB}.4.4.1.3.1`, as: number(0.1), phases: "output-3" },
    { var: "output.L2.current", oid: `${UPS_MIB}.4.4.1.3.2`, as: number(0.1), phases: "output-3" },
    { var: "output.L3.current", oid: `${UPS_MIB}.4.4.1.3.3`, as: number(0.1), phases: "output-3" },
    { var: "output.realpower", oid: `${UPS_MIB}.4.4.1.4.1`, as: notNegative(number()), phases: "output-1" },
    { var: "output.L1.realpower", oid: `${UPS_MIB}.4.4.1.4.1`, as: number(), phases: "output-3" },
    { var: "output.L2.realpower", oid: `${UPS_MIB}.4.4.1.4.2`, as: number(), phases: "output-3" },
    { var: "output.L3.realpower", oid: `${UPS_MIB}.4.4.1.4.3`, as: number(), phases: "output-3" },
    { var: "ups.load", oid: `${UPS_MIB}.4.4.1.5.1`, as: number(), phases: "output-1" },
    { var: "output.L1.power.percent", oid: `${UPS_MIB}.4.4.1.5.1`, as: number(), phases: "output-3" },
    { var: "output.L2.power.percent", oid: `${UPS_MIB}.4.4.1.5.2`, as: number(), phases: "output-3" },
    { var: "output.L3.power.percent", oid: `${UPS_MIB}.4.4.1.5.3`, as: number(), phases: "output-3" },
    { var: "input.bypass.phases", oid: `${UPS_MIB}.5.2.0`, as: notNegative(number()) },
    { var: "input.bypass.frequency", oid: `${UPS_MIB}.5.1.0`, as: notNegative(number(0.1)), phases: "input.bypass-1" },
    { var: "input.bypass.voltage", oid: `${UPS_MIB}.5.3.1.2.1`, as: number(), phases: "input.bypass-1" },
    { var: "input.bypass.L1-N.voltage", oid: `${UPS_MIB}.5.3.1.2.1`, as: number(), phases: "input.bypass-3" },
    { var: "input.bypass.L2-N.voltage", oid: `${UPS_MIB}.5.3.1.2.2`, as: number(), phases: "input.bypass-3" },
    { var: "input.bypass.L3-N.voltage", oid: `${UPS_MIB}.5.3.1.2.3`, as: number(), phases: "input.bypass-3" },
    { var: "input.bypass.current", oid: `${UPS_MIB}.5.3.1.3.1`, as: number(0.1), phases: "input.bypass-1" },
    { var: "input.bypass.L1.current", oid: `${UPS_MIB}.5.3.1.3.1`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.L2.current", oid: `${UPS_MIB}.5.3.1.3.2`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.L3.current", oid: `${UPS_MIB}.5.3.1.3.3`, as: number(0.1), phases: "input.bypass-3" },
    { var: "input.bypass.realpower", oid: `${UPS_MIB}.5.3.1.4.1`, as: number(), phases: "input.bypass-1" },
    { var: "input.bypass.L1.realpower", oid: `${UPS_MIB}.5.3.1.4.1`, as: number(), phases: "input.bypass-3" },
    { var: "input.bypass.L2.realpower", oid: `${UPS_MIB}.5.3.1.4.2`, as: number(), phases: "input.bypass-3" },
    { var: "input.bypass.L3.realpower", oid: `${UPS_MIB}.5.3.1.4.3`, as: number(), phases: "input.bypass-3" },
    ...statusAt(`${UPS_MIB}.6.3.8`, OVERLOAD),
    { note: RESULT, oid: `${UPS_MIB}.7.3.0`, poll: "quick" },
    ...TESTS_UNDER_WAY,
    { cmd: "test.battery.stop", send: { oid: `${UPS_MIB}.7.1.0`, value: `${TESTS}.2` } },
    { cmd: "test.battery.start", send: { oid: `${UPS_MIB}.7.1.0`, value: `${TESTS}.3` } },
    { cmd: "test.battery.start.quick", send: { oid: `${UPS_MIB}.7.1.0`, value: `${TESTS}.4` } },
    { cmd: "test.battery.start.deep", send: { oid: `${UPS_MIB}.7.1.0`, value: `${TESTS}.5` } },
    { var: "ups.test.result", oid: `${UPS_MIB}.7.3.0`, as: words(TEST_RESULT) },
    { var: "ups.timer.shutdown", oid: `${UPS_MIB}.8.2.0`, as: text, rw: string(8) },
    { cmd: "load.off", send: { oid: `${UPS_MIB}.8.2.0`, value: 0 } },
    { var: "ups.timer.start", oid: `${UPS_MIB}.8.3.0`, as: text, rw: string(8) },
    { cmd: "load.on", send: { oid: `${UPS_MIB}.8.3.0`, value: 0 } },
    { var: "ups.timer.reboot", oid: `${UPS_MIB}.8.4.0`, as: text, rw: string(8) },
    { var: "ups.start.auto", oid: `${UPS_MIB}.8.5.0`, as: words(YES_NO) },
    { var: "input.voltage.nominal", oid: `${UPS_MIB}.9.1.0`, as: notNegative(number()) },
    { var: "input.frequency.nominal", oid: `${UPS_MIB}.9.2.0`, as: notNegative(number(0.1)) },
    { var: "output.voltage.nominal", oid: `${UPS_MIB}.9.3.0`, as: number() },
    { var: "output.frequency.nominal", oid: `${UPS_MIB}.9.4.0`, as: number(0.1) },
    { var: "output.power.nominal", oid: `${UPS_MIB}.9.5.0`, as: notNegative(number()) },
    { var: "output.realpower.nominal", oid: `${UPS_MIB}.9.6.0`, as: notNegative(number()) },
    { var: "battery.runtime.low", oid: `${UPS_MIB}.9.7.0`, as: number(60) },
    { var: "ups.beeper.status", oid: `${UPS_MIB}.9.8.0`, as: words(BEEPER_STATUS) },
    { cmd: "beeper.disable", send: { oid: `${UPS_MIB}.9.8.0`, value: 1 } },
    { cmd: "beeper.enable", send: { oid: `${UPS_MIB}.9.8.0`, value: 2 } },
    { cmd: "beeper.mute", send: { oid: `${UPS_MIB}.9.8.0`, value: 3 } },
    { var: "input.transfer.low", oid: `${UPS_MIB}.9.9.0`, as: number() },
    { var: "input.transfer.high", oid: `${UPS_MIB}.9.10.0`, as: number() },
  ],
};
