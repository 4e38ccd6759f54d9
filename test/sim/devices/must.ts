/** Registers of an EP2000Pro of MUST, on line and charging. */
import { ModbusUnit } from "../servers/modbus-unit.ts";

const STATE = [0, 104, 4, 12, 1000, 2314, 500, 2297, 500, 14, 320, 0, 32, 0, 135, 21, 0, 97, 41, 0, 0, 0, 0, 1, 1];
const SETTINGS = [0, 230, 105, 141, 138, 10, 0];
const ORDERS = [0, 0, 0];

export function must(measured: Readonly<Record<number, number>> = {}): ModbusUnit {
  const unit = new ModbusUnit();
  for (const [first, words] of [
    [30_000, STATE],
    [31_000, SETTINGS],
    [32_000, ORDERS],
  ] as const)
    for (const [at, word] of words.entries()) unit.set("holding", first + at, word);
  for (const [at, word] of Object.entries(measured)) unit.set("holding", Number(at), word);
  return unit;
}
