/** Any device that follows the Power Device Class, by the paths that the class and most makers use. */
import { string } from "../../../nut/var-type.ts";
import { decimal, fixed } from "../../kit/codecs.ts";
import type { Condition, ConditionPair } from "../conditions.ts";
import { BEEPER, by, isZero, KELVIN, PACKED_DATE, STRING, TEST_RESULT } from "../readers.ts";
import { widenFields } from "../report/field-width.ts";
import type { ReportDescriptor } from "../report/report-descriptor.ts";
import type { HidRow, Subdriver } from "../subdriver.ts";

const SUMMARY = "UPS.PowerSummary";
const BATTERIES = [SUMMARY, "UPS.BatterySystem.Battery", "UPS.Battery"] as const;
const OUTPUTS = ["UPS.PowerConverter.Output", "UPS.Output", "UPS.OutletSystem.Outlet"] as const;
const INPUTS = ["UPS.PowerConverter.Input", "UPS.Input"] as const;
const LOADS = [SUMMARY, ...OUTPUTS, "UPS.PowerConverter", "UPS"] as const;
const SWITCHES = [SUMMARY, ...OUTPUTS, "UPS"] as const;
const STATES = [`${SUMMARY}.PresentStatus`, "UPS.PresentStatus", "UPS.BatterySystem.Battery.PresentStatus"] as const;

/** A percentage of another scale (mAh, permille) is none. */
const PERCENT = by((value) => (value >= 0 && value <= 100 ? fixed(value, 0) : undefined));

/** In hertz, or in tenths of one where no mains has so many. */
const FREQUENCY = by((hertz) => {
  const meant = hertz >= 450 && hertz <= 700 ? hertz / 10 : hertz;
  return meant >= 0 && meant <= 450 ? fixed(meant, 1) : undefined;
});

/** In kelvin or degrees Celsius; anything else is no temperature of a living device. */
const TEMPERATURE = by((value, view) => (value >= -50 && value <= 373 ? KELVIN.read(value, view) : undefined));

/** A row for each place; the first that the device has counts. */
const at = (places: readonly string[], usage: string, row: (path: string) => HidRow): readonly HidRow[] =>
  places.map((place) => row(`${place}.${usage}`));

const BATTERY: readonly HidRow[] = [
  ...at(BATTERIES, "RemainingCapacity", (path) => ({ var: "battery.charge", path, as: PERCENT })),
  ...at(BATTERIES, "RemainingCapacityLimit", (path) => ({ var: "battery.charge.low", path, as: PERCENT })),
  ...at(BATTERIES, "WarningCapacityLimit", (path) => ({ var: "battery.charge.warning", path, as: PERCENT })),
  ...at(BATTERIES, "RunTimeToEmpty", (path) => ({ var: "battery.runtime", path, as: decimal(0) })),
  ...at(BATTERIES, "RemainingTimeLimit", (path) => ({ var: "battery.runtime.low", path, as: decimal(0) })),
  ...at(BATTERIES, "Voltage", (path) => ({ var: "battery.voltage", path, as: decimal(1) })),
  ...at(BATTERIES, "ConfigVoltage", (path) => ({ var: "battery.voltage.nominal", path, as: decimal(1) })),
  ...at(BATTERIES, "Current", (path) => ({ var: "battery.current", path, as: decimal(2) })),
  ...at(BATTERIES, "Temperature", (path) => ({ var: "battery.temperature", path, as: TEMPERATURE })),
  ...at(BATTERIES, "iDeviceChemistry", (path) => ({ var: "battery.type", path, as: STRING, poll: "once" })),
  ...at(BATTERIES, "ManufacturerDate", (path) => ({ var: "battery.mfr.date", path, as: PACKED_DATE, poll: "once" })),
];

const POWER: readonly HidRow[] = [
  ...at(INPUTS, "Voltage", (path) => ({ var: "input.voltage", path, as: decimal(1) })),
  ...at(INPUTS, "ConfigVoltage", (path) => ({ var: "input.voltage.nominal", path, as: decimal(0) })),
  ...at(INPUTS, "Frequency", (path) => ({ var: "input.frequency", path, as: FREQUENCY })),
  ...at([...INPUTS, ...OUTPUTS], "LowVoltageTransfer", (path) => ({
    var: "input.transfer.low",
    path,
    as: decimal(0),
  })),
  ...at([...INPUTS, ...OUTPUTS], "HighVoltageTransfer", (path) => ({
    var: "input.transfer.high",
    path,
    as: decimal(0),
  })),
  ...at(OUTPUTS, "Voltage", (path) => ({ var: "output.voltage", path, as: decimal(1) })),
  ...at(OUTPUTS, "ConfigVoltage", (path) => ({ var: "output.voltage.nominal", path, as: decimal(0) })),
  ...at(OUTPUTS, "Frequency", (path) => ({ var: "output.frequency", path, as: FREQUENCY })),
  ...at(OUTPUTS, "Current", (path) => ({ var: "output.current", path, as: decimal(2) })),
];

