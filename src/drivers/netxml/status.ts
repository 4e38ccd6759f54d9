/** The status, the alarms and why the UPS has switched over, out of the objects of a card. */
import type { StatusToken } from "../../nut/status.ts";
import { wholeIn } from "./converters.ts";

/** Values of objects by their names in lower case. */
export type Objects = ReadonlyMap<string, string>;

type Holds = (objects: Objects, shutdownDuration: number) => boolean;

const SUMMARY = "UPS.PowerSummary.PresentStatus";
const INPUT = "UPS.PowerConverter.Input";
const CHARGER = "UPS.BatterySystem.Charger.PresentStatus";

const value = (objects: Objects, name: string): string => objects.get(name.toLowerCase()) ?? "";

const on =
  (...names: readonly string[]): Holds =>
  (objects) =>
    names.some((name) => value(objects, name).startsWith("1"));

const yes =
  (name: string): Holds =>
  (objects) =>
    /^(1|yes)/i.test(value(objects, name));

const off =
  (name: string): Holds =>
  (objects) =>
    value(objects, name).startsWith("0");

const any =
  (...each: readonly Holds[]): Holds =>
  (...facts) =>
    each.some((holds) => holds(...facts));

const ONLINE = `${SUMMARY}.ACPresent`;

/** Without it nothing says where the power comes from. */
export const tellsSource = (objects: Objects): boolean => value(objects, ONLINE) !== "";

const replace = on(`${SUMMARY}.NeedReplacement`);
const noBattery = off("UPS.BatterySystem.Battery.PresentStatus.Present");
const discharging = on(`${SUMMARY}.Discharging`);
const bypassAuto = on(`${INPUT}[2].PresentStatus.Used`);
const bypassManual = on(`${INPUT}[4].PresentStatus.Used`);
const testing: Holds = (objects) => wholeIn(value(objects, "UPS.BatterySystem.Battery.Test")) === 5;

/** A timer that runs out within the time that a shutdown takes, or the card's word that time is up. */
const shutdownImminent: Holds = (objects, shutdownDuration) => {
  const timer = wholeIn(value(objects, "UPS.PowerSummary.DelayBeforeShutdown"));
  const left = value(objects, "System.RunTimeToShutdown");
  return (timer !== undefined && timer >= 0 && timer <= shutdownDuration) || (/^0/.test(left) && wholeIn(left) === 0);
};

const STATUS: readonly (readonly [StatusToken, Holds])[] = [
  ["OL", on(ONLINE)],
  ["OB", off(ONLINE)],
  ["DISCHRG", discharging],
  // Some cards say both.
  ["CHRG", (...facts) => on(`${SUMMARY}.Charging`)(...facts) && !discharging(...facts)],
  ["LB", on(`${SUMMARY}.BelowRemainingCapacityLimit`)],
  ["OVER", on(`${SUMMARY}.Overload`)],
  ["RB", any(replace, noBattery)],
  ["TRIM", on(`${INPUT}[1].PresentStatus.Buck`)],
  ["BOOST", on(`${INPUT}[1].PresentStatus.Boost`)],
  ["BYPASS", any(bypassAuto, bypassManual)],
  ["OFF", off(`${SUMMARY}.Good`)],
  ["FSD", shutdownImminent],
  ["CAL", testing],
];

const ALARMS: readonly (readonly [string, Holds])[] = [
  ["Replace battery!", replace],
  ["Shutdown imminent!", shutdownImminent],
  ["Fan failure!", on(`${SUMMARY}.FanFailure`)],
  ["No battery installed!", noBattery],
  ["Battery voltage too low!", on(`${CHARGER}.VoltageTooLow`)],
  ["Battery voltage too high!", on(`${CHARGER}.VoltageTooHigh`)],
  ["Battery charger fail!", yes(`${CHARGER}.InternalFailure`)],
  ["Temperature too high!", on(`${SUMMARY}.OverTemperature`)],
  ["Communication fault!", on(`${SUMMARY}.CommunicationLost`)],
  ["Internal UPS fault!", on(`${SUMMARY}.InternalFailure`, `${INPUT}[1].PresentStatus.InternalFailure`)],
  ["Fuse fault!", on(`${INPUT}[1].PresentStatus.FuseFault`)],
  ["Automatic bypass mode!", bypassAuto],
  ["Manual bypass mode!", bypassManual],
];

const REASONS: readonly (readonly [string, Holds])[] = [
  ["input voltage out of range", yes(`${INPUT}[1].PresentStatus.VoltageOutOfRange`)],
  ["input frequency out of range", yes(`${INPUT}[1].PresentStatus.FrequencyOutOfRange`)],
];

const holding = <Word>(rows: readonly (readonly [Word, Holds])[], ...facts: Parameters<Holds>): readonly Word[] =>
  rows.flatMap(([word, holds]) => (holds(...facts) ? [word] : []));

export const statusOf = (...facts: Parameters<Holds>): readonly StatusToken[] => holding(STATUS, ...facts);
export const alarmsOf = (...facts: Parameters<Holds>): readonly string[] => holding(ALARMS, ...facts);
export const transferReason = (objects: Objects): string | undefined => holding(REASONS, objects, 0)[0];
