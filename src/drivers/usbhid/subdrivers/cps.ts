/** CyberPower, and Cyber Energy, which has its ids from ST Microelectronics. */
import { string } from "../../../nut/var-type.ts";
import { decimal, fixed } from "../../kit/codecs.ts";
import { BEEPER, by, KELVIN, lookup, PACKED_DATE, STRING, TEST_RESULT } from "../readers.ts";
import { widenFields } from "../report/field-width.ts";
import { type Field, fieldOf, type ReportDescriptor, withLimits } from "../report/report-descriptor.ts";
import type { HidRow, HidView, Subdriver, UsbFacts } from "../subdriver.ts";
import { POWER_USAGES } from "../tables/power-usages.ts";

const CPS_VENDOR = 0x0764;
const ST_MICRO = 0x0483;

/** Its firmware reports the battery at 3/2 of its voltage, and frequencies in tenths, on some models. */
const CARELESS = 0x0501;

const isCareless = ({ vendorId, productId }: UsbFacts): boolean => vendorId === CPS_VENDOR && productId === CARELESS;

/** A factor that is found once and then kept; 1 until then. */
function factor(view: HidView, key: string, find: () => number | undefined): number {
  const kept = view.recall(key);
  if (typeof kept === "number") return kept;
  const found = find();
  if (found !== undefined) view.remember(key, found);
  return found ?? 1;
}

const number = (text: string | undefined): number => Number.parseFloat(text ?? "") || 0;

/** More than this times the nominal voltage is no battery, nor is less than a tenth of it in tenths of a volt. */
const SANE_RATIO = 1.4;

/** UT850EG-FR has tenths of a volt without the exponent that would say so. */
const batteryFactor = (volts: number, view: HidView): number | undefined => {
  const nominal = number(view.known("battery.voltage.nominal"));
  if (nominal === 0) return undefined;
  const ratio = volts / nominal;
  if (ratio <= SANE_RATIO) return 1;
  return ratio * (2 / 3) > SANE_RATIO && ratio / 10 <= SANE_RATIO && ratio >= 5 ? 0.1 : 2 / 3;
};

const BATTERY_VOLTAGE = by((volts, view) =>
  fixed((isCareless(view.device) ? factor(view, "battery", () => batteryFactor(volts, view)) : 1) * volts, 1),
);

/** The mains that are meant, from limits or from the reading itself; undefined where nothing tells. */
function mains(low: number, high: number, reading: number): number | undefined {
  const within = (value: number, from: number, to: number): boolean => from < value && value <= to;
  if (within(low, 45, 50) || (high >= 50 && high <= 55) || within(reading, 45, 55) || within(reading, 450, 550))
    return 50;
  if (within(low, 55, 60) || (high >= 60 && high <= 65) || within(reading, 55, 65) || within(reading, 550, 650))
    return 60;
  return undefined;
}

function frequencyFactor(side: "input" | "output", hertz: number, view: HidView): number | undefined {
  const told = (what: "nominal" | "low" | "high"): number => number(view.known(`${side}.frequency.${what}`));
  const nominal = told("nominal") || mains(told("low"), told("high"), hertz);
  const low = told("low") || (nominal ? nominal * 0.95 : 45);
  const high = told("high") || (nominal ? nominal * 1.05 : 65);
  return [1, 0.1].find((one) => {
    const value = one === 1 ? hertz : hertz / 10;
    return low <= value && value <= high;
  });
}

const frequency = (side: "input" | "output") =>
  by((hertz, view) =>
    fixed((isCareless(view.device) ? factor(view, side, () => frequencyFactor(side, hertz, view)) : 1) * hertz, 1),
  );

const SENSITIVITY = lookup([0, "low"], [1, "normal"], [2, "high"]);
const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";

const BATTERY: readonly HidRow[] = [
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING },
  {
    var: "battery.mfr.date",
    path: "UPS.Battery.ManufacturerDate",
    as: PACKED_DATE,
    rw: string(10),
    poll: "changed",
  },
  { var: "battery.mfr.date", path: `${SUMMARY}.iOEMInformation`, as: STRING },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0) },
  {
    var: "battery.charge.low",
    path: `${SUMMARY}.RemainingCapacityLimit`,
    as: decimal(0),
    rw: string(10),
    poll: "changed",
  },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: by((value) => fixed(Math.min(value, 100), 0)) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  {
    var: "battery.runtime.low",
    path: `${SUMMARY}.RemainingTimeLimit`,
    as: decimal(0),
    rw: string(10),
    poll: "changed",
  },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: decimal(0) },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: BATTERY_VOLTAGE },
  { var: "battery.status", path: `${SUMMARY}.FullChargeCapacity`, as: by((value) => `${fixed(value, 0)}%`) },
];

