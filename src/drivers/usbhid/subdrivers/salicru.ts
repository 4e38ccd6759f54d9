import { string } from "../../../nut/var-type.ts";
import { decimal } from "../../kit/codecs.ts";
import { BEEPER, STRING, TEST_RESULT } from "../readers.ts";
import type { HidRow, Subdriver } from "../subdriver.ts";

const VENDOR = 0x2e66;
const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const CONVERTER = "UPS.PowerConverter";
const TEST = "UPS.BatterySystem.Battery.Test";

const LIMIT = { as: decimal(0), rw: string(10), poll: "changed" } as const;

const BATTERY: readonly HidRow[] = [
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, ...LIMIT },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.runtime.low", path: `${SUMMARY}.RemainingTimeLimit`, ...LIMIT },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: decimal(0) },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: decimal(2) },
];

const UPS: readonly HidRow[] = [
  { var: "ups.load", path: "UPS.Output.PercentLoad", as: decimal(0) },
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER },
  { var: "ups.test.result", path: "UPS.Output.Test", as: TEST_RESULT },
  { var: "ups.realpower.nominal", path: "UPS.Output.ConfigActivePower", as: decimal(0) },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "fullycharged/notfullycharged", path: `${STATUS}.FullyCharged` },
  { status: "timelimitexp", path: `${STATUS}.RemainingTimeLimitExpired` },
  { status: "commfault", path: "UPS.Output.CommunicationLost" },
  { status: "boost", path: "UPS.Output.Boost" },
  { status: "overload", path: "UPS.Output.Overload" },
];

const POWER: readonly HidRow[] = [
  { var: "input.frequency", path: "UPS.Input.Frequency", as: decimal(1) },
  { var: "input.voltage.nominal", path: "UPS.Input.ConfigVoltage", as: decimal(0) },
  { var: "input.voltage", path: "UPS.Input.Voltage", as: decimal(1) },
  { var: "input.transfer.high", path: `${CONVERTER}.Output.HighVoltageTransfer`, as: decimal(0), poll: "once" },
  { var: "input.transfer.low", path: `${CONVERTER}.Output.LowVoltageTransfer`, as: decimal(0), poll: "once" },
  { var: "output.frequency", path: "UPS.Output.Frequency", as: decimal(1) },
  { var: "output.voltage", path: "UPS.Output.Voltage", as: decimal(1) },
  { var: "output.voltage.nominal", path: "UPS.Output.ConfigVoltage", as: decimal(0) },
];

const TWIN_PRO: readonly HidRow[] = [
  { var: "ups.load", path: `${SUMMARY}.PercentLoad`, as: decimal(0) },
  { var: "ups.test.result", path: TEST, as: TEST_RESULT },
  { var: "ups.realpower.nominal", path: "UPS.Flow.[4].ConfigActivePower", as: decimal(0) },
  { var: "ups.realpower", path: `${CONVERTER}.Output.ActivePower`, as: decimal(0) },
  { status: "overload", path: `${STATUS}.Overload` },
  { status: "overheat", path: `${STATUS}.OverTemperature` },
  { var: "input.frequency", path: `${CONVERTER}.Input.[1].Frequency`, as: decimal(1) },
  { var: "input.voltage", path: `${CONVERTER}.Input.[1].Voltage`, as: decimal(1) },
  { var: "output.frequency", path: `${CONVERTER}.Output.Frequency`, as: decimal(1) },
  { var: "output.voltage", path: `${CONVERTER}.Output.Voltage`, as: decimal(1) },
  { var: "output.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: decimal(0) },
  { cmd: "test.battery.start.quick", path: TEST, send: 1 },
  { cmd: "test.battery.start.deep", path: TEST, send: 2 },
  { cmd: "test.battery.stop", path: TEST, send: 3 },
];

export const SALICRU: Subdriver = {
  name: "Salicru HID 0.4",
  maker: "Salicru",
  ids: [
    { vendorId: VENDOR, productId: 0x0101 }, // SPS 3000 ADV RT2
    { vendorId: VENDOR, productId: 0x0201 }, // SLC Twin Pro 2 and 3, Twin RT3
    { vendorId: VENDOR, productId: 0x0202 },
    { vendorId: VENDOR, productId: 0x0203 },
    { vendorId: VENDOR, productId: 0x0300 }, // SPS 850 HOME
    { vendorId: VENDOR, productId: 0x0302 }, // SPS 850 ADV T
  ],
  rows: [...BATTERY, ...UPS, ...CONDITIONS, ...POWER, ...TWIN_PRO],
  mfr: ({ device }) => device.vendor ?? "Salicru",
};
