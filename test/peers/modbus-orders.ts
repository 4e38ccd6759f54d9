/** What a driver writes to a Modbus unit for orders over its socket. */

import { outcomeOf } from "../sim/servers/driver-socket.ts";
import type { ModbusUnit } from "../sim/servers/modbus-unit.ts";

export interface Written {
  readonly order: string;
  /** 0 is handled. */
  readonly outcome: number;
  readonly written: readonly string[];
}

const isWrite = (asked: string): boolean => asked.includes(" = ");

/** One order after the other. */
export async function writtenFor(
  unit: ModbusUnit,
  socket: string,
  orders: readonly string[],
): Promise<readonly Written[]> {
  const all: Written[] = [];
  for (const order of orders) {
    const before = unit.asked.filter(isWrite).length;
    const outcome = await outcomeOf(socket, order);
    all.push({ order, outcome, written: unit.asked.filter(isWrite).slice(before) });
  }
  return all;
}
