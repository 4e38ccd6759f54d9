/** The C driver and ours, one after the other on a Modbus unit at the end of a pseudo-terminal. */
import { afterEach, beforeEach } from "@jest/globals";
import { DriverPair } from "./driver-pair.ts";
import { ModbusLine } from "./modbus-line.ts";

interface ModbusPair {
  readonly pair: DriverPair;
  readonly line: ModbusLine;
}

/** Fresh ones for each test. `socat` is the path of the program. */
export function modbusPairs(socat: string): () => ModbusPair {
  let now: ModbusPair | undefined;

  beforeEach(async () => {
    now = { pair: new DriverPair(), line: await ModbusLine.open(socat) };
  });

  afterEach(async () => {
    await now?.pair.clear();
    await now?.line.close();
    now = undefined;
  });

  return () => {
    if (!now) throw new Error("outside of a test");
    return now;
  };
}
