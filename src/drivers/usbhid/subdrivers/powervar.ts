import { decimal } from "../../kit/codecs.ts";
import { STRING } from "../readers.ts";
import type { HidRow, Subdriver } from "../subdriver.ts";

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";

const BATTERY: readonly HidRow[] = [
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0) },
  { var: "battery.capacity", path: `${SUMMARY}.FullChargeCapacity`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0) },
];

const CONDITIONS: readonly HidRow[] = [
  { status: "online/offline", path: `${STATUS}.ACPresent`, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick" },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent` },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit` },
  { status: "overload", path: `${STATUS}.Overload` },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "timelimitexp", path: `${STATUS}.RemainingTimeLimitExpired` },
  { status: "overheat", path: `${STATUS}.OverTemperature` },
  { status: "fullycharged/notfullycharged", path: `${STATUS}.FullyCharged` },
  { status: "depleted", path: `${STATUS}.FullyDischarged` },
];

export const POWERVAR: Subdriver = {
  name: "Powervar HID 0.21",
  maker: "Powervar",
  ids: [{ vendorId: 0x4234, productId: 0x0002 }],
  // The power device is its second interface.
  quirks: () => ({ interface: 1 }),
  usages: { POWERVAR1: 0xff000001 },
  rows: [...BATTERY, ...CONDITIONS],
  mfr: ({ device }) => device.vendor ?? "Powervar",
};
