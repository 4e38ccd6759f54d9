/**
 * Eaton, whose table is the oldest: MGE made these before, and Dell, HP, IBM, Powerware, AEG and KSTAR sell or sold
 * devices that speak as they do.
 */
import { string } from "../../../../nut/var-type.ts";
import { STRING } from "../../readers.ts";
import type { Claim, HidRow, Quirks, Subdriver, UsbFacts } from "../../subdriver.ts";
import { ABM } from "./abm.ts";
import { BATTERY } from "./battery.ts";
import { ECO_COMMANDS, ECO_MODES } from "./bypass.ts";
import { ALARMS, CONDITIONS } from "./conditions.ts";
import { MODEL_NOTES, modelOf } from "./models.ts";
import { OUTLET_COMMANDS, OUTLETS } from "./outlets.ts";
import { POWER } from "./power.ts";
import { UNIT } from "./unit.ts";
import { MGE_USAGES } from "./usages.ts";

const EATON = 0x0463;
const DELL = 0x047c;
const POWERWARE = 0x0592;
const HP = 0x03f0;
const AEG = 0x2b2d;
const PHOENIXTEC = 0x06da;
const IBM = 0x04b3;
const KSTAR = 0x09d6;

const SUMMARY = "UPS.PowerSummary";
const TEST = "UPS.BatterySystem.Battery.Test";

const DEVICE: readonly HidRow[] = [
  ...MODEL_NOTES,
  { var: "device.usb.version", path: "UPS.System.USB.iVersion", as: STRING, poll: "once", type: string(20) },
];

const beeper = (path: string): readonly HidRow[] => [
  { cmd: "beeper.disable", path, send: 1 },
  { cmd: "beeper.enable", path, send: 2 },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "test.battery.start.quick", path: TEST, send: 1 },
  { cmd: "test.battery.start.deep", path: TEST, send: 2 },
  { cmd: "test.battery.stop", path: TEST, send: 3 },
  { cmd: "load.off.delay", path: `${SUMMARY}.DelayBeforeShutdown`, send: 20 },
  { cmd: "load.on.delay", path: `${SUMMARY}.DelayBeforeStartup`, send: 30 },
  { cmd: "shutdown.stop", path: `${SUMMARY}.DelayBeforeShutdown`, send: -1 },
  { cmd: "shutdown.reboot", path: `${SUMMARY}.DelayBeforeReboot`, send: 10 },
  { cmd: "beeper.off", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
  { cmd: "beeper.on", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.mute", path: "UPS.BatterySystem.Battery.AudibleAlarmControl", send: 3 },
  { cmd: "beeper.mute", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
  ...beeper("UPS.BatterySystem.Battery.AudibleAlarmControl"), // 3S
  ...beeper(`${SUMMARY}.AudibleAlarmControl`),
  ...beeper("UPS.AudibleAlarmControl"), // MasterPower MF-UPS650VA
];

/** Phoenixtec and KSTAR made devices for others too: theirs are known by a word in their strings. */
function claimOf(byIds: Claim, { vendorId, vendor, product }: UsbFacts): Claim {
  if (byIds === "no") return "no";
  if (vendorId === PHOENIXTEC) return vendor?.includes("AEG") || product?.includes("AEG") ? "yes" : "no";
  if (vendorId === KSTAR) return vendor?.includes("KSTAR") ? "yes" : "no";
  return byIds;
}

/** Release 2.02 has two report descriptors; the second is the whole one. */
const TWO_DESCRIPTORS = 0x0202;

const quirksOf = ({ vendorId, release }: UsbFacts): Quirks =>
  vendorId === EATON && release === TWO_DESCRIPTORS ? { descriptorIndex: 1 } : {};

export const MGE: Subdriver = {
  name: "MGE HID 1.59",
  maker: "Eaton / MGE",
  ids: [
    { vendorId: EATON, productId: 0x0001 },
    { vendorId: EATON, productId: 0xffff },
    { vendorId: DELL, productId: 0xffff },
    { vendorId: POWERWARE, productId: 0x0004 }, // PW 9140
    { vendorId: HP, productId: 0x1fe5 }, // R/T3000
    { vendorId: HP, productId: 0x1fe6 }, // R/T3000
    { vendorId: HP, productId: 0x1fe7 },
    { vendorId: HP, productId: 0x1fe8 },
    { vendorId: AEG, productId: 0xffff }, // PROTECT B, PROTECT NAS
    { vendorId: PHOENIXTEC, productId: 0xffff }, // AEG PROTECT NAS
    { vendorId: IBM, productId: 0x0001 }, // 6000 VA LCD 4U, 5396-1Kx
    { vendorId: KSTAR, productId: 0x0001 }, // MasterPower MF-UPS650VA, MicroPower
  ],
  claim: claimOf,
  quirks: quirksOf,
  quiet: ({ vendorId }) => vendorId === HP || vendorId === DELL || vendorId === IBM,
  usages: MGE_USAGES,
  rows: [
    ...DEVICE,
    ...BATTERY,
    ...ABM,
    ...UNIT,
    ...CONDITIONS,
    ...ALARMS,
    ...POWER,
    ...OUTLETS,
    ...COMMANDS,
    ...OUTLET_COMMANDS,
    ...ECO_COMMANDS,
    ...ECO_MODES,
  ],
  mfr: ({ device }) => device.vendor ?? "Eaton",
  model: modelOf,
};
