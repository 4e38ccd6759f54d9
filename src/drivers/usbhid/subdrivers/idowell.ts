/** iDowell, and GoldenMate, whose battery packs have the same firmware, some of them with ids of Phoenixtec. */
import { string } from "../../../nut/var-type.ts";
import { decimal } from "../../kit/codecs.ts";
import { isZero, STRING } from "../readers.ts";
import { fieldOf, type ReportDescriptor, withLimits } from "../report/report-descriptor.ts";
import type { Claim, HidRow, Subdriver, UsbFacts } from "../subdriver.ts";
import { BATTERY_USAGES, POWER_USAGES } from "../tables/power-usages.ts";

const PHOENIXTEC = 0x06da;

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const OUTPUT = "UPS.PowerConverter.Output";
const FLOW = "UPS.Flow.[4]";

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "nobattery", path: `${STATUS}.BatteryPresent`, when: isZero },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "commfault", path: `${STATUS}.CommunicationLost` },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "off", path: `${STATUS}.Good`, when: isZero },
  { status: "commfault", path: `${STATUS}.InternalFailure` },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "overload", path: `${STATUS}.Overload` },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent` },
];

const DEVICE: readonly HidRow[] = [
  { var: "device.mfr", path: `${SUMMARY}.iManufacturer`, as: STRING, poll: "once" },
  { var: "device.model", path: `${SUMMARY}.iProduct`, as: STRING, poll: "once" },
  { var: "device.serial", path: `${SUMMARY}.iSerialNumber`, as: STRING, poll: "once" },
];

const BATTERY: readonly HidRow[] = [
  { var: "battery.capacity.design", path: `${SUMMARY}.DesignCapacity`, as: decimal(0), poll: "once" },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, as: decimal(0), poll: "once" },
  { var: "battery.charge.low", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0), poll: "once" },
  { var: "battery.capacity.full", path: `${SUMMARY}.FullChargeCapacity`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING, poll: "once" },
];

const UPS: readonly HidRow[] = [
  { var: "ups.delay.start", path: `${SUMMARY}.DelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { var: "ups.timer.start", path: `${SUMMARY}.DelayBeforeStartup`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, as: decimal(0), poll: "quick" },
  { var: "ups.load", path: `${SUMMARY}.PercentLoad`, as: decimal(0) },
  { var: "ups.power.nominal", path: `${FLOW}.ConfigApparentPower`, as: decimal(0), poll: "once" },
];

const POWER: readonly HidRow[] = [
  { var: "input.transfer.high", path: `${OUTPUT}.HighVoltageTransfer`, as: decimal(0), poll: "once" },
  { var: "input.transfer.low", path: `${OUTPUT}.LowVoltageTransfer`, as: decimal(0), poll: "once" },
  { var: "output.voltage", path: `${OUTPUT}.Voltage`, as: decimal(1) },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: decimal(1) },
  { var: "output.voltage.nominal", path: `${FLOW}.ConfigVoltage`, as: decimal(0), poll: "once" },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: decimal(1), poll: "once" },
  { var: "output.frequency.nominal", path: `${FLOW}.ConfigFrequency`, as: decimal(0), poll: "once" },
];

const COMMANDS: readonly HidRow[] = [
  { cmd: "load.off.delay", path: `${SUMMARY}.DelayBeforeShutdown`, send: 20 },
  { cmd: "load.on.delay", path: `${SUMMARY}.DelayBeforeStartup`, send: 30 },
  { cmd: "shutdown.stop", path: `${SUMMARY}.DelayBeforeShutdown`, send: -1 },
];

/** Phoenixtec made devices for many: those with this firmware are known by a word in their strings. */
function claimOf(byIds: Claim, { vendorId, vendor, product }: UsbFacts): Claim {
  if (vendorId !== PHOENIXTEC) return byIds;
  const own = vendor?.includes("BMS") || product?.includes("Smart-Battery");
  return own && byIds === "yes" ? "yes" : "no";
}

/**
 * The packs say everything twice. In the input report 2 the bytes of a maximum stand the wrong way round, and the voltage
 * behind it takes that maximum over: both get the limits that the device gives in report 1.
 */
function fixInputLimits(descriptor: ReportDescriptor): ReportDescriptor {
  const runtime = fieldOf(descriptor, 2, BATTERY_USAGES.RunTimeToEmpty);
  const voltage = fieldOf(descriptor, 2, POWER_USAGES.Voltage);
  const first = runtime?.assumedMax ? withLimits(descriptor, runtime, { logicalMax: 0x75ffffff }) : descriptor;
  return voltage?.assumedMax ? withLimits(first, voltage, { logicalMax: 0xffff }) : first;
}

export const IDOWELL: Subdriver = {
  name: "iDowell HID 0.22",
  maker: "iDowell",
  ids: [
    { vendorId: 0x075d, productId: 0x0300 },
    { vendorId: PHOENIXTEC, productId: 0xffff }, // GoldenMate 1000VA/800W LiFePO4
  ],
  claim: claimOf,
  fixDescriptor: fixInputLimits,
  rows: [...CONDITIONS, ...DEVICE, ...BATTERY, ...UPS, ...POWER, ...COMMANDS],
  mfr: ({ device }) => device.vendor ?? "iDowell",
};
