/** Meters of XCP by number, and how their four bytes are written. */
import { numbered, type VarName } from "../../../nut/catalogue/names.ts";
import { fixed } from "../../kit/codecs.ts";
import { type Block, byteAt } from "./block.ts";

type Meters = Readonly<Record<number, VarName>>;

const ANY_PHASES: Meters = {
  0: "output.L1-L2.voltage",
  1: "output.L2-L3.voltage",
  2: "output.L3-L1.voltage",
  3: "input.L1-L2.voltage",
  4: "input.L2-L3.voltage",
  5: "input.L3-L1.voltage",
  19: "input.L2.current",
  20: "input.L3.current",
  22: "input.realpower",
  23: "ups.power",
  24: "input.power",
  25: "output.powerfactor",
  26: "input.powerfactor",
  27: "output.frequency",
  28: "input.frequency",
  30: "input.bypass.frequency",
  32: "battery.current",
  33: "battery.voltage",
  34: "battery.charge",
  35: "battery.runtime",
  41: "battery.voltage.low",
  43: "battery.charge.low",
  46: "battery.current.total",
  57: "input.L2-N.voltage",
  58: "input.L3-N.voltage",
  62: "ambient.temperature",
  63: "ups.temperature",
  64: numbered("ambient.#.temperature", 1),
  66: "output.L2.current",
  67: "output.L3.current",
  69: "output.L2.current.nominal",
  70: "output.L3.current.nominal",
  71: "ups.power.nominal",
  72: "ups.date",
  73: "ups.time",
  77: "battery.temperature",
  79: "output.L2-N.voltage",
  80: "output.L3-N.voltage",
  82: "ups.L1-N.realpower",
  83: "ups.L2-N.realpower",
  84: "ups.L3-N.realpower",
  85: "ups.realpower.nominal",
  91: "input.quality",
};

const ONE_PHASE: Meters = {
  18: "input.current",
  21: "ups.realpower",
  47: "ups.load",
  53: "input.bypass.voltage",
  56: "input.voltage",
  65: "output.current",
  68: "output.current.nominal",
  78: "output.voltage",
};

const MORE_PHASES: Meters = {
  18: "input.L1.current",
  47: "output.L1.power.percent",
  48: "output.L2.power.percent",
  49: "output.L3.power.percent",
  50: "output.L1.power",
  51: "output.L2.power",
  52: "output.L3.power",
  53: "input.bypass.L1-N.voltage",
  54: "input.bypass.L2-N.voltage",
  55: "input.bypass.L3-N.voltage",
  56: "input.L1-N.voltage",
  65: "output.L1.current",
  68: "output.L1.current.nominal",
  78: "output.L1-N.voltage",
};

export const meterName = (number: number, phases: number): VarName | undefined =>
  ANY_PHASES[number] ?? (phases === 1 ? ONE_PHASE : MORE_PHASES)[number];

export const METER_BYTES = 4;

export interface Meter {
  readonly number: number;
  readonly format: number;
  /** Where it stands in the meter block. */
  readonly at: number;
}

/** Meters that are there, one behind the other. */
export const metersOf = (formats: readonly number[]): readonly Meter[] =>
  formats
    .flatMap((format, number) => (format === 0 ? [] : [{ number, format }]))
    .map((meter, place) => ({ ...meter, at: place * METER_BYTES }));

const [DATE, TIME, SECONDS, WHOLE] = [0xe0, 0xe1, 0xe2, 0xf0];
const LAST_FLOAT = 0x97;
/** The date is a month and a day, else a day of the year. */
const BY_MONTH = 0x80;

/** Two digits in a byte. */
const digits = (byte: number): string => `${byte >> 4}${byte & 0x0f}`;

function dateOf(block: Block, at: number): string {
  const [day, month] = [byteAt(block, at), byteAt(block, at + 1)];
  const [year, century] = [byteAt(block, at + 2), byteAt(block, at + 3)];
  const whole = `${digits(century & 0x7f)}${digits(year)}`;
  return (century & BY_MONTH) !== 0
    ? `${digits(day)}/${digits(month)}/${whole}`
    : `${whole}:${month & 0x0f}${digits(day)}`;
}

function timeOf(block: Block, at: number): string {
  const [hundredths, second, minute, hour] = [0, 1, 2, 3].map((place) => digits(byteAt(block, at + place)));
  return `${hour}:${minute}:${second}.${hundredths}`;
}

function floatOf(view: DataView, places: number): string | undefined {
  const value = view.getFloat32(0, true);
  return Number.isFinite(value) ? fixed(value, places) : undefined;
}

/** Undefined where the block is too short, and for a format that is none. */
export function meterText(block: Block, { format, at }: Meter): string | undefined {
  if (block.length < at + METER_BYTES) return undefined;
  const view = new DataView(block.buffer, block.byteOffset + at, METER_BYTES);
  if (format <= LAST_FLOAT) return floatOf(view, format & 0x0f);
  if (format === DATE) return dateOf(block, at);
  if (format === TIME) return timeOf(block, at);
  if (format === SECONDS || format === WHOLE) return String(view.getInt32(0, true));
  return format > WHOLE ? fixed(Math.fround(view.getUint32(0, true) / 2 ** (format & 0x0f)), 2) : undefined;
}
