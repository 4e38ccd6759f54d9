/**
 * What the smart protocol tells, a character a question. The order is that of a poll. Where two rows share a question
 * or a variable, the first whose answer has the right shape wins.
 *
 *     ask "P"  ->  "009.1\r\n"      ask "j"  ->  "0042:\r\n"      ask "x"  ->  "11/17/98\r\n"
 */
import { type ApcRow, asWritten, hours, minutes, reason } from "../rows.ts";

const FIRMWARE = /^[A-Za-z0-9]+\.[A-Za-z0-9]+\.[A-Za-z0-9]+$/;

export const VARIABLES: readonly ApcRow[] = [
  { ask: "C", var: "ups.temperature", as: asWritten, poll: "quick" },
  { ask: "P", var: "ups.load", as: asWritten, poll: "quick" },
  { ask: "E", var: "ups.test.interval", as: hours },
  { ask: "X", var: "ups.test.result", as: asWritten, poll: "quick" },
  { ask: "r", var: "ups.delay.start", as: asWritten },
  { ask: "p", var: "ups.delay.shutdown", as: asWritten },
  { ask: "c", var: "ups.id", as: asWritten, typed: true },
  { ask: "i", var: "ups.contacts", as: asWritten, poll: "quick" },
  { ask: "\x0c", var: "ups.display.language", as: asWritten },
  { ask: "L", var: "input.voltage", as: asWritten, poll: "quick" },
  { ask: "F", var: "input.frequency", as: asWritten, poll: "quick" },
  { ask: "s", var: "input.sensitivity", as: asWritten },
  { ask: "9", var: "input.quality", as: asWritten, poll: "quick" },
  { ask: "l", var: "input.transfer.low", as: asWritten },
  { ask: "u", var: "input.transfer.high", as: asWritten },
  { ask: "G", var: "input.transfer.reason", as: reason, poll: "quick" },
  { ask: "M", var: "input.voltage.maximum", as: asWritten, poll: "quick" },
  { ask: "N", var: "input.voltage.minimum", as: asWritten, poll: "quick" },
  { ask: "/", var: "output.current", as: asWritten, poll: "quick" },
  { ask: "O", var: "output.voltage", as: asWritten, poll: "quick" },
  { ask: "o", var: "output.voltage.nominal", as: asWritten },
  { ask: "h", var: "ambient.humidity", as: asWritten, poll: "quick" },
  { ask: "H", sensors: "humidity", as: asWritten, poll: "quick" },
  { ask: "{", sensors: "humidity.high", as: asWritten, poll: "quick" },
  { ask: "}", sensors: "humidity.low", as: asWritten, poll: "quick" },
  { ask: "t", var: "ambient.temperature", as: asWritten, poll: "quick" },
  { ask: "T", sensors: "temperature", as: asWritten, poll: "quick", shape: /^[0-9]{2}\.[0-9]{2}$/ },
  { ask: "[", sensors: "temperature.high", as: asWritten, poll: "quick" },
  { ask: "]", sensors: "temperature.low", as: asWritten, poll: "quick" },
  { ask: "x", var: "battery.date", as: asWritten, typed: true },
  { ask: "f", var: "battery.charge", as: asWritten, poll: "quick" },
  { ask: "e", var: "battery.charge.restart", as: asWritten },
  { ask: "B", var: "battery.voltage", as: asWritten, poll: "quick" },
  { ask: "g", var: "battery.voltage.nominal", as: asWritten },
  { ask: "j", var: "battery.runtime", as: minutes, poll: "quick" },
  { ask: "q", var: "battery.runtime.low", as: minutes },
  { ask: ">", var: "battery.packs", as: asWritten },
  { ask: "<", var: "battery.packs.bad", as: asWritten },
  { ask: "k", var: "battery.alarm.threshold", as: asWritten },
  { ask: "T", var: "device.uptime", as: hours, poll: "quick", shape: /^[0-9]{3}\.[0-9]$/ },
  { ask: "n", var: "ups.serial", as: asWritten },
  { ask: "m", var: "ups.mfr.date", as: asWritten },
  { ask: "\x01", var: "ups.model", as: asWritten },
  { ask: "v", var: "ups.firmware.aux", as: asWritten },
  { ask: "b", var: "ups.firmware", as: asWritten, shape: FIRMWARE },
  { ask: "V", var: "ups.firmware", as: asWritten },
];

/** Questions of two bytes (SPM series): the command set lists them behind the prefix and a colon. */
export const TWO_BYTE_VARIABLES: readonly ApcRow[] = [
  { ask: "\x9f\xd3", var: "input.frequency", as: asWritten, poll: "quick" },
  { ask: "\x9f\xd4", var: "battery.current", as: asWritten, poll: "quick" },
];

/** What `F` tells of a device that has the input's frequency under two bytes. */
export const OUTPUT_FREQUENCY: ApcRow = { ask: "F", var: "output.frequency", as: asWritten, poll: "quick" };

/** As the older driver called things: both firmware versions, and one sensor without a number. */
export const OLDER_VARIABLES: readonly ApcRow[] = [
  { ask: "V", var: "ups.firmware.old", as: asWritten },
  { ask: "b", var: "ups.firmware", as: asWritten },
  { ask: "{", var: "ambient.humidity.high", as: asWritten },
  { ask: "}", var: "ambient.humidity.low", as: asWritten },
  { ask: "[", var: "ambient.temperature.high", as: asWritten },
  { ask: "]", var: "ambient.temperature.low", as: asWritten },
  ...VARIABLES.filter((row) => !("sensors" in row) && !"VbT".includes(row.ask)),
];
