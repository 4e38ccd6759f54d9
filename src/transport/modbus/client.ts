/** A client of the npm package `jsmodbus`, which is imported here alone, on a stream of ours. */
import { Duplex } from "node:stream";
import modbus from "jsmodbus";
import type { ModbusTarget } from "../../device/modbus.ts";
import type { Wire } from "./wire.ts";

/** The stream of one client of the package: each begins without what came too late for the one before. */
export class Port extends Duplex {
  readonly isOpen = true;
  readonly #write: Wire["write"];

  constructor(write: Wire["write"]) {
    super();
    this.#write = write;
  }

  override _read(): void {
    // What comes is emitted.
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#write(chunk).then(done, done);
  }
}

export type Client = InstanceType<typeof modbus.client.TCP> | InstanceType<typeof modbus.client.RTU>;

export function clientOn(port: Port, { rtu }: Wire, { unit, timeoutMs }: ModbusTarget): Client {
  // The package's types want sockets; of them it uses what any stream has.
  const stream: unknown = port;
  if (rtu) return new modbus.client.RTU(stream as ConstructorParameters<typeof modbus.client.RTU>[0], unit, timeoutMs);
  const client = new modbus.client.TCP(stream as ConstructorParameters<typeof modbus.client.TCP>[0], unit, timeoutMs);
  port.emit("connect");
  return client;
}
