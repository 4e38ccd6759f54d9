/** Vertiv and Liebert UPSes. */
import { NUMBER } from "../../../nut/var-type.ts";
import { notNegative, number, text, type Words, words } from "../codecs.ts";
import { type Mib, SYSTEM_ROWS, statusAt } from "../mib.ts";
import { LOW_BATTERY } from "./parts/low-battery.ts";

const LIEBERT = "1.3.6.1.4.1.476.1.42";
const FLEXIBLE = `${LIEBERT}.3.9.30`;

const POWER_SOURCE: Words = [
  [1, ""],
  [2, "OFF"],
  [3, "OL"],
  [4, "BYPASS"],
  [5, "OB"],
  [6, "BOOST"],
  [7, "TRIM"],
];

const BEEPER_STATUS: Words = [
  [1, "enabled"],
  [2, "disabled"],
];

const CARD_MODEL = `${LIEBERT}.2.4.2.1.4.1`;

export const MIB: Mib = {
  probe: { var: "device.model", oid: CARD_MODEL, as: text },
  rows: [
    ...SYSTEM_ROWS,
    // What the UPS tells of itself stands before what the card does.
    { var: "device.mfr", oid: `${LIEBERT}.3.9.20.1.20.1.2.1.4333`, as: text, poll: "once" },
    { var: "device.mfr", oid: `${LIEBERT}.2.1.1.0`, as: text, poll: "once" },
    { var: "device.model", oid: `${LIEBERT}.3.9.20.1.20.1.2.1.4240`, as: text, poll: "once" },
    { var: "device.model", oid: CARD_MODEL, as: text, poll: "once" },
    { var: "device.serial", oid: `${LIEBERT}.2.4.2.1.7.1`, as: text, poll: "once" },
    { var: "ups.firmware", oid: `${LIEBERT}.2.4.2.1.5.1`, as: text, poll: "once" },
    { var: "device.type", oid: `${LIEBERT}.3.9.20.1.20.1.2.1.4553`, as: text, poll: "once" },
    { var: "ups.mfr", oid: `${LIEBERT}.3.9.20.1.20.1.2.1.4333`, as: text, poll: "once" },
    { var: "ups.model", oid: `${LIEBERT}.3.9.20.1.20.1.2.1.4240`, as: text, poll: "once" },
    { var: "ups.load", oid: `${FLEXIBLE}.1.20.1.2.1.5861`, as: notNegative(number()) },
    { var: "ups.temperature", oid: `${FLEXIBLE}.1.10.1.2.1.4291`, as: notNegative(number()) },
    { var: "ups.type", oid: `${LIEBERT}.3.9.20.1.20.1.2.1.6199`, as: text, poll: "once" },
    { var: "battery.charge", oid: `${FLEXIBLE}.1.20.1.2.1.4153`, as: notNegative(number()) },
    { var: "battery.runtime", oid: `${FLEXIBLE}.1.20.1.2.1.4150`, as: notNegative(number(60)) },
    { var: "battery.voltage", oid: `${FLEXIBLE}.1.20.1.2.1.4148`, as: notNegative(number()) },
    { var: "battery.voltage.nominal", oid: `${FLEXIBLE}.1.20.1.2.1.6189`, as: number(), poll: "once" },
    { var: "input.voltage", oid: `${FLEXIBLE}.1.20.1.2.1.4096`, as: notNegative(number(0.1)) },
    { var: "input.current", oid: `${FLEXIBLE}.1.20.1.2.1.4113`, as: notNegative(number(0.1)) },
    { var: "input.frequency", oid: `${FLEXIBLE}.1.20.1.2.1.4105`, as: notNegative(number(0.1)) },
    { var: "input.voltage.nominal", oid: `${FLEXIBLE}.1.20.1.2.1.4102`, as: number(), poll: "once" },
    { var: "input.current.nominal", oid: `${FLEXIBLE}.1.20.1.2.1.4104`, as: number(), poll: "once" },
    { var: "input.frequency.nominal", oid: `${FLEXIBLE}.1.20.1.2.1.4103`, as: number(), poll: "once" },
    { var: "output.voltage", oid: `${FLEXIBLE}.1.20.1.2.1.4385`, as: notNegative(number(0.1)) },
    { var: "output.current", oid: `${FLEXIBLE}.1.20.1.2.1.4204`, as: notNegative(number(0.1)) },
    { var: "output.frequency", oid: `${FLEXIBLE}.1.20.1.2.1.4207`, as: notNegative(number(0.1)) },
    { var: "output.power", oid: `${FLEXIBLE}.1.20.1.2.1.4208`, as: notNegative(number()) },
    { var: "output.power.apparent", oid: `${FLEXIBLE}.1.20.1.2.1.4209`, as: notNegative(number()) },
    { var: "output.voltage.nominal", oid: `${FLEXIBLE}.1.20.1.2.1.4260`, as: number(), poll: "once" },
    { var: "output.power.nominal", oid: `${FLEXIBLE}.1.20.1.2.1.4264`, as: number(), poll: "once" },
    ...statusAt(`${FLEXIBLE}.1.20.1.2.1.4872`, POWER_SOURCE),
    ...LOW_BATTERY,
    { var: "ups.beeper.status", oid: `${FLEXIBLE}.1.20.1.2.1.6188`, as: words(BEEPER_STATUS) },
    { cmd: "beeper.disable", send: { oid: `${FLEXIBLE}.1.20.1.2.1.6188`, value: 2 } },
    { cmd: "beeper.enable", send: { oid: `${FLEXIBLE}.1.20.1.2.1.6188`, value: 1 } },
    { var: "ups.delay.shutdown", oid: `${FLEXIBLE}.1.20.1.2.1.5814`, as: number(), rw: NUMBER },
    { var: "ups.delay.start", oid: `${FLEXIBLE}.1.20.1.2.1.5816`, as: number(), rw: NUMBER },
  ],
};