const UPS: readonly HidRow[] = [
  { var: "ups.load", path: "UPS.Output.PercentLoad", as: decimal(0) },
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER },
  { var: "ups.test.result", path: "UPS.Output.Test", as: TEST_RESULT },
  { var: "ups.power", path: "UPS.Output.ApparentPower", as: decimal(0) },
  { var: "ups.power.nominal", path: "UPS.Output.ConfigApparentPower", as: decimal(0) },
  { var: "ups.realpower", path: "UPS.Output.ActivePower", as: decimal(0) },
  { var: "ups.realpower.nominal", path: "UPS.Output.ConfigActivePower", as: decimal(0) },
  // The devices round delays down to whole minutes.
  { var: "ups.delay.start", path: "UPS.Output.DelayBeforeStartup", fallback: "120", rw: string(10) },
  { var: "ups.delay.shutdown", path: "UPS.Output.DelayBeforeShutdown", fallback: "60", rw: string(10) },
  { var: "ups.timer.start", path: "UPS.Output.DelayBeforeStartup", as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: "UPS.Output.DelayBeforeShutdown", as: decimal(0), poll: "quick" },
  { var: "ups.timer.reboot", path: "UPS.Output.DelayBeforeReboot", as: decimal(0), poll: "quick" },
  { var: "ups.firmware", path: `${SUMMARY}.CPSFirmwareVersion`, as: STRING, poll: "once" },
  { var: "ups.temperature", path: `${SUMMARY}.Temperature`, as: KELVIN },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "fullycharged/notfullycharged", path: `${STATUS}.FullyCharged` },
  { status: "timelimitexp", path: `${STATUS}.RemainingTimeLimitExpired` },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "boost", path: "UPS.Output.Boost" },
  { status: "overload", path: "UPS.Output.Overload" },
];

const transfer = (side: "Input" | "Output"): readonly HidRow[] => [
  {
    var: "input.transfer.low",
    path: `UPS.${side}.LowVoltageTransfer`,
    as: decimal(0),
    rw: string(10),
    poll: "changed",
  },
  {
    var: "input.transfer.high",
    path: `UPS.${side}.HighVoltageTransfer`,
    as: decimal(0),
    rw: string(10),
    poll: "changed",
  },
];

