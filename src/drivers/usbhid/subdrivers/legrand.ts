import { string } from "../../../nut/var-type.ts";
import { decimal, fixed, scaled } from "../../kit/codecs.ts";
import { by } from "../readers.ts";
import { widenFields } from "../report/field-width.ts";
import type { HidRow, Subdriver } from "../subdriver.ts";

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const OUTLET = "UPS.OutletSystem.Outlet";
const CONVERTER = "UPS.PowerConverter";

/**
 * Keor PDU has its measurements under Input and Output, in tenths of a volt that its units say. Keor SP has them under
 * PowerConverter, in tenths of a volt too, but its exponent makes millionths of a volt of a tenth.
 */
const TENTHS = scaled(100_000, 1);

/** Some say 26 for 260 V. */
const TRANSFER_HIGH = by((volts) => fixed(volts < 100 ? volts * 10 : volts, 1));

const INPUT: readonly HidRow[] = [
  { var: "input.voltage", path: "UPS.Input.Voltage", as: decimal(0) },
  { var: "input.voltage", path: `${CONVERTER}.Input.Voltage`, as: TENTHS },
  { var: "input.transfer.high", path: "UPS.Input.HighVoltageTransfer", as: decimal(0), poll: "once" },
  { var: "input.transfer.high", path: `${CONVERTER}.Output.HighVoltageTransfer`, as: TRANSFER_HIGH, poll: "once" },
  { var: "input.transfer.low", path: "UPS.Input.LowVoltageTransfer", as: decimal(0), poll: "once" },
  { var: "input.transfer.low", path: `${CONVERTER}.Output.LowVoltageTransfer`, as: decimal(0), poll: "once" },
  { var: "input.voltage.nominal", path: "UPS.Input.ConfigVoltage", as: decimal(0), poll: "once" },
  { var: "input.voltage.nominal", path: "UPS.Flow.ConfigVoltage", as: decimal(0), poll: "once" },
];

const BATTERY: readonly HidRow[] = [
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: scaled(0.1, 1), poll: "once" },
  { var: "battery.voltage.nominal", path: "UPS.BatterySystem.Battery.ConfigVoltage", as: decimal(0), poll: "once" },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: scaled(0.1, 1) },
  { var: "battery.voltage", path: "UPS.BatterySystem.Battery.Voltage", as: TENTHS },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0), poll: "once" },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, as: decimal(0), poll: "once" },
];

const OUTPUT: readonly HidRow[] = [
  { var: "output.voltage", path: "UPS.Output.Voltage", as: decimal(0) },
  { var: "output.voltage", path: `${CONVERTER}.Output.Voltage`, as: TENTHS },
  { var: "output.frequency", path: "UPS.Output.Frequency", as: decimal(0) },
  { var: "ups.load", path: "UPS.Output.PercentLoad", as: decimal(0) },
  { var: "ups.load", path: `${OUTLET}.PercentLoad`, as: decimal(0) },
  { var: "ups.realpower.nominal", path: "UPS.Output.ConfigActivePower", as: decimal(0), poll: "once" },
  { var: "ups.realpower.nominal", path: "UPS.Flow.ConfigApparentPower", as: decimal(0), poll: "once" },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "overload", path: "UPS.Output.Overload", poll: "quick" },
];

const DELAYS: readonly HidRow[] = [
  { var: "ups.delay.shutdown", path: `${OUTLET}.DelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { var: "ups.delay.start", path: `${OUTLET}.DelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: "UPS.Output.DelayBeforeShutdown", fallback: "20", rw: string(10) },
  { var: "ups.delay.start", path: "UPS.Output.DelayBeforeStartup", fallback: "30", rw: string(10) },
  { cmd: "load.off.delay", path: `${OUTLET}.DelayBeforeShutdown`, send: 20 },
  { cmd: "load.on.delay", path: `${OUTLET}.DelayBeforeStartup`, send: 30 },
  { cmd: "load.off.delay", path: "UPS.Output.DelayBeforeShutdown", send: 20 },
  { cmd: "load.on.delay", path: "UPS.Output.DelayBeforeStartup", send: 30 },
];

const testCommands = (path: string): readonly HidRow[] => [
  { cmd: "test.battery.start.quick", path, send: 1 },
  { cmd: "test.battery.start.deep", path, send: 2 },
  { cmd: "test.battery.stop", path, send: 3 },
];

const COMMANDS: readonly HidRow[] = [
  ...testCommands("UPS.BatterySystem.Battery.Test"),
  ...testCommands("UPS.Output.Test"),
  { cmd: "beeper.enable", path: `${SUMMARY}.AudibleAlarmControl`, send: 2 },
  // These take "muted" where others take "disabled".
  { cmd: "beeper.disable", path: `${SUMMARY}.AudibleAlarmControl`, send: 3 },
];

export const LEGRAND: Subdriver = {
  name: "Legrand HID 0.2",
  maker: "Legrand",
  ids: [
    { vendorId: 0x1cb0, productId: 0x0038, quirks: { pollOnly: true } }, // Keor PDU (800 VA)
    { vendorId: 0x1cb0, productId: 0x0032, quirks: { pollOnly: true } }, // Keor SP (600 to 2000 VA)
  ],
  rows: [...INPUT, ...BATTERY, ...OUTPUT, ...CONDITIONS, ...DELAYS, ...COMMANDS],
  mfr: ({ device }) => device.vendor ?? "Legrand",
  // Both write 255 as the maximum of fields of 16 bits that hold tenths of a volt.
  fixDescriptor: (descriptor) => widenFields(descriptor, true),
};
