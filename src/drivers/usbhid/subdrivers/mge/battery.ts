import { string } from "../../../../nut/var-type.ts";
import { decimal, fixed } from "../../../kit/codecs.ts";
import { by, KELVIN, STRING, YES_NO } from "../../readers.ts";
import type { HidRow, HidView } from "../../subdriver.ts";
import { seriesOf } from "./models.ts";

const SUMMARY = "UPS.PowerSummary";
const SYSTEM = "UPS.BatterySystem";
const SAVING = "UPS.PowerConverter.Input.[3]";

const setting = (max: number) => ({ as: decimal(0), rw: string(max), poll: "changed" }) as const;
const CHOICE = { as: YES_NO, rw: string(5), poll: "changed" } as const;

/** Ampere seconds. */
const CAPACITY = by((value) => fixed(value / 3600, 2));

/** Only in these series does the summary tell of the battery's voltage, and not of something else. */
const tellsVoltage = (view: HidView): boolean =>
  ["evolution", "evolution 650", "pulsar M", "5P", "9E"].includes(seriesOf(view));

const SUMMARY_VOLTAGE = by((value, view) => (tellsVoltage(view) ? fixed(value, 1) : undefined));

const SUMMARY_NOMINAL = by((value, view) => {
  if (!tellsVoltage(view)) return undefined;
  return seriesOf(view) === "evolution 650" ? "12" : fixed(value, 0);
});

export const BATTERY: readonly HidRow[] = [
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimitSetting`, ...setting(5) },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, as: decimal(0), poll: "once" },
  { var: "battery.charge.restart", path: `${SUMMARY}.RestartLevel`, ...setting(3) },
  { var: "battery.capacity", path: `${SYSTEM}.Battery.DesignCapacity`, as: CAPACITY, poll: "once" },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
  { var: "battery.runtime.low", path: `${SUMMARY}.RemainingTimeLimit`, as: decimal(0), rw: string(10) },
  {
    var: "battery.runtime.elapsed",
    path: "UPS.StatisticSystem.Input.[1].Statistic.[1].Time",
    as: decimal(0),
    poll: "quick",
  },
  { var: "battery.temperature", path: `${SYSTEM}.Battery.Temperature`, as: KELVIN },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING, poll: "once" },
  { var: "battery.voltage", path: `${SYSTEM}.Voltage`, as: decimal(1) },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: SUMMARY_VOLTAGE },
  { var: "battery.voltage.nominal", path: `${SYSTEM}.ConfigVoltage`, as: decimal(0), poll: "once" },
  { var: "battery.voltage.nominal", path: `${SUMMARY}.ConfigVoltage`, as: SUMMARY_NOMINAL, poll: "once" },
  { var: "battery.protection", path: `${SYSTEM}.Battery.DeepDischargeProtection`, ...CHOICE },
  { var: "battery.energysave", path: `${SAVING}.EnergySaving`, ...CHOICE },
  { var: "battery.energysave.load", path: `${SAVING}.ConfigPercentLoad`, ...setting(5) },
  { var: "battery.energysave.delay", path: `${SAVING}.EnergySaving.ShutdownTimer`, ...setting(5) },
  { var: "battery.energysave.delay", path: `${SAVING}.ShutdownTimer`, ...setting(5) },
  { var: "battery.energysave.realpower", path: `${SAVING}.ConfigActivePower`, ...setting(5) },
];
