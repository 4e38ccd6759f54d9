/** Registers of a Smart-UPS of APC, on line with a full battery and two groups of outlets. */
import { ModbusUnit } from "../servers/modbus-unit.ts";

const STATES: Readonly<Record<number, number>> = { 1: 0x2002, 2: 8, 4: 1, 7: 2, 23: 0x104 };

const MEASURED: Readonly<Record<number, number>> = {
  ...{ 129: 3_725, 130: 51_200, 131: 1_742, 132: 0, 133: 10_957, 135: 3_328, 136: 4_902, 138: 5_120, 140: 83 },
  ...{ 142: 14_790, 144: 6_398, 145: 1, 146: 34_464, 151: 14_771, 154: 12_160 },
};

/** No countdown runs. */
const TIMERS = [155, 156, 157, 158, 159, 160, 161, 162, 163, 164, 165, 166, 167, 168, 169, 170];

const LIMITS: Readonly<Record<number, number>> = {
  ...{ 1026: 253, 1027: 207, 1029: 0, 1030: 0, 1032: 8, 1034: 90, 1035: 0xffff, 1036: 1, 1037: 2 },
};

const NUMBERS: Readonly<Record<number, number>> = { 588: 1_500, 589: 1_000, 590: 0b11, 591: 6_900, 595: 6_935 };

const TEXTS: readonly (readonly [at: number, words: number, text: string])[] = [
  [516, 8, "UPS 09.6 / 00.3"],
  [532, 16, "Smart-UPS 1500"],
  [564, 8, "AS1851234567"],
  [596, 8, "rack one"],
  [604, 8, "UPS Outlets"],
  [612, 8, "Outlet Group 1"],
];

const BLOCKS: readonly (readonly [at: number, count: number])[] = [
  [0, 27],
  [128, 44],
  [516, 120],
  [1026, 22],
  [1536, 8],
];

export const textWords = (text: string, words: number): readonly number[] =>
  Array.from({ length: words }, (_, at) => {
    const [high = " ", low = " "] = text.padEnd(2 * words).slice(2 * at, 2 * at + 2);
    return (high.charCodeAt(0) << 8) | low.charCodeAt(0);
  });

/** `changes` are registers that are otherwise. */
export function apcModbus(changes: Readonly<Record<number, number>> = {}): ModbusUnit {
  const unit = new ModbusUnit();
  for (const [from, count] of BLOCKS) for (let at = from; at < from + count; at++) unit.set("holding", at, 0);
  for (const at of TIMERS) unit.set("holding", at, 0xffff);
  for (const [at, count, text] of TEXTS)
    for (const [word, value] of textWords(text, count).entries()) unit.set("holding", at + word, value);
  for (const [at, value] of Object.entries({ ...STATES, ...MEASURED, ...LIMITS, ...NUMBERS, ...changes }))
    unit.set("holding", Number(at), value);
  return unit;
}
