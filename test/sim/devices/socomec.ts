/** Registers of UPSes that speak JBUS. */
import { ModbusUnit } from "../servers/modbus-unit.ts";

function block(unit: ModbusUnit, at: number, words: readonly number[], count: number): void {
  for (let index = 0; index < count; index++) unit.set("holding", at + index, words[index] ?? 0);
}

/** A DELPHYS MX with three phases, on line. */
export function socomec(measured: Readonly<Record<number, number>> = {}): ModbusUnit {
  const unit = new ModbusUnit();
  block(unit, 0x1000, [515, 1200, 0, 0x3153, 0x3332, 0x3534, 0x3736, 0x3938], 12);
  block(unit, 0x10e0, [400, 400, 50, 50, 0, 0, 0, 0, 650, 33], 32);
  block(unit, 0x1360, [0x1e2d, 0x0f0b, 0x0300, 26], 4);
  block(unit, 0x1020, [0x000f, 1], 6);
  block(unit, 0x1040, [], 4);
  const load = [
    41, 38, 44, 41, 97, 652, 231, 229, 230, 231, 230, 229, 0, 0, 0, 62, 0xffff, 64, 500, 501, 4123, 0, 24, 0xffff, 15,
  ];
  block(unit, 0x1060, load, 48);
  for (const [at, word] of Object.entries(measured)) unit.set("holding", Number(at), word);
  return unit;
}

/** One phase, and no sensor. */
export const ONE_PHASE = { 4193: 0xffff, 4194: 0xffff, 4214: 0xffff } as const;
