/** Registers of a DC UPS of ADELSYSTEM, on line with a full battery. */
import { ModbusUnit } from "../servers/modbus-unit.ts";

const REGISTERS = 120;
const FULL: Readonly<Record<number, number>> = {
  ...{ 4: 4, 5: 3, 7: 26_840, 10: 24_050, 19: 3_215, 22: 987, 25: 298, 28: 310, 29: 231, 66: 4, 103: 1_200 },
};

/** `changes` are registers that are otherwise. */
export function adelsystem(changes: Readonly<Record<number, number>> = {}): ModbusUnit {
  const unit = new ModbusUnit();
  for (let at = 0; at < REGISTERS; at++) unit.set("holding", at, changes[at] ?? FULL[at] ?? 0);
  return unit;
}
