/** EcoFlow Delta 3 and River 3: power stations that answer as a UPS. */
import { string } from "../../../nut/var-type.ts";
import { decimal, fixed } from "../../kit/codecs.ts";
import { BEEPER, by, isZero, PACKED_DATE, STRING } from "../readers.ts";
import type { HidRow, Subdriver } from "../subdriver.ts";

const SUMMARY = "UPS.PowerSummary";
const STATUS = `${SUMMARY}.PresentStatus`;

/** Minutes, for the whole capacity and not for what the app lets the battery give. */
const MINUTES = by((value) => (value >= 0 ? fixed(value * 60, 0) : undefined));

const ROWS: readonly HidRow[] = [
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER, poll: "quick" },
  { var: "ups.power.nominal", path: "UPS.Flow.[4].ConfigActivePower", as: decimal(0), poll: "once" },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: decimal(1), poll: "changed" },
  { var: "ups.timer.reboot", path: "UPS.OutletSystem.Outlet.DelayBeforeReboot", as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: "UPS.OutletSystem.Outlet.DelayBeforeShutdown", as: decimal(0), poll: "quick" },
  { var: "battery.capacity.nominal", path: `${SUMMARY}.DesignCapacity`, as: decimal(0), poll: "changed" },
  { var: "battery.capacity", path: `${SUMMARY}.FullChargeCapacity`, as: decimal(0), poll: "changed" },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING, poll: "once" },
  {
    var: "experimental.ups.powersummary.ioeminformation",
    path: `${SUMMARY}.iOEMInformation`,
    as: STRING,
    poll: "once",
  },
  { var: "ups.mfr.date", path: `${SUMMARY}.ManufacturerDate`, as: PACKED_DATE },
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "nobattery", path: `${STATUS}.BatteryPresent`, when: isZero, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "commfault", path: `${STATUS}.CommunicationLost`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "fullycharged/notfullycharged", path: `${STATUS}.FullyCharged`, poll: "quick" },
  { status: "depleted", path: `${STATUS}.FullyDischarged`, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement`, poll: "quick" },
  { status: "overload", path: `${STATUS}.Overload`, poll: "quick" },
  { status: "timelimitexp", path: `${STATUS}.RemainingTimeLimitExpired`, poll: "quick" },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent`, poll: "quick" },
  {
    var: "experimental.ups.powersummary.presentstatus.shutdownrequested",
    path: `${STATUS}.ShutdownRequested`,
    as: decimal(0),
  },
  {
    var: "experimental.ups.powersummary.presentstatus.voltagenotregulated",
    path: `${STATUS}.VoltageNotRegulated`,
    as: decimal(0),
  },
  { var: "experimental.ups.powersummary.rechargeable", path: `${SUMMARY}.Rechargeable`, as: decimal(0) },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0), poll: "quick" },
  // The discharge limit of the app: the load goes off here.
  {
    var: "battery.charge.low",
    path: `${SUMMARY}.RemainingCapacityLimit`,
    as: decimal(0),
    rw: string(5),
    poll: "changed",
  },
  { var: "battery.runtime.low", path: `${SUMMARY}.RemainingTimeLimit`, as: decimal(0), poll: "changed" },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: MINUTES, poll: "quick" },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: decimal(1), poll: "quick" },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0), poll: "changed" },
];

export const ECOFLOW: Subdriver = {
  name: "EcoFlow HID 0.01",
  maker: "EcoFlow",
  ids: [{ vendorId: 0x3746, productId: 0xffff }],
  rows: ROWS,
  mfr: ({ device }) => device.vendor ?? "EcoFlow",
};
