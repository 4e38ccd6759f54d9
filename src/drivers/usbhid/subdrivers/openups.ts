/** openUPS by Mini-Box: direct current in and out, readings in steps of its converters. */
import { decimal, fixed } from "../../kit/codecs.ts";
import { by, isNonzero, isZero, STRING } from "../readers.ts";
import type { HidReader, HidRow, Subdriver } from "../subdriver.ts";

const MINI_BOX = 0x04d8;

interface Scale {
  readonly input: number;
  readonly output: number;
  readonly charge: number;
  readonly discharge: number;
}

/** Volts and amperes for one step, by product. */
const SCALES: Readonly<Record<number, Scale>> = {
  // As products, for the last digit of a reading hangs on them: 3.545 is a little less than 0.03545 * 100.
  53252: { input: 0.03545 * 100, output: 0.02571 * 100, charge: 0.8274 / 10, discharge: 16.113 / 10 },
  53253: { input: 0.1, output: 0.1, charge: 0.1, discharge: 0.1 },
};

const scaled = (what: keyof Scale, places: number): HidReader =>
  by((value, view) => fixed(value * (SCALES[view.device.productId]?.[what] ?? 1), places));

/** What the thermistor's converter reads from -40 to 125 degrees Celsius, every five degrees. */
const THERMISTOR = [
  0x31, 0x40, 0x53, 0x68, 0x82, 0xa0, 0xc3, 0xe9, 0x113, 0x13f, 0x16e, 0x19f, 0x1cf, 0x200, 0x22f, 0x25c, 0x286, 0x2ae,
  0x2d3, 0x2f4, 0x312, 0x32d, 0x345, 0x35a, 0x36d, 0x37e, 0x38c, 0x399, 0x3a5, 0x3af, 0x3b7, 0x3bf, 0x3c6, 0x3cc,
];
const COLDEST = -40;
const HOTTEST = 125;
const STEP = 5;

function celsius(value: number): string {
  const reading = Math.trunc(value * 100);
  if (reading <= (THERMISTOR[0] ?? 0)) return String(COLDEST);
  const above = THERMISTOR.findIndex((step) => step > reading);
  if (above < 0 || reading >= (THERMISTOR.at(-1) ?? 0)) return String(HOTTEST);
  const below = THERMISTOR[above - 1] ?? 0;
  const degrees = COLDEST + STEP * (above - 1);
  if (reading === below) return String(degrees);
  return fixed(degrees + (STEP * (reading - below)) / ((THERMISTOR[above] ?? 0) - below), 2);
}

const SUMMARY = "UPS.PowerSummary";
const STATUS = `${SUMMARY}.PresentStatus`;

const ROWS: readonly HidRow[] = [
  { var: "ups.serial", path: `${SUMMARY}.iSerialNumber`, as: STRING },
  { var: "battery.type", path: `${SUMMARY}.iDeviceChemistry`, as: STRING, poll: "once" },
  { var: "battery.mfr.date", path: `${SUMMARY}.iOEMInformation`, as: STRING, poll: "once" },
  { var: "battery.voltage", path: `${SUMMARY}.Voltage`, as: decimal(2), poll: "quick" },
  { var: "battery.current", path: `${SUMMARY}.Current`, as: decimal(3), poll: "quick" },
  { var: "battery.capacity", path: `${SUMMARY}.DesignCapacity`, as: decimal(0), poll: "once" },
  { var: "battery.charge", path: `${SUMMARY}.RemainingCapacity`, as: decimal(0), poll: "quick" },
  { var: "battery.charge.low", path: `${SUMMARY}.RemainingCapacityLimit`, as: decimal(0), poll: "quick" },
  { var: "battery.charge.warning", path: `${SUMMARY}.WarningCapacityLimit`, as: decimal(0) },
  { var: "battery.runtime", path: `${SUMMARY}.RunTimeToEmpty`, as: decimal(0), poll: "quick" },
  { var: "battery.temperature", path: `${SUMMARY}.Temperature`, as: by(celsius), poll: "quick" },
  { var: "output.voltage", path: `${SUMMARY}.Output.Voltage`, as: scaled("output", 2), poll: "quick" },
  { var: "output.current", path: `${SUMMARY}.Output.Current`, as: scaled("discharge", 3), poll: "quick" },
  { var: "input.voltage", path: `${SUMMARY}.Input.Voltage`, as: scaled("input", 2), poll: "quick" },
  { var: "input.current", path: `${SUMMARY}.Input.Current`, as: scaled("charge", 3), poll: "quick" },
  { status: "off", path: `${STATUS}.Good`, when: (value) => value === 0, poll: "quick" },
  { status: "commfault", path: `${STATUS}.InternalFailure`, poll: "quick" },
  { status: "overload", path: `${STATUS}.Overload`, poll: "quick" },
  { status: "overheat", path: `${STATUS}.OverTemperature`, poll: "quick" },
  { status: "shutdownimm", path: `${STATUS}.ShutdownImminent`, poll: "quick" },
  { status: "lowbatt", path: `${STATUS}.BelowRemainingCapacityLimit`, poll: "quick" },
  { status: "timelimitexp", path: `${STATUS}.RemainingTimeLimitExpired`, poll: "quick" },
  { status: "chrg", path: `${STATUS}.Charging`, when: isNonzero, poll: "quick" },
  { status: "dischrg", path: `${STATUS}.Discharging`, when: isNonzero, poll: "quick" },
  { status: "replacebatt", path: `${STATUS}.NeedReplacement` },
  { status: "online", path: `${STATUS}.ACPresent`, when: isNonzero, poll: "quick" },
  { status: "nobattery", path: `${STATUS}.BatteryPresent`, when: isZero, poll: "quick" },
];

export const OPENUPS: Subdriver = {
  name: "openUPS HID 0.50",
  maker: "openUPS",
  ids: [
    { vendorId: MINI_BOX, productId: 0xd004 }, // from firmware 1.4 on
    { vendorId: MINI_BOX, productId: 0xd005 }, // openUPS2
  ],
  usages: { Cell1: 1, Cell2: 2, Cell3: 3, Cell4: 4, Cell5: 5, Cell6: 6 },
  rows: ROWS,
  mfr: ({ device }) => device.vendor ?? "openUPS",
};
