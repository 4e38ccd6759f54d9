/**
 * What the bytes of an answer mean. Most dialects are straight lines; KIN and BNT count in ways of their own.
 *
 *     0 load  1 battery  2 input  3 output  4 hertz in  5 version  6 hertz out  9 state  10 health  11 kind  12 model  15 battery
 */
import type { PowercomType, TypeName } from "./types.ts";

export type Bytes = Uint8Array;
export interface Unit {
  readonly name: TypeName;
  readonly type: PowercomType;
  /** Rated voltage. */
  readonly volts: number;
}

const VOLTS = [100, 110, 115, 120, 0, 0, 0, 200, 220, 230, 240];
const MODELS: Readonly<Record<"BNT" | "KIN" | "IMP" | "OPTI", readonly number[]>> = {
  BNT: [0, 400, 500, 600, 800, 801, 1000, 1200, 1500, 2000],
  KIN: [0, 425, 500, 525, 625, 800, 1000, 1200, 1500, 1600, 2200, 2200, 2500, 3000, 5000],
  IMP: [0, 425, 525, 625, 825, 1025, 1200, 1500, 2000],
  OPTI: [0, 0, 0, 575],
};

export const at = (bytes: Bytes, place: number): number => bytes[place] ?? 0;
const modelOf = (name: keyof typeof MODELS, bytes: Bytes): number => MODELS[name][at(bytes, 12) >> 4] ?? 0;
export const onBattery = (bytes: Bytes): boolean => (at(bytes, 9) & 1) !== 0;
export const regulates = (bytes: Bytes): boolean => (at(bytes, 9) & 8) !== 0;

/** The dialect that the UPS says it has, where it was set up for one of those that can say. */
export function detected(set: TypeName, bytes: Bytes): { name: TypeName; model: string; volts: number } {
  const kind = String.fromCharCode(at(bytes, 11));
  const says = /[BKO]/.test(kind);
  let name: TypeName = set;
  if (at(bytes, 5) === 0xff) name = "IMP";
  else if (set !== "BNT-other" && says) name = kind === "B" ? "BNT" : kind === "K" ? "KIN" : "OPTI";
  const named = name === "BNT-other" ? "BNT" : (name as keyof typeof MODELS);
  const table = says || name === "IMP" ? named : undefined;
  const rating = table === undefined ? 0 : modelOf(table, bytes);
  return { name, model: `${name}-${rating}${name === "OPTI" ? "" : "AP"}`, volts: VOLTS[at(bytes, 12) & 15] ?? 0 };
}

/** Single precision, as the figures were made for. */
const line = (factor = 0, count = 0, constant = 0): number =>
  Math.fround(Math.fround(Math.fround(factor) * count) + Math.fround(constant));
const isPlain = ({ name }: Unit): boolean => name === "IMP" || name === "OPTI";
/** BNT for 220 V and more. */
const isHighBnt = ({ name }: Unit, bytes: Bytes): boolean => name === "BNT" && (at(bytes, 12) & 15) > 7;

function straightVoltage({ type: { voltage }, volts }: Unit, count: number): number {
  return volts >= 220 ? line(voltage[0], count, voltage[1]) : line(voltage[2], count, voltage[3]);
}

function kinMains({ volts }: Unit, model: number, count: number): number {
  const isHigh = volts >= 200;
  if (model <= 625) return isHigh ? 1.79 * count + 3.35 : 0.89 * count + 6.18;
  return ((model < 2000 ? 1.61 : 1.625) * count) / (isHigh ? 1 : 2);
}

export function inputVoltage(unit: Unit, bytes: Bytes): number {
  const count = at(bytes, 2);
  if (isHighBnt(unit, bytes)) return positive(2.2 * count - 24);
  if (unit.name === "KIN") return positive(kinMains(unit, modelOf("KIN", bytes), count));
  return positive(isPlain(unit) ? 2 * count : straightVoltage(unit, count));
}

const positive = (value: number): number => Math.fround(Math.max(0, value));

/** Where it regulates. */
function kinRegulated({ volts }: Unit, model: number, count: number): number {
  if (volts >= 200) return (model === 625 ? 1.571 : model < 2000 ? 1.37 : 1.4) * count;
  return ((model <= 625 ? 1.635 : 1.392) * count) / 2;
}

