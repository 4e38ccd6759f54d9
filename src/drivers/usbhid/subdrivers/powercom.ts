/** PowerCOM: a standard HID device, or one with usages of its own on page 2, and delays packed in odd ways. */
import { string } from "../../../nut/var-type.ts";
import { decimal, fixed } from "../../kit/codecs.ts";
import { by, hasBit, hasNoBit, isZero, lookup, PACKED_DATE, STRING, TEST_RESULT } from "../readers.ts";
import type { HidReader, HidRow, HidView, HidWriter, Subdriver } from "../subdriver.ts";

const POWERCOM_ID = 0x0d9f;
/** It answers no GET_REPORT and sends eight bytes at a time. */
const INTERRUPT_ONLY = { interruptOnly: true, interruptSize: 8 } as const;

const swapped = (word: number): number => ((word & 0xff) << 8) | (word >> 8);
const word16 = (value: number): number => Math.trunc(value) & 0xffff;

const isDiscrete = (view: HidView): boolean => view.option("powercom_sdcmd_discrete_delay") !== undefined;
const isOldOrder = (view: HidView): boolean => view.option("powercom_sdcmd_byte_order_fallback") !== undefined;

/** Seconds: the command's own, else those of ups.conf, else the last ones set, else `preset`. */
function secondsFor(text: string, option: string, name: string, preset: number, view: HidView): number {
  const chosen = [text, view.option(option), view.known(name)].find((each) => each !== undefined && each !== "");
  return chosen === undefined ? preset : Number.parseInt(chosen, 10) || 0;
}

/** Whole minutes with their bytes the other way round; as they are on Raptor and Smart King Pro. */
const STARTUP: HidReader & HidWriter = {
  read: (value) => String(60 * swapped(word16(value))),
  write: (text, view) => {
    const minutes = Math.trunc(secondsFor(text, "ondelay", "ups.delay.start", 120, view) / 60);
    if (minutes < 0) return 0;
    return isDiscrete(view) ? minutes : swapped(minutes & 0xffff);
  },
};

/** Minutes in one byte, seconds in the other. */
const SHUTDOWN_TIMER: HidReader = by((value, view) => {
  const word = word16(value);
  const [high, low] = [word >> 8, word & 0xff];
  return String(isOldOrder(view) ? 60 * low + high : 60 * high + low);
});

/** Steps of Raptor and Smart King Pro, in seconds: the command is the number of the first that is long enough. */
const STEPS = [12, 18, 24, 30, 36, 42, 48, 54, 60, 120, 180, 240, 300, 360, 420, 480, 540];

function stepFor(seconds: number): number {
  const step = STEPS.findIndex((most) => seconds <= most);
  return step < 0 ? STEPS.length + 1 : step + 1;
}

/** What the byte of seconds carries besides: come back with mains, or stay off. */
const RETURN_FLAG = 0x40;
const STAYOFF_FLAG = 0x80;

function packed(seconds: number, flag: number, oldOrder: boolean): number {
  // 0 would be the longest delay there is.
  const delay = seconds || 1;
  const [minutes, rest] = [Math.trunc(delay / 60), delay % 60];
  const word = oldOrder ? (rest << 8) + minutes : (minutes << 8) + rest;
  return (word & 0xffff) | (oldOrder ? flag << 8 : flag);
}

const shutdown = (flag: number, stepped: boolean): HidWriter => ({
  write: (text, view) => {
    const seconds = secondsFor(text, "offdelay", "ups.delay.shutdown", 60, view);
    if (seconds < 0 || seconds > 0xffff) return 0;
    return stepped && isDiscrete(view) ? stepFor(seconds) : packed(seconds, flag, isOldOrder(view));
  },
});

const RETURN = shutdown(RETURN_FLAG, true);
const STAYOFF = shutdown(STAYOFF_FLAG, false);

const BEEPER = lookup([1, "enabled"], [2, "disabled"]);

