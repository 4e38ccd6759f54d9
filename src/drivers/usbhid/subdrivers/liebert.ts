/** Liebert, and others with the ids of their maker Phoenixtec. */
import { string } from "../../../nut/var-type.ts";
import { decimal } from "../../kit/codecs.ts";
import { BEEPER, isZero, STRING, TEST_RESULT } from "../readers.ts";
import type { HidRow, Subdriver } from "../subdriver.ts";

const PHOENIXTEC = 0x06da;

/** Products of Phoenixtec that speak the protocol of Q1. */
const QX_PRODUCTS: ReadonlySet<number> = new Set([0x0002, 0x0003, 0x0004, 0x0005, 0x0201, 0x0601]);

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const INPUT = "UPS.PowerConverter.Input.[1]";
const OUTPUT = "UPS.PowerConverter.Output";
const FLOW = "UPS.Flow.[4]";

const BATTERY: readonly HidRow[] = [
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: decimal(2) },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "experimental.battery.capacity", path: `${SUMMARY}.FullChargeCapacity`, as: decimal(0) },
  { var: "experimental.battery.capacity.nominal", path: `${SUMMARY}.DesignCapacity`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING },
];

const UPS: readonly HidRow[] = [
  { var: "ups.load", path: `${SUMMARY}.PercentLoad`, as: decimal(0) },
  { var: "ups.power.nominal", path: `${FLOW}.ConfigApparentPower`, as: decimal(0), poll: "changed" },
  { var: "ups.test.result", path: "UPS.BatterySystem.Battery.Test", as: TEST_RESULT },
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER, poll: "changed" },
];

const POWER: readonly HidRow[] = [
  { var: "output.voltage", path: `${OUTPUT}.Voltage`, as: decimal(1) },
  { var: "output.voltage.nominal", path: `${FLOW}.ConfigVoltage`, as: decimal(0), poll: "changed" },
  { var: "output.frequency", path: `${OUTPUT}.Frequency`, as: decimal(2) },
  { var: "output.frequency.nominal", path: `${FLOW}.ConfigFrequency`, as: decimal(0), poll: "changed" },
  { var: "output.transfer.high", path: `${OUTPUT}.HighVoltageTransfer`, as: decimal(1), poll: "changed" },
  { var: "output.transfer.low", path: `${OUTPUT}.LowVoltageTransfer`, as: decimal(1), poll: "changed" },
  { var: "input.voltage", path: `${INPUT}.Voltage`, as: decimal(1) },
  { var: "input.frequency", path: `${INPUT}.Frequency`, as: decimal(2) },
  { var: "input.transfer.low", path: `${OUTPUT}.ffff0057`, as: decimal(0), poll: "changed" },
  { var: "input.transfer.high", path: `${OUTPUT}.ffff0058`, as: decimal(0), poll: "changed" },
  { var: "input.frequency.transfer.low", path: `${OUTPUT}.ffff00f9`, as: decimal(0), poll: "changed" },
  { var: "input.frequency.transfer.high", path: `${OUTPUT}.ffff00f8`, as: decimal(0), poll: "changed" },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "overload", path: `${STATUS}.Overload`, poll: "quick" },
  { status: "off", path: `${STATUS}.Good`, poll: "quick", when: isZero },
  { status: "commfault", path: `${STATUS}.InternalFailure`, poll: "quick" },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent`, poll: "quick" },
  { status: "trim", path: `${INPUT}.PresentStatus.Buck` },
  { status: "boost", path: `${INPUT}.PresentStatus.Boost` },
];

const CONTROLS: readonly HidRow[] = [
  { var: "ups.delay.start", path: `${SUMMARY}.DelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { cmd: "test.battery.start", path: "UPS.BatterySystem.Battery.Test", send: 1 },
  { cmd: "load.off.delay", path: `${SUMMARY}.DelayBeforeShutdown`, send: 20 },
  { cmd: "load.on.delay", path: `${SUMMARY}.DelayBeforeStartup`, send: 30 },
  { cmd: "shutdown.stop", path: `${SUMMARY}.DelayBeforeShutdown`, send: -1 },
  { cmd: "beeper.toggle", path: `${SUMMARY}.AudibleAlarmControl`, send: 1 },
];

export const LIEBERT: Subdriver = {
  name: "Phoenixtec/Liebert HID 0.41",
  maker: "Liebert",
  ids: [{ vendorId: PHOENIXTEC, productId: 0xffff }],
  elsewhere: ({ productId }) => (QX_PRODUCTS.has(productId) ? "nutdrv_qx" : undefined),
  rows: [...BATTERY, ...UPS, ...POWER, ...CONDITIONS, ...CONTROLS],
  mfr: ({ device }) => device.vendor ?? "Liebert",
};
