/** MGE and Eaton UPSes with a Network Management Card of MGE. */
import { numbered } from "../../../nut/catalogue/names.ts";
import { string } from "../../../nut/var-type.ts";
import { degrees, integerOf, number, type Raw, text, type Words, wordOrNumber, words } from "../codecs.ts";
import { type Mib, oneOf, type SnmpView, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { BEEPER_STATUS, TEST_RESULT, YES_NO } from "./parts/standard-words.ts";

const UPS_MIB = "1.3.6.1.2.1.33.1";
const UPSMG = "1.3.6.1.4.1.705.1";

const REPLACEBATT: Words = [
  [1, "RB"],
  [2, ""],
];

const LOWBATT: Words = [
  [1, "LB"],
  [2, ""],
];

const ONBATT: Words = [
  [1, "OB"],
  [2, "OL"],
];

const BYPASS: Words = [
  [1, "BYPASS"],
  [2, ""],
];

/** Some cards count an outage as "utility off" (5PX): a UPS that feeds its load from the battery is not switched off. */
const isOff = (raw: Raw, view: SnmpView): boolean => integerOf(raw) === 1 && !view.holds("OB");

const BOOST: Words = [
  [1, "BOOST"],
  [2, ""],
];

const OVERLOAD: Words = [
  [1, "OVER"],
  [2, ""],
];

const TRIM: Words = [
  [1, "TRIM"],
  [2, ""],
];

const POWER_SOURCE: Words = [
  [1, ""],
  [2, "OFF"],
  [4, "BYPASS"],
  [5, "OB"],
  [6, "BOOST"],
  [7, "TRIM"],
];

const TRANSFER_REASON: Words = [
  [1, ""],
  [2, "input voltage out of range"],
  [3, "input frequency out of range"],
  [4, "utility off"],
];

const AMBIENT_DRYCONTACTS: Words = [
  [-1, "unknown"],
  [1, "closed"],
  [2, "opened"],
];

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", fixed: "EATON" },
    { var: "ups.model", oid: `${UPSMG}.1.1.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${UPSMG}.1.7.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${UPSMG}.1.4.0`, as: text, poll: "once" },
    { var: "ups.firmware.aux", oid: `${UPSMG}.12.12.0`, as: text, poll: "once" },
    { var: "ups.load", oid: `${UPSMG}.7.2.1.4.1`, as: number(), phases: "output-1" },
    { var: "ups.beeper.status", oid: `${UPS_MIB}.9.8.0`, as: words(BEEPER_STATUS) },
    { var: "ups.L1.load", oid: `${UPSMG}.7.2.1.4.1`, as: number(), phases: "output-3" },
    { var: "ups.L2.load", oid: `${UPSMG}.7.2.1.4.2`, as: number(), phases: "output-3" },
    { var: "ups.L3.load", oid: `${UPSMG}.7.2.1.4.3`, as: number(), phases: "output-3" },
    { var: "ups.test.result", oid: `${UPS_MIB}.7.3.0`, as: words(TEST_RESULT) },
    { var: "ups.delay.shutdown", fallback: "20", rw: string(6) },
    { var: "ups.delay.start", fallback: "30", rw: string(6) },
    { var: "ups.timer.shutdown", oid: `${UPS_MIB}.8.2.0`, as: number() },
    { var: "ups.timer.start", oid: `${UPS_MIB}.8.3.0`, as: number() },
    { var: "ups.timer.reboot", oid: `${UPS_MIB}.8.4.0`, as: number() },
    { var: "ups.start.auto", oid: `${UPS_MIB}.8.5.0`, as: wordOrNumber(YES_NO), rw: oneOf(YES_NO) },
    ...statusAt(`${UPSMG}.5.11.0`, REPLACEBATT),
    ...statusAt(`${UPSMG}.5.14.0`, LOWBATT),
    ...statusAt(`${UPSMG}.5.16.0`, LOWBATT),
    ...statusAt(`${UPSMG}.7.3.0`, ONBATT),
    ...statusAt(`${UPSMG}.7.4.0`, BYPASS),
    { status: "OFF", oid: `${UPSMG}.7.7.0`, when: isOff, poll: "quick" },
    ...statusAt(`${UPSMG}.7.8.0`, BOOST),
    ...statusAt(`${UPSMG}.7.10.0`, OVERLOAD),
    ...statusAt(`${UPSMG}.7.12.0`, TRIM),
    ...statusAt(`${UPS_MIB}.4.1.0`, POWER_SOURCE),
    { var: "input.phases", oid: `${UPSMG}.6.1.0`, as: number() },
    { var: "input.voltage", oid: `${UPSMG}.6.2.1.2.1`, as: number(0.1), phases: "input-1" },
    { var: "input.L1-N.voltage", oid: `${UPSMG}.6.2.1.2.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2-N.voltage", oid: `${UPSMG}.6.2.1.2.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3-N.voltage", oid: `${UPSMG}.6.2.1.2.3`, as: number(0.1), phases: "input-3" },
    { var: "input.frequency", oid: `${UPSMG}.6.2.1.3.1`, as: number(0.1), phases: "input-1" },
    { var: "input.L1.frequency", oid: `${UPSMG}.6.2.1.3.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2.frequency", oid: `${UPSMG}.6.2.1.3.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3.frequency", oid: `${UPSMG}.6.2.1.3.3`, as: number(0.1), phases: "input-3" },
    { var: "input.voltage.minimum", oid: `${UPSMG}.6.2.1.4.1`, as: number(0.1), phases: "input-1" },
    { var: "input.L1-N.voltage.minimum", oid: `${UPSMG}.6.2.1.4.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2-N.voltage.minimum", oid: `${UPSMG}.6.2.1.4.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3-N.voltage.minimum", oid: `${UPSMG}.6.2.1.4.3`, as: number(0.1), phases: "input-3" },
    { var: "input.voltage.maximum", oid: `${UPSMG}.6.2.1.5.1`, as: number(0.1), phases: "input-1" },
    { var: "input.L1-N.voltage.maximum", oid: `${UPSMG}.6.2.1.5.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2-N.voltage.maximum", oid: `${UPSMG}.6.2.1.5.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3-N.voltage.maximum", oid: `${UPSMG}.6.2.1.5.3`, as: number(0.1), phases: "input-3" },
    { var: "input.current", oid: `${UPSMG}.6.2.1.6.1`, as: number(0.1), phases: "input-1" },
    { var: "input.L1.current", oid: `${UPSMG}.6.2.1.6.1`, as: number(0.1), phases: "input-3" },
    { var: "input.L2.current", oid: `${UPSMG}.6.2.1.6.2`, as: number(0.1), phases: "input-3" },
    { var: "input.L3.current", oid: `${UPSMG}.6.2.1.6.3`, as: number(0.1), phases: "input-3" },
    { var: "input.transfer.reason", oid: `${UPSMG}.6.4.0`, as: words(TRANSFER_REASON) },
    { var: "output.phases", oid: `${UPSMG}.7.1.0`, as: number() },
    { var: "output.voltage", oid: `${UPSMG}.7.2.1.2.1`, as: number(0.1), phases: "output-1" },
    { var: "output.L1-N.voltage", oid: `${UPSMG}.7.2.1.2.1`, as: number(0.1), phases: "output-3" },
    { var: "output.L2-N.voltage", oid: `${UPSMG}.7.2.1.2.2`, as: number(0.1), phases: "output-3" },
    { var: "output.L3-N.voltage", oid: `${UPSMG}.7.2.1.2.3`, as: number(0.1), phases: "output-3" },
    { var: "output.frequency", oid: `${UPSMG}.7.2.1.3.1`, as: number(0.1), phases: "output-1" },
    { var: "output.L1.frequency", oid: `${UPSMG}.7.2.1.3.1`, as: number(0.1), phases: "output-3" },
    { var: "output.L2.frequency", oid: `${UPSMG}.7.2.1.3.2`, as: number(0.1), phases: "output-3" },
    { var: "output.L3.frequency", oid: `${UPSMG}.7.2.1.3.3`, as: number(0.1), phases: "output-3" },
    { var: "output.current", oid: `${UPSMG}.7.2.1.5.1`, as: number(0.1), phases: "output-1" },
    { var: "output.L1.current", oid: `${UPSMG}.7.2.1.5.1`, as: number(0.1), phases: "output-3" },
    { var: "output.L2.current", oid: `${UPSMG}.7.2.1.5.2`, as: number(0.1), phases: "output-3" },
    { var: "output.L3.current", oid: `${UPSMG}.7.2.1.5.3`, as: number(0.1), phases: "output-3" },
    { var: "battery.charge", oid: `${UPSMG}.5.2.0`, as: number() },
    { var: "battery.runtime", oid: `${UPSMG}.5.1.0`, as: number() },
    { var: "battery.runtime.low", oid: `${UPSMG}.4.7.0`, as: number() },
    { var: "battery.charge.low", oid: `${UPSMG}.4.8.0`, as: text, rw: string(2) },
    { var: "battery.voltage", oid: `${UPSMG}.5.5.0`, as: number(0.1) },
    { var: "ambient.temperature", oid: `${UPSMG}.8.1.0`, as: degrees(0.1) },
    { var: "ambient.humidity", oid: `${UPSMG}.8.2.0`, as: number(0.1) },
    { var: numbered("ambient.contacts.#.status", 1), oid: `${UPSMG}.8.7.1.9.1`, as: words(AMBIENT_DRYCONTACTS) },
    { var: numbered("ambient.contacts.#.status", 2), oid: `${UPSMG}.8.7.1.10.1`, as: words(AMBIENT_DRYCONTACTS) },
    { var: "outlet.id", fixed: "0" },
    { var: "outlet.desc", fallback: "Main Outlet", rw: string(20) },
    { cmd: "test.battery.start", send: { oid: `${UPSMG}.10.4.0`, value: 2 } },
    { cmd: "beeper.disable", send: { oid: `${UPS_MIB}.9.8.0`, value: 1 } },
    { cmd: "beeper.enable", send: { oid: `${UPS_MIB}.9.8.0`, value: 2 } },
    { cmd: "beeper.mute", send: { oid: `${UPS_MIB}.9.8.0`, value: 3 } },
    { cmd: "load.off.delay", send: { oid: `${UPS_MIB}.8.2.0` } },
    { cmd: "load.on.delay", send: { oid: `${UPS_MIB}.8.3.0` } },
  ],
};
