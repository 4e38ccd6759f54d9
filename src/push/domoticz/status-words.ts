/** `ups.status` as a person reads it, and how bad it is. */
import { parseStatus } from "../../nut/status.ts";

/** Token, words, level of an alert in Domoticz (1 green, 2 yellow, 3 orange, 4 red). The worst is first. */
const WORDS: readonly (readonly [string, string, number])[] = [
  ["FSD", "Shutting down", 4],
  ["LB", "Low battery", 4],
  ["OVERHEAT", "Too hot", 4],
  ["OVER", "Overloaded", 4],
  ["OB", "On battery", 3],
  ["ALARM", "Alarm", 3],
  ["RB", "Replace battery", 3],
  ["OFF", "Switched off", 3],
  ["BYPASS", "On bypass", 3],
  ["CAL", "Calibrating", 2],
  ["TEST", "Testing", 2],
  ["TRIM", "Lowering voltage", 2],
  ["BOOST", "Raising voltage", 2],
  ["OL", "On mains", 1],
  ["CHRG", "Charging", 1],
  ["DISCHRG", "Discharging", 1],
  ["ECO", "Economy mode", 1],
];

const rowsOf = (status: string) => {
  const tokens = parseStatus(status.toUpperCase());
  return WORDS.filter(([token]) => tokens.includes(token));
};

/** The status itself where no token is known. */
export const statusWords = (status: string): string =>
  rowsOf(status)
    .map(([, words]) => words)
    .join(", ") || status;

/** 0 (grey) where no token is known. */
export const statusLevel = (status: string): number => Math.max(0, ...rowsOf(status).map(([, , level]) => level));
