/**
 * UPSes whose cards are Voltronic Power's (PowerShield Centurion and others). The C project's master has it since 2.8.5; its
 * author read the MIB and the firmware of a card, and gave no order to a UPS with a load. Lines are counted from 0.
 */
import { NUMBER } from "../../../nut/var-type.ts";
import { integerOf, notNegative, notZero, number, type Raw, text, type Words, words } from "../codecs.ts";
import { type Mib, oneOf, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { TEST_RESULT } from "./parts/standard-words.ts";

const VOLTRONIC = "1.3.6.1.4.1.43943.1.1";
const RFC = "1.3.6.1.2.1.33.1";
const MODE = `${VOLTRONIC}.5.1.0`;

const BATTERY_STATUS: Words = [
  [3, "LB"],
  [4, "LB"],
  [6, "RB"],
  [7, "RB"],
];

/** The last two are those of high efficiency and of a frequency converter. */
const MODES: Words = [
  [2, "OFF"],
  [3, "OL"],
  [4, "OL BYPASS"],
  [5, "OB"],
  [6, "OL BOOST"],
  [7, "OL TRIM"],
  [8, "OB TEST"],
  [9, "OFF"],
  [10, "OL"],
  [11, "OL"],
];
const ECO = 10;
const isEco = (raw: Raw): boolean => integerOf(raw) === ECO;

const TYPES: Words = [
  [0, "offline"],
  [1, "line-interactive"],
  [2, "online"],
];

/** 2 is what a UPS tells that has no such setting. */
const NO_YES: Words = [
  [0, "no"],
  [1, "yes"],
];

const BEEPER: Words = [
  [1, "enabled"],
  [2, "disabled"],
];

const tenths = notZero(number(0.1));

export const MIB: Mib = {
  rows: [
    ...SYSTEM_ROWS,
    { var: "ups.mfr", fixed: "Voltronic" },
    { var: "ups.model", oid: `${VOLTRONIC}.1.3.0`, as: text, poll: "once" },
    { var: "ups.serial", oid: `${VOLTRONIC}.1.4.0`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${VOLTRONIC}.1.6.0`, as: text, poll: "once" },
    { var: "ups.firmware.aux", oid: `${RFC}.1.4.0`, as: text, poll: "once" },
    { var: "ups.type", oid: `${VOLTRONIC}.1.7.0`, as: words(TYPES), poll: "once" },
    { var: "input.voltage.nominal", oid: `${VOLTRONIC}.2.1.0`, as: tenths, poll: "once" },
    { var: "input.frequency.nominal", oid: `${RFC}.9.2.0`, as: tenths, poll: "once" },
    { var: "output.voltage.nominal", oid: `${VOLTRONIC}.2.2.0`, as: tenths, poll: "once" },
    { var: "output.frequency.nominal", oid: `${VOLTRONIC}.2.3.0`, as: tenths, poll: "once" },
    { var: "output.current.nominal", oid: `${VOLTRONIC}.2.4.0`, as: tenths, poll: "once" },
    { var: "ups.power.nominal", oid: `${VOLTRONIC}.2.5.0`, as: tenths, poll: "once" },
    { var: "output.power.nominal", oid: `${VOLTRONIC}.2.5.0`, as: tenths, poll: "once" },
    { var: "ups.realpower.nominal", oid: `${VOLTRONIC}.2.6.0`, as: tenths, poll: "once" },
    { var: "output.realpower.nominal", oid: `${VOLTRONIC}.2.6.0`, as: tenths, poll: "once" },
    { var: "battery.voltage.nominal", oid: `${VOLTRONIC}.2.7.0`, as: tenths, poll: "once" },
    { var: "input.phases", oid: `${VOLTRONIC}.4.4.0`, as: number() },
    { var: "output.phases", oid: `${VOLTRONIC}.5.6.0`, as: number() },
    { var: "input.bypass.phases", oid: `${VOLTRONIC}.6.2.0`, as: number() },
    ...statusAt(MODE, MODES),
    ...statusAt(`${VOLTRONIC}.3.1.0`, BATTERY_STATUS),
    { buzzword: "vendor:voltronic:ECO", oid: MODE, when: isEco },
    { var: "battery.runtime", oid: `${VOLTRONIC}.3.3.0`, as: notNegative(number(60)) },
    { var: "battery.runtime", oid: `${RFC}.2.3.0`, as: notNegative(number(60)) },
    { var: "battery.charge", oid: `${VOLTRONIC}.3.4.0`, as: notNegative(number()) },
    { var: "battery.charge", oid: `${RFC}.2.4.0`, as: notNegative(number()) },
    { var: "battery.voltage", oid: `${VOLTRONIC}.3.5.0`, as: notNegative(number(0.1)) },
    { var: "battery.voltage", oid: `${RFC}.2.5.0`, as: notNegative(number(0.1)) },
    { var: "battery.temperature", oid: `${VOLTRONIC}.3.13.0`, as: notNegative(number(0.1)) },
    { var: "battery.temperature", oid: `${RFC}.2.7.0`, as: notNegative(number()) },
    { var: "input.frequency", oid: `${VOLTRONIC}.4.5.1.2.0`, as: number(0.1), phases: "input-1" },
    { var: "input.frequency", oid: `${RFC}.3.3.1.2.1`, as: number(0.1), phases: "input-1" },
    { var: "input.voltage", oid: `${VOLTRONIC}.4.5.1.3.0`, as: number(0.1), phases: "input-1" },
    { var: "input.voltage", oid: `${RFC}.3.3.1.3.1`, as: number(), phases: "input-1" },
    { var: "output.frequency", oid: `${VOLTRONIC}.5.2.0`, as: number(0.1), phases: "output-1" },
    { var: "output.frequency", oid: `${RFC}.4.2.0`, as: number(0.1), phases: "output-1" },
    { var: "output.voltage", oid: `${VOLTRONIC}.5.7.1.2.0`, as: number(0.1), phases: "output-1" },
    { var: "output.voltage", oid: `${RFC}.4.4.1.2.1`, as: number(), phases: "output-1" },
    { var: "output.current", oid: `${VOLTRONIC}.5.7.1.3.0`, as: number(0.1), phases: "output-1" },
    { var: "ups.realpower", oid: `${VOLTRONIC}.5.7.1.5.0`, as: number(0.1), phases: "output-1" },
    { var: "output.realpower", oid: `${VOLTRONIC}.5.7.1.5.0`, as: number(0.1), phases: "output-1" },
    { var: "ups.load", oid: `${VOLTRONIC}.5.7.1.7.0`, as: notNegative(number()), phases: "output-1" },
    { var: "input.bypass.frequency", oid: `${VOLTRONIC}.6.1.0`, as: number(0.1), phases: "input.bypass-1" },
    { var: "input.bypass.frequency", oid: `${RFC}.5.1.0`, as: number(0.1), phases: "input.bypass-1" },
    { var: "input.bypass.voltage", oid: `${VOLTRONIC}.6.3.1.2.0`, as: number(0.1), phases: "input.bypass-1" },
    { var: "input.bypass.voltage", oid: `${RFC}.5.3.1.2.1`, as: number(), phases: "input.bypass-1" },
    { var: "input.transfer.bypass.high", oid: `${VOLTRONIC}.11.21.0`, as: tenths, poll: "changed" },
    { var: "input.transfer.bypass.low", oid: `${VOLTRONIC}.11.22.0`, as: tenths, poll: "changed" },
    { var: "input.transfer.eco.high", oid: `${VOLTRONIC}.11.25.0`, as: tenths, poll: "changed" },
    { var: "input.transfer.eco.low", oid: `${VOLTRONIC}.11.26.0`, as: tenths, poll: "changed" },
    { var: "ups.test.result", oid: `${VOLTRONIC}.7.2.0`, as: words(TEST_RESULT) },
    { var: "ups.beeper.status", oid: `${VOLTRONIC}.8.4.0`, as: words(BEEPER) },
    { var: "ups.start.auto", oid: `${VOLTRONIC}.11.3.0`, as: words(NO_YES), rw: oneOf(NO_YES), poll: "changed" },
    { var: "ups.start.battery", oid: `${VOLTRONIC}.11.12.0`, as: words(NO_YES), rw: oneOf(NO_YES), poll: "changed" },
    { var: "ups.timer.shutdown", oid: `${VOLTRONIC}.8.1.0`, as: number(), rw: NUMBER },
    { var: "ups.timer.start", oid: `${VOLTRONIC}.8.3.0`, as: number(), rw: NUMBER },
    { cmd: "load.off.delay", send: { oid: `${VOLTRONIC}.8.1.0`, value: 30 } },
    { cmd: "load.on.delay", send: { oid: `${VOLTRONIC}.8.3.0`, value: 60 } },
    { cmd: "shutdown.stop", send: { oid: `${VOLTRONIC}.8.1.0`, value: -2 } },
    { cmd: "beeper.enable", send: { oid: `${VOLTRONIC}.8.4.0`, value: 1 } },
    { cmd: "beeper.disable", send: { oid: `${VOLTRONIC}.8.4.0`, value: 2 } },
  ],
};
