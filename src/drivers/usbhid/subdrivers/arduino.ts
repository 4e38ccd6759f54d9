/** UPSes that people build around an Arduino with the HID Power Device library: whatever the sketch declares. */
import { string } from "../../../nut/var-type.ts";
import { decimal } from "../../kit/codecs.ts";
import { isZero, STRING } from "../readers.ts";
import type { HidRow, Subdriver } from "../subdriver.ts";

const ARDUINO_ID = 0x2341;
const ARDUINO_ORG = 0x2a03;

const SUMMARY = "UPS.PowerSummary";
const STATUS = `${SUMMARY}.PresentStatus`;

const ROWS: readonly HidRow[] = [
  { var: "ups.delay.start", path: `${SUMMARY}.DelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { var: "ups.timer.start", path: `${SUMMARY}.DelayBeforeStartup`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.reboot", path: `${SUMMARY}.DelayBeforeReboot`, as: decimal(0), poll: "quick" },
  { cmd: "load.off.delay", path: `${SUMMARY}.DelayBeforeShutdown`, send: 20 },
  { cmd: "load.on.delay", path: `${SUMMARY}.DelayBeforeStartup`, send: 30 },
  { cmd: "shutdown.stop", path: `${SUMMARY}.DelayBeforeShutdown`, send: -1 },
  { cmd: "shutdown.reboot", path: `${SUMMARY}.DelayBeforeReboot`, send: 10 },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING, poll: "once" },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: decimal(2), poll: "quick" },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: decimal(2), poll: "quick" },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0), poll: "quick" },
  { var: "battery.runtime.low", path: `${SUMMARY}.RemainingTimeLimit`, as: decimal(0), poll: "changed" },
  // Capacities are percent, as the library's own example has them (CapacityMode 2).
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, as: decimal(0), poll: "changed" },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0), poll: "changed" },
  { var: "ups.load", path: `${SUMMARY}.PercentLoad`, as: decimal(0) },
  { var: "input.voltage", path: "UPS.PowerConverter.Input.[1].Voltage", as: decimal(1) },
  { var: "output.voltage", path: "UPS.PowerConverter.Output.Voltage", as: decimal(1) },
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent` },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "overload", path: `${STATUS}.Overload` },
  { status: "timelimitexp", path: `${STATUS}.RemainingTimeLimitExpired` },
  { status: "nobattery", path: `${STATUS}.BatteryPresent`, when: isZero },
  { status: "fullycharged/notfullycharged", path: `${STATUS}.FullyCharged`, poll: "quick" },
  { status: "depleted", path: `${STATUS}.FullyDischarged`, poll: "quick" },
];

export const ARDUINO: Subdriver = {
  name: "Arduino HID 0.22",
  maker: "Arduino",
  ids: [
    { vendorId: ARDUINO_ID, productId: 0x0036 }, // Leonardo
    { vendorId: ARDUINO_ID, productId: 0x8036 },
    { vendorId: ARDUINO_ORG, productId: 0x0036 },
    { vendorId: ARDUINO_ORG, productId: 0x8036 },
    { vendorId: ARDUINO_ORG, productId: 0x0040 }, // Leonardo ETH
    { vendorId: ARDUINO_ORG, productId: 0x8040 },
  ],
  rows: ROWS,
  mfr: ({ device }) => device.vendor ?? "Arduino",
  // The serial port of the board comes first: interfaces 0 and 1 are its.
  quirks: () => ({ endpointIn: 4, interface: 2 }),
};
