/** Delta: RT series, Amplon R series. */
import { NUMBER, string } from "../../../nut/var-type.ts";
import { decimal } from "../../kit/codecs.ts";
import { BEEPER, by, isZero, KELVIN, lookup, STRING, TEST_RESULT, YES_NO } from "../readers.ts";
import type { HidRow, HidView, Subdriver } from "../subdriver.ts";

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const CONVERTER = "UPS.PowerConverter";
const INPUT = "UPS.PowerConverter.Input";
const OUTPUT = "UPS.PowerConverter.Output";
const OUTLET = "UPS.OutletSystem.Outlet";
const CUSTOM = "UPS.DeltaCustom.[1]";
const BATTERIES = "UPS.BatterySystem";

/** By number, from 0; three of them have two numbers. */
const TYPES = ["online", "offline", "line-interactive", "offline", "line-interactive", "3-phase", "split-phase"];
const TYPE = by((value) => TYPES[Math.trunc(value) & 0x0f]);

const SENSITIVITY = lookup([0, "normal"], [1, "reduced"], [2, "low"]);
const SOURCE = lookup(
  [0, "normal"],
  [1, "battery"],
  [2, "bypass/reserve"],
  [3, "reducing"],
  [4, "boosting"],
  [5, "manual bypass"],
  [6, "other"],
  [7, "no output"],
  [8, "on eco"],
);

const INPUT_ROWS: readonly HidRow[] = [
  { var: "input.sensitivity", path: `${CUSTOM}.DeltaConfigSensitivity`, as: SENSITIVITY, rw: NUMBER },
  { var: "input.voltage.nominal", path: `${SUMMARY}.Input.ConfigVoltage`, as: decimal(1), poll: "changed" },
  { var: "input.voltage", path: `${SUMMARY}.Input.Voltage`, as: decimal(1), poll: "quick" },
  { var: "input.voltage", path: `${INPUT}.Voltage`, as: decimal(1), poll: "quick" },
  { var: "input.transfer.low", path: `${OUTPUT}.LowVoltageTransfer`, as: decimal(1), rw: NUMBER },
  { var: "input.transfer.high", path: `${OUTPUT}.HighVoltageTransfer`, as: decimal(1), rw: NUMBER },
  { var: "input.transfer.low.min", path: `${OUTPUT}.DeltaConfigTransferLowMin`, as: decimal(1), poll: "once" },
  { var: "input.transfer.low.max", path: `${OUTPUT}.DeltaConfigTransferLowMax`, as: decimal(1), poll: "once" },
  { var: "input.transfer.high.min", path: `${OUTPUT}.DeltaConfigTransferHighMin`, as: decimal(1), poll: "once" },
  { var: "input.transfer.high.max", path: `${OUTPUT}.DeltaConfigTransferHighMax`, as: decimal(1), poll: "once" },
  { var: "input.source", path: `${OUTLET}.DeltaOutputSource`, as: SOURCE },
  { var: "input.frequency", path: `${INPUT}.Frequency`, as: decimal(1), poll: "quick" },
];

const BATTERY: readonly HidRow[] = [
  { var: "battery.voltage.nominal", path: `${BATTERIES}.Battery.ConfigVoltage`, as: decimal(1), poll: "once" },
  { var: "battery.voltage", path: `${BATTERIES}.Battery.Voltage`, as: decimal(1), poll: "quick" },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0), poll: "quick" },
  { var: "battery.charge", path: `${BATTERIES}.Battery.RemainingCapacity`, as: decimal(0) },
  {
    var: "battery.charge.low",
    path: `${SUMMARY}.RemainingCapacityLimit`,
    as: decimal(0),
    rw: string(5),
    poll: "changed",
  },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0), poll: "changed" },
  { var: "battery.temperature", path: `${BATTERIES}.Temperature`, as: KELVIN, poll: "quick" },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0), poll: "quick" },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING, poll: "once" },
  { var: "battery.capacity", path: `${SUMMARY}.DesignCapacity`, as: decimal(0), poll: "changed" },
  { var: "battery.capacity", path: `${SUMMARY}.FullChargeCapacity`, as: decimal(0), poll: "changed" },
];

const OUTPUT_ROWS: readonly HidRow[] = [
  { var: "output.voltage.nominal", path: "UPS.Flow.ConfigVoltage", as: decimal(1), poll: "changed" },
  { var: "output.frequency.nominal", path: "UPS.Flow.ConfigFrequency", as: decimal(1), poll: "changed" },
  { var: "output.voltage", path: `${OUTPUT}.Voltage`, as: decimal(1), poll: "quick" },
  { var: "output.frequency", path: `${OUTPUT}.Frequency`, as: decimal(1), poll: "quick" },
  { var: "output.current", path: `${OUTPUT}.Current`, as: decimal(1), poll: "quick" },
];