const POWER: readonly HidRow[] = [
  { var: "input.frequency", path: "UPS.Input.Frequency", as: frequency("input") },
  { var: "input.voltage.nominal", path: "UPS.Input.ConfigVoltage", as: decimal(0) },
  { var: "input.voltage", path: "UPS.Input.Voltage", as: decimal(1) },
  ...transfer("Input"),
  // CP1350EPFCLCD has its transfer points here.
  ...transfer("Output"),
  {
    var: "input.sensitivity",
    path: "UPS.Output.CPSInputSensitivity",
    as: SENSITIVITY,
    rw: { kind: "enum", values: ["low", "normal", "high"], max: 0 },
    poll: "changed",
  },
  { var: "output.frequency", path: "UPS.Output.Frequency", as: frequency("output") },
  { var: "output.voltage", path: "UPS.Output.Voltage", as: decimal(1) },
  { var: "output.voltage.nominal", path: "UPS.Output.ConfigVoltage", as: decimal(0) },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "test.battery.start.quick", path: "UPS.Output.Test", send: 1 },
  { cmd: "test.battery.start.deep", path: "UPS.Output.Test", send: 2 },
  { cmd: "test.battery.stop", path: "UPS.Output.Test", send: 3 },
  { cmd: "load.off.delay", path: "UPS.Output.DelayBeforeShutdown", send: 60 },
  { cmd: "load.on.delay", path: "UPS.Output.DelayBeforeStartup", send: 120 },
  { cmd: "shutdown.stop", path: "UPS.Output.DelayBeforeShutdown", send: -1 },
  { cmd: "shutdown.reboot", path: "UPS.Output.DelayBeforeReboot", send: 10 },
  { cmd: "beeper.on", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.off", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
  { cmd: "beeper.enable", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.disable", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
  { cmd: "beeper.mute", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
];

const VOLTAGE_MAX = 511;
const POWER_MAX = 2048;

const outputVoltage = (descriptor: ReportDescriptor): Field | undefined =>
  fieldOf(descriptor, 0x12, POWER_USAGES.Voltage);
const inputVoltage = (descriptor: ReportDescriptor): Field | undefined =>
  fieldOf(descriptor, 0x0f, POWER_USAGES.Voltage);

const sameLimits = (a: Field, b: Field): boolean => a.logicalMin === b.logicalMin && a.logicalMax === b.logicalMax;

/** CP900EPFCLCD, CP1500PFCLCDa: the voltages have the limits of the high transfer point. */
function fixTransferLimits(descriptor: ReportDescriptor): ReportDescriptor {
  const transferHigh = fieldOf(descriptor, 0x10, POWER_USAGES.HighVoltageTransfer);
  const output = outputVoltage(descriptor);
  const input = inputVoltage(descriptor);
  if (!transferHigh || !output || !sameLimits(transferHigh, output)) return descriptor;
  const limits = { logicalMin: 0, logicalMax: VOLTAGE_MAX };
  const fixedOutput = withLimits(descriptor, output, limits);
  return input && sameLimits(transferHigh, input) ? withLimits(fixedOutput, input, limits) : fixedOutput;
}

const capped = (max: number, { size }: Field): number => (size > 1 && size <= 32 ? Math.min(max, 2 ** size - 1) : max);

/** A maximum that was only assumed grows to what the field holds, and to that of the other side. */
function fixAssumedLimits(descriptor: ReportDescriptor): ReportDescriptor {
  const output = outputVoltage(descriptor);
  const input = inputVoltage(descriptor);
  if (!output || !input || !(output.assumedMax || input.assumedMax)) return descriptor;
  const grown = (field: Field): number =>
    field.assumedMax ? Math.max(field.logicalMax, VOLTAGE_MAX) : field.logicalMax;
  const highest = Math.max(grown(output), grown(input));
  const maximum = (field: Field): number => (field.assumedMax ? capped(highest, field) : field.logicalMax);
  const mended = withLimits(descriptor, output, { logicalMax: maximum(output) });
  return withLimits(mended, input, { logicalMax: maximum(input) });
}

/** The nominal power is right, but its maximum would cut it. */
function fixPowerLimit(descriptor: ReportDescriptor): ReportDescriptor {
  const power = fieldOf(descriptor, 0x18, POWER_USAGES.ConfigActivePower);
  if (!power || power.logicalMax >= POWER_MAX) return descriptor;
  return withLimits(descriptor, power, { logicalMax: POWER_MAX });
}

export const CPS: Subdriver = {
  name: "CyberPower HID 0.85",
  maker: "CyberPower",
  ids: [
    { vendorId: CPS_VENDOR, productId: 0x0005 }, // 900AVR, BC900D
    { vendorId: CPS_VENDOR, productId: CARELESS }, // CP1200AVR, CP1500C, CP550HG, Dynex DX-800U …
    { vendorId: CPS_VENDOR, productId: 0x0601 }, // OR2200LCDRM2U, PR6000LCDRTXL5U, CP1350EPFCLCD …
    { vendorId: ST_MICRO, productId: 0xa430 }, // Cyber Energy
  ],
  usages: { CPSFirmwareVersion: 0xff0100d0, CPSInputSensitivity: 0xff010043 },
  rows: [...BATTERY, ...UPS, ...CONDITIONS, ...POWER, ...COMMANDS],
  mfr: ({ device }) => device.vendor ?? "CPS",
  pollfreq: 12,
  fixDescriptor: (descriptor, { vendorId, productId }) =>
    vendorId === CPS_VENDOR && (productId === CARELESS || productId === 0x0601)
      ? fixPowerLimit(fixAssumedLimits(fixTransferLimits(widenFields(descriptor, true))))
      : descriptor,
  advice: (option) =>
    option("pollonly") === undefined ? ["You may want to set 'pollonly' for a CyberPower device"] : [],
};