/**
 * Report 0xa4, which no descriptor tells of:
 *
 *     a4 20 31 33 2e 37 20 32      " 13.7 2"
 */
const VOLTAGE_REPORT = { id: 0xa4, length: 8 };

const BATTERY_VOLTAGE = by((_, view) => {
  const report = view.report(VOLTAGE_REPORT.id);
  const text = report === undefined ? "" : String.fromCharCode(...report.subarray(1));
  const volts = /[\d.]+/.exec(text)?.[0];
  if (volts?.includes(".")) view.remember("battery.voltage", volts);
  return String(view.recall("battery.voltage") ?? "0.0");
});

/** Volts in steps of four. */
const FOURFOLD = by((value) => fixed(value * 4, 0));

const standardStatus = (path: string): readonly HidRow[] => [
  { status: "online/offline", path: `${path}.ACPresent` },
  { status: "nobattery", path: `${path}.BatteryPresent`, when: isZero },
  { status: "lowbatt", path: `${path}.BelowRemainingCapacityLimit` },
  { status: "boost", path: `${path}.Boost` },
  { status: "trim", path: `${path}.Buck` },
  { status: "chrg", path: `${path}.Charging` },
  { status: "commfault", path: `${path}.CommunicationLost` },
  { status: "dischrg", path: `${path}.Discharging` },
  { status: "replacebatt", path: `${path}.NeedReplacement` },
  { status: "overload", path: `${path}.Overload` },
  { status: "timelimitexp", path: `${path}.RemainingTimeLimitExpired` },
  { status: "shutdownimm", path: `${path}.ShutdownImminent` },
];

const SUMMARY = "UPS.PowerSummary";
const SUMMARY_STATUS = `${SUMMARY}.PresentStatus`;

const CONDITIONS: readonly HidRow[] = [
  ...standardStatus(SUMMARY_STATUS).filter(({ path }) => !/\.(Boost|Buck)$/.test(path)),
  ...standardStatus("UPS.PresentStatus"),
];