const UPS: readonly HidRow[] = [
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER, poll: "quick" },
  { var: "ups.test.result", path: `${BATTERIES}.Test`, as: TEST_RESULT },
  { var: "ups.type", path: `${CUSTOM}.DeltaUPSType`, as: TYPE, poll: "once" },
  { var: "ups.start.auto", path: `${CUSTOM}.DeltaConfigStartPowerRestore`, as: YES_NO, rw: NUMBER },
  { var: "ups.power.nominal", path: "UPS.Flow.ConfigApparentPower", as: decimal(0), poll: "once" },
  { var: "ups.realpower", path: `${OUTLET}.ActivePower`, as: decimal(1), poll: "quick" },
  { var: "ups.realpower", path: `${OUTPUT}.ActivePower`, as: decimal(1), poll: "quick" },
  { var: "ups.load", path: `${OUTLET}.PercentLoad`, as: decimal(1), poll: "quick" },
  { var: "ups.delay.start", path: `${OUTLET}.DeltaConfigStartPowerRestoreDelay`, as: decimal(0), rw: NUMBER },
  { var: "ups.timer.start", path: `${OUTLET}.DelayBeforeStartup`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: `${OUTLET}.DelayBeforeShutdown`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.reboot", path: `${OUTLET}.DelayBeforeReboot`, as: decimal(0), poll: "quick" },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "off", path: `${STATUS}.Good`, poll: "quick", when: isZero },
  { status: "commfault", path: `${STATUS}.InternalFailure`, poll: "quick" },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent`, poll: "quick" },
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "fullycharged/notfullycharged", path: `${STATUS}.FullyCharged`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "depleted", path: `${STATUS}.FullyDischarged`, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement`, poll: "quick" },
  { status: "vrange", path: `${CONVERTER}.PresentStatus.VoltageOutOfRange`, poll: "quick" },
  { status: "trim", path: `${CONVERTER}.PresentStatus.Buck`, poll: "quick" },
  { status: "boost", path: `${CONVERTER}.PresentStatus.Boost`, poll: "quick" },
  { status: "overload", path: `${CONVERTER}.PresentStatus.Overload`, poll: "quick" },
  { status: "nobattery", path: `${CONVERTER}.PresentStatus.Used`, poll: "quick", when: isZero },
  { status: "overheat", path: `${CONVERTER}.PresentStatus.OverTemperature`, poll: "quick" },
  { status: "commfault", path: `${CONVERTER}.PresentStatus.InternalFailure`, poll: "quick" },
  { status: "awaitingpower", path: `${CONVERTER}.PresentStatus.AwaitingPower`, poll: "quick" },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "beeper.on", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.off", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
  { cmd: "beeper.enable", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  { cmd: "beeper.disable", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
  { cmd: "beeper.mute", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
  { cmd: "test.battery.start.quick", path: `${BATTERIES}.Test`, send: 1 }, // 10 s
  { cmd: "test.battery.start.deep", path: `${BATTERIES}.Test`, send: 2 }, // until the battery is low
  { cmd: "test.battery.stop", path: `${BATTERIES}.Test`, send: 3 },
  { cmd: "load.on.delay", path: `${OUTLET}.DelayBeforeStartup`, send: 30 },
  { cmd: "load.off.delay", path: `${OUTLET}.DelayBeforeShutdown`, send: 20 },
  { cmd: "shutdown.stop", path: `${OUTLET}.DelayBeforeShutdown`, send: -1 },
  { cmd: "shutdown.reboot", path: `${OUTLET}.DelayBeforeReboot`, send: 10 },
];

/** Usages that nobody knows the meaning of are named by number, as NUT names them. */
const USAGES = {
  DELTA1: 0x00000000,
  DELTA2: 0xff000055,
  DeltaCustom: 0xffff0010,
  DELTA4: 0xffff0056,
  DeltaConfigTransferLowMax: 0xffff0057,
  DeltaConfigTransferLowMin: 0xffff0058,
  DeltaConfigTransferHighMax: 0xffff0059,
  DeltaConfigTransferHighMin: 0xffff005a,
  DELTA9: 0xffff0060,
  DeltaConfigExternalBatteryPack: 0xffff0061,
  DELTA11: 0xffff0062,
  DELTA12: 0xffff0063,
  DELTA13: 0xffff0064,
  DELTA14: 0xffff0065,
  DELTA15: 0xffff0066,
  DELTA16: 0xffff0067,
  DELTA17: 0xffff0068,
  DeltaModelName: 0xffff0075,
  DELTA19: 0xffff0076,
  DeltaUPSType: 0xffff007c,
  DELTA21: 0xffff007d,
  DeltaConfigStartPowerRestoreDelay: 0xffff0081,
  DeltaOutputSource: 0xffff0091,
  DELTA24: 0xffff0092,
  DELTA25: 0xffff0093,
  DELTA26: 0xffff0094,
  DELTA27: 0xffff0095,
  DELTA28: 0xffff0096,
  DELTA29: 0xffff0097,
  DELTA30: 0xffff0098,
  DELTA31: 0xffff0099,
  DELTA32: 0xffff009a,
  DeltaConfigSensitivity: 0xffff009b,
  DeltaConfigStartPowerRestore: 0xffff009c,
};

const MODEL: readonly HidRow[] = [{ note: "model name", path: `${CUSTOM}.DeltaModelName`, poll: "once" }];

/** A string of its own; the product string stands in where it is empty. */
const modelName = (view: HidView): string | undefined =>
  view.text(Math.trunc(view.note("model name") ?? 0), 255) || view.device.product;

export const DELTA_UPS: Subdriver = {
  name: "Delta UPS HID 0.6",
  maker: "Delta",
  ids: [{ vendorId: 0x05dd, productId: 0x041b }],
  usages: USAGES,
  rows: [...MODEL, ...INPUT_ROWS, ...BATTERY, ...OUTPUT_ROWS, ...UPS, ...CONDITIONS, ...COMMANDS],
  mfr: ({ device }) => device.vendor ?? "Delta",
  model: modelName,
};
