import { string } from "../../../../nut/var-type.ts";
import { decimal, fixed } from "../../../kit/codecs.ts";
import { BEEPER, by, KELVIN, lookup, parseDate, STRING, TEST_RESULT, YES_NO } from "../../readers.ts";
import type { HidCodec, HidRow } from "../../subdriver.ts";

const SUMMARY = "UPS.PowerSummary";
const OUTPUT = "UPS.PowerConverter.Output";
const FLOW = "UPS.Flow.[4]";
const BATTERY = "UPS.BatterySystem.Battery";

const CHOICE = { as: YES_NO, rw: string(5), poll: "changed" } as const;
export const ENABLED = lookup([0, "disabled"], [1, "enabled"]);

const TYPE = lookup(
  [1, "offline / line interactive"],
  [2, "online"],
  [3, "online - unitary/parallel"],
  [4, "online - parallel with hot standy"],
  [5, "online - hot standby redundancy"],
);

const two = (value: number): string => String(value).padStart(2, "0");

const dateOf = (clock: Date): string | undefined => {
  const year = clock.getFullYear();
  return year >= 1000 && year <= 9999 ? `${year}/${two(clock.getMonth() + 1)}/${two(clock.getDate())}` : undefined;
};

const timeOf = (clock: Date): string | undefined =>
  Number.isNaN(clock.getTime())
    ? undefined
    : `${two(clock.getHours())}:${two(clock.getMinutes())}:${two(clock.getSeconds())}`;

const TIME = /^(\d{1,2}):(\d{1,2}):(\d{1,2})$/;

/** Seconds since 1970 of a local date and time. */
function secondsAt(dateText: string | undefined, timeText: string | undefined): number | undefined {
  const [year, month, day] = parseDate(dateText ?? "") ?? [];
  const [, hour, minute, second] = TIME.exec(timeText?.trim() ?? "")?.map(Number) ?? [];
  if (year === undefined || month === undefined || day === undefined) return undefined;
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  if (month < 1 || day < 1 || hour > 23 || minute > 59 || second > 61) return undefined;
  return Math.trunc(new Date(year, month - 1, day, hour, minute, second).getTime() / 1000);
}

/** The clock counts seconds since 1970; the other half of it stays as it was last read. */
const CLOCK_DATE: HidCodec = {
  read: (value) => dateOf(new Date(Math.trunc(value) * 1000)),
  write: (text, view) => secondsAt(text, view.known("ups.time")),
};

const CLOCK_TIME: HidCodec = {
  read: (value) => timeOf(new Date(Math.trunc(value) * 1000)),
  write: (text, view) => secondsAt(view.known("ups.date"), text),
};

const whole = (text: string): number => Math.trunc(Number.parseFloat(text)) || 0;
/** Where the device tells no power factor; a single-precision number in the C driver. */
const USUAL_POWER_FACTOR = Math.fround(0.8);

/** An estimate from load and rating, for devices that do not measure it. */
const ESTIMATED_POWER = by((_, view) => {
  const [load, rated] = [view.known("ups.load"), view.known("ups.power.nominal")];
  if (load === undefined || rated === undefined) return undefined;
  const factor = view.known("output.powerfactor");
  const powerFactor = factor === undefined ? USUAL_POWER_FACTOR : Math.fround(Number.parseFloat(factor) || 0);
  return fixed(Math.round(whole(load) * 0.01 * whole(rated) * powerFactor), 0);
});

const phases = (usage: "ApparentPower" | "ActivePower", name: "power" | "realpower"): readonly HidRow[] =>
  ([1, 2, 3] as const).map((phase) => ({
    var: `ups.L${phase}.${name}`,
    path: `${OUTPUT}.Phase.[${phase}].${usage}`,
    as: decimal(0),
  }));

export const UNIT: readonly HidRow[] = [
  { var: "ups.efficiency", path: `${OUTPUT}.Efficiency`, as: decimal(0) },
  { var: "ups.firmware", path: `${SUMMARY}.iVersion`, as: STRING, poll: "once" },
  { var: "ups.load", path: `${SUMMARY}.PercentLoad`, as: decimal(0) },
  { var: "ups.load.high", path: `${FLOW}.ConfigPercentLoad`, as: decimal(0), rw: string(5), poll: "changed" },
  { var: "ups.delay.start", path: `${SUMMARY}.DelayBeforeStartup`, fallback: "30", rw: string(10) },
  { var: "ups.delay.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, fallback: "20", rw: string(10) },
  { var: "ups.timer.start", path: `${SUMMARY}.DelayBeforeStartup`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.shutdown", path: `${SUMMARY}.DelayBeforeShutdown`, as: decimal(0), poll: "quick" },
  { var: "ups.timer.reboot", path: `${SUMMARY}.DelayBeforeReboot`, as: decimal(0), poll: "quick" },
  { var: "ups.test.result", path: `${BATTERY}.Test`, as: TEST_RESULT },
  { var: "ups.test.interval", path: `${BATTERY}.TestPeriod`, as: decimal(0), rw: string(8), poll: "changed" },
  { var: "ups.beeper.status", path: `${BATTERY}.AudibleAlarmControl`, as: BEEPER, poll: "changed" }, // 3S
  { var: "ups.beeper.status", path: `${SUMMARY}.AudibleAlarmControl`, as: BEEPER, poll: "changed" },
  { var: "ups.beeper.status", path: "UPS.AudibleAlarmControl", as: BEEPER, poll: "changed" }, // MasterPower MF-UPS650VA
  { var: "ups.temperature", path: `${SUMMARY}.Temperature`, as: KELVIN },
  { var: "ups.power", path: `${OUTPUT}.ApparentPower`, as: decimal(0) },
  ...phases("ApparentPower", "power"),
  { var: "ups.power.nominal", path: `${FLOW}.ConfigApparentPower`, as: decimal(0), poll: "once" },
  { var: "ups.realpower", path: `${OUTPUT}.ActivePower`, as: decimal(0) },
  { var: "ups.realpower", path: `${FLOW}.ConfigApparentPower`, as: ESTIMATED_POWER },
  ...phases("ActivePower", "realpower"),
  { var: "ups.realpower.nominal", path: `${FLOW}.ConfigActivePower`, as: decimal(0), poll: "once" },
  { var: "ups.start.auto", path: "UPS.PowerConverter.Input.[1].AutomaticRestart", ...CHOICE },
  { var: "ups.start.battery", path: "UPS.PowerConverter.Input.[3].StartOnBattery", ...CHOICE },
  { var: "ups.start.reboot", path: `${OUTPUT}.ForcedReboot`, ...CHOICE },
  {
    var: "ups.shutdown",
    path: `${SUMMARY}.PresentStatus.Switchable`,
    as: ENABLED,
    rw: { kind: "enum", values: ["disabled", "enabled"], max: 10 },
    poll: "changed",
  },
  { var: "ups.date", path: `${SUMMARY}.Time`, as: CLOCK_DATE, rw: string(10) },
  { var: "ups.time", path: `${SUMMARY}.Time`, as: CLOCK_TIME, rw: string(10) },
  { var: "ups.type", path: "UPS.PowerConverter.ConverterType", as: TYPE, poll: "once" },
];