const UPS: readonly HidRow[] = [
  ...at(LOADS, "PercentLoad", (path) => ({ var: "ups.load", path, as: decimal(0) })),
  ...at(OUTPUTS, "ActivePower", (path) => ({ var: "ups.realpower", path, as: decimal(0) })),
  ...at(OUTPUTS, "ApparentPower", (path) => ({ var: "ups.power", path, as: decimal(0) })),
  ...at(LOADS, "ConfigActivePower", (path) => ({ var: "ups.realpower.nominal", path, as: decimal(0) })),
  ...at(LOADS, "ConfigApparentPower", (path) => ({ var: "ups.power.nominal", path, as: decimal(0) })),
  ...at([SUMMARY, "UPS"], "Temperature", (path) => ({ var: "ups.temperature", path, as: TEMPERATURE })),
  ...at([...BATTERIES, "UPS"], "AudibleAlarmControl", (path) => ({ var: "ups.beeper.status", path, as: BEEPER })),
  ...at([...BATTERIES, ...OUTPUTS], "Test", (path) => ({ var: "ups.test.result", path, as: TEST_RESULT })),
  ...at(SWITCHES, "DelayBeforeShutdown", (path) => ({
    var: "ups.delay.shutdown",
    path,
    fallback: "20",
    rw: string(10),
  })),
  ...at(SWITCHES, "DelayBeforeStartup", (path) => ({ var: "ups.delay.start", path, fallback: "30", rw: string(10) })),
  ...at(SWITCHES, "DelayBeforeShutdown", (path) => ({
    var: "ups.timer.shutdown",
    path,
    as: decimal(0),
    poll: "quick",
  })),
  ...at(SWITCHES, "DelayBeforeStartup", (path) => ({ var: "ups.timer.start", path, as: decimal(0), poll: "quick" })),
];

const condition = (
  status: Condition | ConditionPair,
  usage: string,
  extra: Partial<Pick<Extract<HidRow, { status: unknown }>, "when" | "poll">> = {},
): readonly HidRow[] => at([...STATES, SUMMARY], usage, (path) => ({ status, path, ...extra }));

const CONDITIONS: readonly HidRow[] = [
  ...condition("online/offline", "ACPresent", { poll: "quick" }),
  ...condition("dischrg", "Discharging", { poll: "quick" }),
  ...condition("chrg", "Charging", { poll: "quick" }),
  ...condition("lowbatt", "BelowRemainingCapacityLimit", { poll: "quick" }),
  ...condition("timelimitexp", "RemainingTimeLimitExpired"),
  ...condition("shutdownimm", "ShutdownImminent"),
  ...condition("fullycharged/notfullycharged", "FullyCharged"),
  ...condition("depleted", "FullyDischarged"),
  ...condition("replacebatt", "NeedReplacement"),
  ...condition("nobattery", "BatteryPresent", { when: isZero }),
  ...condition("overload", "Overload"),
  ...condition("overheat", "OverTemperature"),
  ...condition("commfault", "InternalFailure"),
  ...condition("boost", "Boost"),
  ...condition("trim", "Buck"),
  ...condition("awaitingpower", "AwaitingPower"),
];

const COMMANDS: readonly HidRow[] = [
  ...at([...BATTERIES, "UPS"], "AudibleAlarmControl", (path) => ({ cmd: "beeper.disable", path, send: 1 })),
  ...at([...BATTERIES, "UPS"], "AudibleAlarmControl", (path) => ({ cmd: "beeper.enable", path, send: 2 })),
  ...at([...BATTERIES, "UPS"], "AudibleAlarmControl", (path) => ({ cmd: "beeper.mute", path, send: 3 })),
  ...at([...BATTERIES, ...OUTPUTS], "Test", (path) => ({ cmd: "test.battery.start.quick", path, send: 1 })),
  ...at([...BATTERIES, ...OUTPUTS], "Test", (path) => ({ cmd: "test.battery.start.deep", path, send: 2 })),
  ...at([...BATTERIES, ...OUTPUTS], "Test", (path) => ({ cmd: "test.battery.stop", path, send: 3 })),
  ...at(SWITCHES, "DelayBeforeShutdown", (path) => ({ cmd: "load.off.delay", path, send: 20 })),
  ...at(SWITCHES, "DelayBeforeStartup", (path) => ({ cmd: "load.on.delay", path, send: 30 })),
  ...at(SWITCHES, "DelayBeforeShutdown", (path) => ({ cmd: "shutdown.stop", path, send: -1 })),
];

export const GENERIC: Subdriver = {
  name: "Generic HID power device 0.1",
  maker: "unknown",
  ids: [],
  rows: [...BATTERY, ...POWER, ...UPS, ...CONDITIONS, ...COMMANDS],
  fixDescriptor: (descriptor) => widenFields(descriptor, true),
  advice: () => [
    "no table of its own knows this device: it is read by the rules of its class. A capture of it is welcome, for it makes a table",
  ],
};

const POWER_PAGES: ReadonlySet<number> = new Set([0x84, 0x85]);

const UPS_APPLICATION = 0x00840004;

/** True where a descriptor says that the device is a UPS; a keyboard with a battery has power usages too. */
export const isUps = ({ fields }: ReportDescriptor): boolean => fields.some(({ path }) => path[0] === UPS_APPLICATION);

/** True where a descriptor has usages of the Power Device Class. */
export const isPowerDevice = ({ fields }: ReportDescriptor): boolean =>
  fields.some(({ path }) => path.some((usage) => POWER_PAGES.has(Math.floor(usage / 0x10000))));