/** Of the inverter, by model: battery, all, load. */
const INVERTER = {
  low: [
    [0, 1, 1, 1, 1, 0.945, 0.945, 0.945, 0.127, 0.127, 0.945, 0.945, 0.945, 0.256],
    [0, 0.85, 0.85, 0.85, 0.88, 0.9, 0.9, 0.9, 6.6, 6.6, 0.87, 0.87, 0.87, 3.29],
    [0, 1.03, 0.78, 0.78, 0.72, 0.55, 0.55, 0.55, 0.5, 0.5, 0.43, 0.43, 0.43, 0.3],
  ],
  high: [
    [0, 1, 1, 1, 1, 1.89, 1.89, 1.89, 0.127, 0.127, 1.89, 1.89, 1.89, 0.256],
    [0, 1.73, 1.74, 1.74, 1.77, 0.9, 0.9, 0.9, 13.204, 13.204, 0.88, 0.88, 0.88, 6.645],
    [1.15, 0.9, 0.9, 0.75, 1.1, 1.1, 1.1, 0.8, 0.8, 0.86, 0.86, 0.86, 0.7],
  ],
} as const;

/** The share of a half wave that the inverter fills. */
const filled = (bytes: Bytes): number => {
  const half = at(bytes, 6) >> 1;
  return (half - at(bytes, 3)) / half;
};

function kinInverter({ volts }: Unit, model: number, bytes: Bytes): number {
  const [ofBattery, ofAll, ofLoad] = INVERTER[volts < 200 ? "low" : "high"].map(
    (row: readonly number[]) => row[at(bytes, 12) >> 4] ?? Number.NaN,
  ) as [number, number, number];
  const [battery, load] = [ofBattery * at(bytes, 1), ofLoad * at(bytes, 0)];
  const squared = (model > 625 ? battery : battery - load) ** 2 * filled(bytes);
  if (!(squared > 0)) return squared;
  const raised = 1 + ((at(bytes, 9) & 8) * 20) / 135;
  return model > 625 ? Math.sqrt(squared) * ofAll * raised - load * raised : Math.sqrt(squared) * ofAll;
}

function bntOutput(bytes: Bytes): number {
  const count = at(bytes, 3);
  if (onBattery(bytes)) return Math.sqrt(Math.max(0, (1.965 * at(bytes, 15)) ** 2 * filled(bytes)));
  if (!regulates(bytes)) return 2.2 * count - 24;
  return (at(bytes, 9) & 16) !== 0 ? ((2.2 * count - 24) * 31) / 27 : ((2.22 * count - 24) * 27) / 31;
}

export function outputVoltage(unit: Unit, bytes: Bytes): number {
  const count = at(bytes, 3);
  if (isHighBnt(unit, bytes)) return positive(bntOutput(bytes));
  if (unit.name !== "KIN") return positive(isPlain(unit) ? 2 * count : straightVoltage(unit, count));
  const model = modelOf("KIN", bytes);
  if (onBattery(bytes)) return positive(kinInverter(unit, model, bytes));
  return positive((regulates(bytes) ? kinRegulated : kinMains)(unit, model, count));
}

/** Of the byte at `place`; 0 where there is no wave. */
export function frequency(unit: Unit, bytes: Bytes, place: 4 | 6): number | undefined {
  const count = at(bytes, place);
  if (unit.name === "BNT" || unit.name === "KIN") return count === 0 ? undefined : Math.fround(4807 / count);
  if (isPlain(unit)) return count;
  const [period, rest] = unit.type.frequency;
  return count === 0 ? 0 : Math.fround(1 / line(period, count, rest));
}

