/**
 * What the simulated device declares about its variables. All can be set; those not listed are strings of up to 32
 * bytes (drivers/dummy-ups.h of 2.8.5).
 */
import type { VarName } from "../../nut/catalogue/names.ts";
import { string, type VarType } from "../../nut/var-type.ts";

/** Longest value of the strings. */
const STRINGS: ReadonlyMap<VarName, number> = new Map<VarName, number>([
  ["ups.mfr", 32],
  ["ups.model", 32],
  ["ups.status", 32],
  ["ups.serial", 32],
  ["ups.alarm", 32],
  ["ups.time", 16],
  ["ups.date", 16],
  ["ups.mfr.date", 16],
  ["ups.firmware", 16],
  ["ups.firmware.aux", 16],
  ["ups.id", 16],
  ["ups.test.result", 16],
  ["input.transfer.reason", 1],
  ["input.sensitivity", 1],
  ["input.quality", 6],
]);

/** Those without a declared type, which `GET TYPE` calls numbers. */
const PLAIN: ReadonlySet<string> = new Set<VarName>([
  "ups.load",
  "ups.temperature",
  "ups.delay.start",
  "ups.delay.reboot",
  "ups.delay.shutdown",
  "ups.test.interval",
  "input.voltage",
  "input.voltage.maximum",
  "input.voltage.minimum",
  "input.voltage.nominal",
  "input.transfer.low",
  "input.transfer.high",
  "input.frequency",
  "input.transfer.boost.low",
  "input.transfer.boost.high",
  "input.transfer.trim.low",
  "input.transfer.trim.high",
  "output.voltage",
  "output.frequency",
  "output.current",
  "battery.charge",
  "battery.charge.low",
  "battery.voltage",
  "battery.current",
  "battery.runtime",
  "battery.runtime.low",
  "battery.charge.restart",
  "battery.temperature",
  "battery.voltage.nominal",
  "ambient.temperature",
  "ambient.temperature.alarm",
  "ambient.temperature.high",
  "ambient.temperature.low",
  "ambient.humidity",
  "ambient.humidity.alarm",
  "ambient.humidity.high",
  "ambient.humidity.low",
]);

const LENGTHS: ReadonlyMap<string, number> = STRINGS;
const OTHER_LENGTH = 32;

/** The declared type of a variable; undefined for a plain number. Case counts for nothing. */
export function declaredType(name: string): VarType | undefined {
  const key = name.toLowerCase();
  return PLAIN.has(key) ? undefined : string(LENGTHS.get(key) ?? OTHER_LENGTH);
}
