/** A driver that speaks Modbus, on a unit whose registers are in memory. */
import type { ModbusAnswer, ModbusLink, ModbusRefusal, ModbusTable, ModbusTarget } from "../../../src/device/modbus.ts";
import { DeviceError, type DriverDefinition, type Reading } from "../../../src/drivers/types.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";
import type { ModbusUnit } from "../servers/modbus-unit.ts";
import { type DriverBench, driverBench } from "./driver-bench.ts";

const REFUSED: ModbusRefusal = { kind: "refused", why: "Illegal Data Address" };

const SILENT: ModbusLink = {
  name: "/dev/ttyTEST",
  read: () => Promise.reject(new DeviceError("stale", "/dev/ttyTEST does not answer")),
  write: () => Promise.reject(new DeviceError("stale", "/dev/ttyTEST does not answer")),
  writeAll: () => Promise.reject(new DeviceError("stale", "/dev/ttyTEST does not answer")),
  identify: () => Promise.reject(new DeviceError("stale", "/dev/ttyTEST does not answer")),
  close: () => Promise.resolve(),
};

/** Its registers without a line between. */
function linkTo(unit: ModbusUnit): ModbusLink {
  const read = (table: ModbusTable, at: number, count: number): ModbusAnswer => {
    const values = Array.from({ length: count }, (_, index) => unit.get(table, at + index) ?? -1);
    return values.includes(-1) ? REFUSED : { kind: "data", values };
  };
  const write = (table: ModbusTable, at: number, value: number): ModbusAnswer => {
    unit.asked.push(`${table} ${at} = ${value}`);
    if (unit.get(table, at) === undefined) return REFUSED;
    unit.set(table, at, value);
    return { kind: "data", values: [value] };
  };
  const writeAll = (first: number, values: readonly number[]): ModbusAnswer => {
    unit.asked.push(`holding ${first} = ${values.join(", ")}`);
    if (values.some((_, at) => unit.get("holding", first + at) === undefined)) return REFUSED;
    for (const [at, value] of values.entries()) unit.set("holding", first + at, value);
    return { kind: "data", values };
  };
  return {
    name: "/dev/ttyTEST",
    read: (table, at, count) =>
      unit.silent() ? SILENT.read(table, at, count) : Promise.resolve(read(table, at, count)),
    writeAll: (at, values) => Promise.resolve(writeAll(at, values)),
    identify: () =>
      Promise.resolve(unit.objects.length > 0 ? { kind: "data", objects: new Map(unit.objects.flat()) } : REFUSED),
    write: (table, at, value) => Promise.resolve(write(table, at, value)),
    close: () => Promise.resolve(),
  };
}

export interface ModbusBench extends DriverBench {
  readonly targets: readonly ModbusTarget[];
  poll(): Promise<Reading>;
}

/** A driver that is open; `answers` says on which lines the unit does. */
export async function modbusBench(
  definition: DriverDefinition,
  unit: ModbusUnit,
  {
    options = {},
    answers = () => true,
  }: { options?: Readonly<Record<string, string>>; answers?: (target: ModbusTarget) => boolean } = {},
): Promise<ModbusBench> {
  const targets: ModbusTarget[] = [];
  const modbus = {
    open: (target: ModbusTarget) => {
      targets.push(target);
      return Promise.resolve(answers(target) ? linkTo(unit) : SILENT);
    },
  };
  const bench = driverBench({ definition, clock: new VirtualClock(), modbus, options, stepMs: 100, longMs: 9000 });
  await bench.run(bench.driver.open(() => undefined));
  return { ...bench, targets, poll: () => bench.run(bench.driver.poll("full")) };
}