const STANDARD: readonly HidRow[] = [
  // The paths that should hold the battery's voltage repeat that of the output.
  { var: "battery.voltage", path: `${SUMMARY_STATUS}.ACPresent`, as: BATTERY_VOLTAGE },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.charge", path: "UPS.Battery.RemainingCapacity", as: decimal(0) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, as: decimal(0) },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.mfr.date", path: "UPS.Battery.ManufacturerDate", as: PACKED_DATE, poll: "once" },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING, poll: "once" },
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER },
  { var: "ups.beeper.status", path: "UPS.AudibleAlarmControl", as: BEEPER },
  { var: "ups.load", path: "UPS.Output.PercentLoad", as: decimal(0) },
  { var: "ups.date", path: `${SUMMARY}.ManufacturerDate`, as: PACKED_DATE, poll: "once" },
  { var: "ups.test.result", path: "UPS.Battery.Test", as: TEST_RESULT },
  { var: "ups.delay.start", path: `${SUMMARY}.DelayBeforeStartup`, fallback: "60", rw: string(8) },
  { var: "ups.timer.start", path: `${SUMMARY}.DelayBeforeStartup`, as: STARTUP },
  { var: "ups.delay.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, fallback: "20", rw: string(8) },
  { var: "ups.timer.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, as: SHUTDOWN_TIMER, poll: "quick" },
  { var: "ups.delay.shutdown", path: `${SUMMARY}.PCMDelayBeforeShutdown`, fallback: "20", rw: string(8) },
  { var: "ups.timer.shutdown", path: `${SUMMARY}.PCMDelayBeforeShutdown`, as: SHUTDOWN_TIMER, poll: "quick" },
  { var: "input.voltage", path: "UPS.Input.Voltage", as: decimal(1) },
  { var: "input.voltage.nominal", path: "UPS.Input.ConfigVoltage", as: decimal(0), poll: "once" },
  { var: "input.frequency", path: "UPS.Input.Frequency", as: decimal(1) },
  { var: "output.voltage", path: "UPS.Output.Voltage", as: decimal(1) },
  { var: "output.voltage.nominal", path: "UPS.Output.ConfigVoltage", as: decimal(0), poll: "once" },
  { var: "output.frequency", path: "UPS.Output.Frequency", as: decimal(1) },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "beeper.toggle", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
  { cmd: "beeper.enable", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
  { cmd: "beeper.disable", path: `${SUMMARY}.AudibleAlarmControl`, send: 0 },
  { cmd: "test.battery.start.quick", path: "UPS.Battery.Test", send: 1 },
  { cmd: "load.on.delay", path: `${SUMMARY}.DelayBeforeStartup`, send: "param", as: STARTUP },
  { cmd: "shutdown.return", path: `${SUMMARY}.DelayBeforeShutdown`, send: "param", as: RETURN },
  { cmd: "shutdown.stayoff", path: `${SUMMARY}.DelayBeforeShutdown`, send: "param", as: STAYOFF },
  { cmd: "load.on", path: `${SUMMARY}.PCMDelayBeforeStartup`, send: "param", as: STARTUP, fallback: "0" },
  { cmd: "load.off", path: `${SUMMARY}.PCMDelayBeforeShutdown`, send: "param", as: STAYOFF, fallback: "0" },
  { cmd: "shutdown.return", path: `${SUMMARY}.PCMDelayBeforeShutdown`, send: "param", as: RETURN },
  { cmd: "shutdown.stayoff", path: `${SUMMARY}.PCMDelayBeforeShutdown`, send: "param", as: STAYOFF },
];

const OWN = "PowercomUPS";
const OWN_BATTERY = `${OWN}.PowercomBatterySystem`;
const OWN_CONVERTER = `${OWN}.PowercomPowerConverter`;
const OWN_OUTPUT = `${OWN_CONVERTER}.PowercomOutput`;
/** Bit 0: fault, 1: battery bad, 2: test, 4: a shutdown is counting down. */
const OWN_FLAGS = `${OWN_OUTPUT}.PowercomInternalChargeController`;
/** Bit 0: on battery, 1: battery low, 3: regulating, 4: upwards, 5: overload. */
const OWN_STATUS = `${OWN_OUTPUT}.PowercomPrimaryBatterySupport`;

const bits =
  (mask: number, wanted: number) =>
  (value: number): boolean =>
    (Math.trunc(value) & mask) === wanted;

const OWN_ROWS: readonly HidRow[] = [
  { var: "ups.serial", path: `${OWN}.PowercomSerialNumber`, as: STRING },
  { var: "ups.mfr", path: `${OWN}.PowercomManufacturerName`, as: STRING },
  { var: "ups.mfr.date", path: `${OWN}.PowercomManufacturerDate`, as: PACKED_DATE },
  { var: "battery.temperature", path: `${OWN_BATTERY}.PowercomTemperature`, as: decimal(0) },
  { var: "battery.temperature", path: "UPS.Battery.Temperature", as: decimal(1) },
  { var: "battery.charge", path: `${OWN_BATTERY}.PowercomVoltage`, as: decimal(0) },
  { var: "input.frequency", path: `${OWN_CONVERTER}.PowercomInput.PowercomFrequency`, as: decimal(0) },
  { var: "input.voltage", path: `${OWN_CONVERTER}.PowercomInput.PowercomVoltage`, as: FOURFOLD },
  { var: "output.voltage", path: `${OWN_OUTPUT}.PowercomVoltage`, as: FOURFOLD },
  { var: "ups.load", path: `${OWN_OUTPUT}.PowercomPercentLoad`, as: decimal(0) },
  { status: "fanfail", path: OWN_FLAGS, when: hasBit(0x01), poll: "quick" },
  { status: "replacebatt", path: OWN_FLAGS, when: hasBit(0x02), poll: "quick" },
  { status: "cal", path: OWN_FLAGS, when: hasBit(0x04), poll: "quick" },
  { status: "shutdownimm", path: OWN_FLAGS, when: hasBit(0x10), poll: "quick" },
  { status: "online", path: OWN_STATUS, when: hasNoBit(0x01), poll: "quick" },
  { status: "lowbatt", path: OWN_STATUS, when: hasBit(0x02), poll: "quick" },
  { status: "trim", path: OWN_STATUS, when: bits(0x18, 0x08), poll: "quick" },
  { status: "boost", path: OWN_STATUS, when: bits(0x18, 0x18), poll: "quick" },
  { status: "overload", path: OWN_STATUS, when: hasBit(0x20), poll: "quick" },
  { var: "output.frequency", path: `${OWN_OUTPUT}.PowercomFrequency`, as: decimal(0) },
  { var: "ups.test.result", path: `${OWN_CONVERTER}.PowercomTest`, as: TEST_RESULT },
  { var: "ups.delay.shutdown", path: `${OWN_CONVERTER}.PowercomDelayBeforeShutdown`, as: decimal(0) },
  { var: "ups.delay.start", path: `${OWN_CONVERTER}.PowercomDelayBeforeStartup`, as: decimal(0) },
  { cmd: "load.off", path: `${OWN_CONVERTER}.PowercomDelayBeforeShutdown`, send: 0 },
];

/** The `powercom` driver's own protocol. */
const NOT_HID = 0x0002;

export const POWERCOM: Subdriver = {
  name: "PowerCOM HID 0.74",
  maker: "PowerCOM",
  ids: [
    { vendorId: POWERCOM_ID, productId: 0x00a2 }, // IMP, Imperial
    { vendorId: POWERCOM_ID, productId: 0x00a3 }, // SKP, Smart King Pro
    { vendorId: POWERCOM_ID, productId: 0x00a4 }, // WOW
    { vendorId: POWERCOM_ID, productId: 0x00a5 }, // VGD, Vanguard
    { vendorId: POWERCOM_ID, productId: 0x00a6 }, // BNT, Black Knight Pro
    { vendorId: POWERCOM_ID, productId: 0x0004 }, // Vanguard, BNT-xxxAP
    { vendorId: POWERCOM_ID, productId: 0x0001, quirks: INTERRUPT_ONLY },
  ],
  usages: {
    PowercomUPS: 0x00020004,
    PowercomBatterySystem: 0x00020010,
    PowercomPowerConverter: 0x00020016,
    PowercomInput: 0x0002001a,
    PowercomOutput: 0x0002001c,
    PowercomVoltage: 0x00020030,
    PowercomFrequency: 0x00020032,
    PowercomPercentLoad: 0x00020035,
    PowercomTemperature: 0x00020036,
    PowercomDelayBeforeStartup: 0x00020056,
    PowercomDelayBeforeShutdown: 0x00020057,
    PowercomTest: 0x00020058,
    PowercomShutdownRequested: 0x00020068,
    PowercomInternalChargeController: 0x00020081,
    PowercomPrimaryBatterySupport: 0x00020082,
    PowercomDesignCapacity: 0x00020083,
    PowercomSpecificationInfo: 0x00020084,
    PowercomManufacturerDate: 0x00020085,
    PowercomSerialNumber: 0x00020086,
    PowercomManufacturerName: 0x00020087,
    POWERCOM1: 0x0084002f,
    POWERCOM2: 0xff860060,
    POWERCOM3: 0xff860080,
    PCMDelayBeforeStartup: 0x00ff0056,
    PCMDelayBeforeShutdown: 0x00ff0057,
  },
  rows: [...CONDITIONS, ...STANDARD, ...COMMANDS, ...OWN_ROWS],
  mfr: ({ device }) => device.vendor ?? "PowerCOM",
  claim: (byIds, { productId }) => (byIds === "likely" && productId === NOT_HID ? "no" : byIds),
  elsewhere: ({ productId }) => (productId === NOT_HID ? "powercom" : undefined),
  extraReports: [VOLTAGE_REPORT],
};