/** Counts at 110 % by the voltage's number; those of BNT from 220 V on. */
const FULL: Readonly<Record<string, readonly number[]>> = {
  "KIN 425": [99, 88, 84, 80, 84, 84, 84, 86, 86, 81, 76],
  "KIN 525": [127, 113, 106, 100, 106, 106, 106, 109, 109, 103, 97],
  "KIN 625": [131, 115, 107, 103, 107, 107, 107, 110, 110, 105, 99],
  "KIN 2000": [94, 94, 94, 94, 94, 94, 94, 120, 120, 115, 110],
  "KIN 425 battery": [60, 54, 51, 48, 51, 51, 51, 53, 53, 50, 48],
  "KIN 525 battery": [81, 72, 67, 62, 67, 67, 67, 65, 65, 62, 59],
  "KIN 625 battery": [79, 70, 67, 64, 67, 67, 67, 65, 65, 61, 58],
  "KIN 2000 battery": [84, 77, 74, 70, 74, 74, 74, 77, 77, 74, 70],
  "BNT 400": [0, 0, 0, 0, 0, 0, 0, 0, 88, 83, 87],
  "BNT 500": [0, 0, 0, 0, 0, 0, 0, 0, 108, 103, 98],
  "BNT 600": [0, 0, 0, 0, 0, 0, 0, 0, 128, 123, 118],
  "BNT 400 battery": [0, 0, 0, 0, 0, 0, 0, 0, 54, 52, 49],
  "BNT 500 battery": [0, 0, 0, 0, 0, 0, 0, 0, 66, 64, 61],
  "BNT 600 battery": [0, 0, 0, 0, 0, 0, 0, 0, 86, 84, 81],
  "BNT 801 battery": [0, 0, 0, 0, 0, 0, 0, 0, 44, 42, 40],
  "BNT 1000 battery": [0, 0, 0, 0, 0, 0, 0, 0, 56, 54, 52],
  "BNT 1200 battery": [0, 0, 0, 0, 0, 0, 0, 0, 76, 74, 72],
};
/** Models that count as another one. */
const ON_MAINS: Readonly<Record<number, number>> = { 400: 400, 801: 400, 600: 600, 1200: 600 };
const ON_BATTERY: Readonly<Record<number, number>> = {
  400: 400,
  500: 500,
  800: 500,
  600: 600,
  801: 801,
  1200: 1200,
  1000: 1000,
  1500: 1000,
  2000: 1000,
};

function ofFull(row: string, bytes: Bytes): number | undefined {
  const full = FULL[row]?.[at(bytes, 12) & 15] ?? 0;
  return full === 0 ? undefined : Math.fround((at(bytes, 0) * 110) / full);
}

function kinLoad(bytes: Bytes): number | undefined {
  const model = modelOf("KIN", bytes);
  const battery = onBattery(bytes) ? " battery" : "";
  if (model === 425 || model === 525 || model === 625) return ofFull(`KIN ${model}${battery}`, bytes);
  if (model >= 2000) return ofFull(`KIN 2000${battery}`, bytes);
  return Math.fround(at(bytes, 0) * (battery === "" ? 1.13 : 1.66));
}

export function load(unit: Unit, bytes: Bytes): number | undefined {
  const count = at(bytes, 0);
  if (isPlain(unit)) return count;
  if (unit.name === "KIN") return kinLoad(bytes);
  if (isHighBnt(unit, bytes)) {
    const model = modelOf("BNT", bytes);
    if (!onBattery(bytes)) return ofFull(`BNT ${ON_MAINS[model] ?? 500}`, bytes);
    if (ON_BATTERY[model] !== undefined) return ofFull(`BNT ${ON_BATTERY[model]} battery`, bytes);
  }
  const { load: is } = unit.type;
  return onBattery(bytes) ? line(is[0], count, is[1]) : line(is[2], count, is[3]);
}

/** Empty, at 30 %, full. */
function between(value: number, [empty, low, full]: readonly [number, number, number]): number {
  if (value <= empty) return 0;
  if (value <= low) return Math.fround(((value - empty) * 30) / (low - empty));
  return value <= full ? Math.fround(30 + ((value - low) * 70) / (full - low)) : 100;
}

function kinCharge(bytes: Bytes): number {
  const [model, used, count] = [modelOf("KIN", bytes), at(bytes, 0), at(bytes, 1)];
  if (model >= 800 && model <= 2000) {
    const value = Math.fround((count - 165) * 2.6);
    if (onBattery(bytes)) return value + used;
    return value > 7 ? value - 6 : value;
  }
  return model <= 625
    ? between(used / 4 + count, [169, 176, 204])
    : between(used / 4 - used / 32 + count, [175, 182, 209]);
}

export function charge(unit: Unit, bytes: Bytes): number | undefined {
  const count = at(bytes, 1);
  if (isPlain(unit)) return count;
  if (unit.name === "BNT") return between((at(bytes, 0) >> 2) + count, [157, 165, 193]);
  if (unit.name === "KIN") return kinCharge(bytes);
  const [factor = 0, ofLoad = 0, constant = 0, onMains, rest] = unit.type.battery;
  if (!onBattery(bytes)) return line(onMains, count, rest);
  const used = load(unit, bytes);
  return used === undefined ? undefined : Math.fround(line(factor, count, ofLoad * used) + constant);
}
