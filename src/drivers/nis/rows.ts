/** What becomes of the items of an apcupsd (drivers/apcupsd-ups.h of 2.8.5). */
import type { VarName } from "../../nut/catalogue/names.ts";
import type { StatusToken } from "../../nut/status.ts";
import { fixed, type Reader } from "../kit/codecs.ts";

interface Row {
  /** The C driver's `power.percent` is no name of the document. */
  readonly var: VarName | "power.percent";
  readonly item: string;
  readonly as: Reader<string>;
}

const NUMBER = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)/;

/** `100.0 Percent`; `N/A` is no value, where the C driver makes 0 of it. */
const number = (places: number, factor = 1): Reader<string> => ({
  read: (said) => {
    const [digits] = NUMBER.exec(said) ?? [];
    return digits === undefined ? undefined : fixed(Number(digits) * factor, places);
  },
});

/** `-1.0 Volts` is what an apcupsd says that does not know. */
const unlessNegative = (codec: Reader<string>): Reader<string> => ({
  read: (said) => (said.trimStart().startsWith("-") ? undefined : codec.read(said)),
});

const text = (longest: number): Reader<string> => ({ read: (said) => said.slice(0, longest) || undefined });

/** A word of `2026-02-09 21:13:11 +0000`. */
const word = (at: number): Reader<string> => ({ read: (said) => said.split(" ")[at] || undefined });

/** A part of `856.L3 .I / USB FW:L3`. */
const part = (at: number): Reader<string> => ({ read: (said) => said.split(/ *\/ */)[at] || undefined });

export const ROWS: readonly Row[] = [
  { var: "ups.model", item: "MODEL", as: text(32) },
  { var: "ups.serial", item: "SERIALNO", as: text(32) },
  { var: "ups.load", item: "LOADPCT", as: number(1) },
  { var: "ups.time", item: "DATE", as: word(1) },
  { var: "ups.date", item: "DATE", as: word(0) },
  { var: "ups.mfr.date", item: "MANDATE", as: text(16) },
  { var: "ups.firmware", item: "FIRMWARE", as: part(0) },
  { var: "ups.firmware.aux", item: "FIRMWARE", as: part(1) },
  { var: "ups.temperature", item: "ITEMP", as: number(1) },
  { var: "ups.id", item: "UPSNAME", as: text(16) },
  { var: "ups.delay.start", item: "DWAKE", as: number(0) },
  { var: "ups.delay.shutdown", item: "DSHUTD", as: number(0) },
  { var: "ups.test.interval", item: "STESTI", as: number(0) },
  { var: "ups.test.result", item: "SELFTEST", as: text(16) },
  { var: "input.voltage", item: "LINEV", as: number(1) },
  { var: "input.voltage.maximum", item: "MAXLINEV", as: number(1) },
  { var: "input.voltage.minimum", item: "MINLINEV", as: number(1) },
  { var: "input.voltage.nominal", item: "NOMINV", as: number(0) },
  { var: "output.voltage.nominal", item: "NOMOUTV", as: number(0) },
  { var: "input.transfer.reason", item: "LASTXFER", as: text(32) },
  { var: "input.transfer.low", item: "LOTRANS", as: unlessNegative(number(1)) },
  { var: "input.transfer.high", item: "HITRANS", as: unlessNegative(number(1)) },
  { var: "input.sensitivity", item: "SENSE", as: text(1) },
  { var: "input.frequency", item: "LINEFREQ", as: number(1) },
  { var: "output.voltage", item: "OUTPUTV", as: number(1) },
  { var: "output.frequency", item: "LINEFREQ", as: number(1) },
  { var: "battery.charge", item: "BCHARGE", as: number(1) },
  { var: "battery.charge.low", item: "MBATTCHG", as: number(0) },
  { var: "battery.date", item: "BATTDATE", as: word(0) },
  { var: "battery.voltage", item: "BATTV", as: number(1) },
  { var: "battery.voltage.nominal", item: "NOMBATTV", as: number(1) },
  { var: "battery.runtime", item: "TIMELEFT", as: number(1, 60) },
  { var: "battery.runtime.low", item: "MINTIMEL", as: number(0, 60) },
  { var: "battery.charge.restart", item: "RETPCT", as: number(1) },
  { var: "ups.realpower.nominal", item: "NOMPOWER", as: number(1) },
  { var: "ups.realpower", item: "LOAD_W", as: number(1) },
  { var: "power.percent", item: "LOADAPNT", as: number(1) },
  { var: "output.current", item: "OUTCURNT", as: number(2) },
  { var: "ups.power", item: "LOAD_VA", as: number(1) },
  { var: "ups.power.nominal", item: "NOMAPNT", as: number(0) },
];

/**
 * A STATUS that is one of these as a whole. `SHUTTING DOWN`: the host of the apcupsd goes down with a battery that is
 * nearly empty, and so does whoever hangs on the same UPS (the C driver has no status then).
 */
export const WHOLE_STATUS: ReadonlyMap<string, readonly StatusToken[]> = new Map([
  ["SELFTEST", ["OB"]],
  ["SHUTTING DOWN", ["OB", "LB"]],
]);

export const STATUS_WORDS: ReadonlyMap<string, StatusToken> = new Map([
  ["CAL", "CAL"],
  ["TRIM", "TRIM"],
  ["BOOST", "BOOST"],
  ["ONLINE", "OL"],
  ["ONBATT", "OB"],
  ["OVERLOAD", "OVER"],
  ["LOWBATT", "LB"],
  ["REPLACEBATT", "RB"],
  ["NOBATT", "BYPASS"],
]);

/** What an apcupsd says that hears nothing of its UPS. */
export const UNHEARD: readonly string[] = ["COMMLOST", "NETWORK ERROR", "ERROR"];
