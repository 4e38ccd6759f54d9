/** Modbus through the npm package `jsmodbus`, which is imported here alone; the streams that it speaks on are ours. */
import { Duplex } from "node:stream";
import modbus from "jsmodbus";
import { DeviceError } from "../device/device-error.ts";
import type { ModbusAnswer, ModbusLink, ModbusOpener, ModbusTable, ModbusTarget } from "../device/modbus.ts";
import type { SerialLine, SerialOpener } from "../device/serial-line.ts";
import type { TcpOpener, TcpStream } from "../device/tcp.ts";

/** Bytes of an answer are 260 at most; a device that sends more unasked is cut off. */
const FLOOD = 4096;
const HOUR_MS = 3_600_000;

/** What carries the bytes. `listen` is called once. */
interface Wire {
  readonly name: string;
  readonly rtu: boolean;
  listen(heard: (bytes: Uint8Array) => void, ended: (error: DeviceError) => void): void;
  write(bytes: Uint8Array): Promise<void>;
  close(): Promise<void>;
}

async function pump(stream: TcpStream, heard: (bytes: Uint8Array) => void): Promise<DeviceError> {
  for (;;) {
    try {
      const bytes = await stream.read(HOUR_MS);
      if (!bytes) return new DeviceError("lost", `${stream.name} has closed the connection`);
      heard(bytes);
    } catch (error) {
      if (error instanceof DeviceError && error.fault !== "stale") return error;
    }
  }
}

const tcpWire = (stream: TcpStream): Wire => ({
  name: stream.name,
  rtu: false,
  listen: (heard, ended) => void pump(stream, heard).then(ended),
  write: (bytes) => stream.write(bytes),
  close: () => stream.close(),
});

const serialWire = (line: SerialLine): Wire => ({
  name: line.path,
  rtu: true,
  listen: (heard) => line.listen((byte) => heard(Uint8Array.of(byte))),
  write: (bytes) => line.write(bytes),
  close: () => line.close(),
});

/** The stream of one client of the package: each begins without what came too late for the one before. */
class Port extends Duplex {
  readonly isOpen = true;
  readonly #write: Wire["write"];

  constructor(write: Wire["write"]) {
    super();
    this.#write = write;
  }

  override _read(): void {
    // What comes is pushed.
  }

  override _write(chunk: Uint8Array, _encoding: string, done: () => void): void {
    this.#write(chunk).then(done, done);
  }
}

type Client = InstanceType<typeof modbus.client.TCP> | InstanceType<typeof modbus.client.RTU>;

function clientOn(port: Port, { rtu }: Wire, { unit, timeoutMs }: ModbusTarget): Client {
  // The package's types want sockets; of them it uses what any stream has.
  const stream: unknown = port;
  if (rtu) return new modbus.client.RTU(stream as ConstructorParameters<typeof modbus.client.RTU>[0], unit, timeoutMs);
  const client = new modbus.client.TCP(stream as ConstructorParameters<typeof modbus.client.TCP>[0], unit, timeoutMs);
  port.emit("connect");
  return client;
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;

function valuesIn(result: unknown, count: number): readonly number[] | undefined {
  const response = isRecord(result) && isRecord(result.response) ? result.response : {};
  const values = isRecord(response.body) ? response.body.valuesAsArray : undefined;
  if (!Array.isArray(values) && !(values instanceof Uint16Array)) return undefined;
  const numbers = Array.from(values, Number).slice(0, count);
  return numbers.length === count && numbers.every(Number.isInteger) ? numbers : undefined;
}

type Take = (result: unknown) => readonly number[] | undefined;

class Link implements ModbusLink {
  readonly name: string;
  readonly #wire: Wire;
  readonly #target: ModbusTarget;
  #port: Port;
  #client: Client;
  #failure: DeviceError | undefined;
  #unread = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(wire: Wire, target: ModbusTarget) {
    this.name = `${wire.name} unit ${target.unit}`;
    this.#wire = wire;
    this.#target = target;
    this.#port = new Port((bytes) => wire.write(bytes));
    this.#client = clientOn(this.#port, wire, target);
    wire.listen(
      (bytes) => this.#hear(bytes),
      (error) => this.#fail(error),
    );
  }

  #hear(bytes: Uint8Array): void {
    this.#unread += bytes.length;
    if (this.#unread <= FLOOD) return void this.#port.push(bytes);
    this.#fail(new DeviceError("lost", `${this.name} sends without end`));
    void this.#wire.close();
  }

  #fail(error: DeviceError): void {
    this.#failure ??= error;
    this.#port.emit("close");
  }

  #afresh(): void {
    this.#port = new Port((bytes) => this.#wire.write(bytes));
    this.#client = clientOn(this.#port, this.#wire, this.#target);
  }

  read(table: ModbusTable, address: number, count: number): Promise<ModbusAnswer> {
    const ask = {
      coils: () => this.#client.readCoils(address, count),
      discrete: () => this.#client.readDiscreteInputs(address, count),
      input: () => this.#client.readInputRegisters(address, count),
      holding: () => this.#client.readHoldingRegisters(address, count),
    }[table];
    return this.#inTurn(ask, (result) => valuesIn(result, count));
  }

  write(table: "coils" | "holding", address: number, value: number): Promise<ModbusAnswer> {
    const ask = (): Promise<unknown> =>
      table === "coils"
        ? this.#client.writeSingleCoil(address, value !== 0)
        : this.#client.writeSingleRegister(address, value);
    return this.#inTurn(ask, () => [value]);
  }

  #inTurn(ask: () => Promise<unknown>, take: Take): Promise<ModbusAnswer> {
    const turn = this.#last.then(() => this.#ask(ask, take));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #ask(ask: () => Promise<unknown>, take: Take): Promise<ModbusAnswer> {
    if (this.#failure) throw this.#failure;
    this.#unread = 0;
    try {
      const values = take(await ask());
      if (values) return { kind: "data", values };
    } catch (error) {
      return this.#failed(error);
    }
    this.#afresh();
    throw new DeviceError("stale", `${this.name}: a short answer`);
  }

  /** The package rejects with objects of its own, in which `err` is a word for the kind. */
  #failed(error: unknown): ModbusAnswer {
    const { err, message } = isRecord(error) ? error : { err: "", message: error };
    if (err === "ModbusException") return { kind: "refused", why: String(message) };
    if (this.#failure) throw this.#failure;
    this.#afresh();
    const why = err === "Timeout" ? "does not answer" : `answers something else (${String(message)})`;
    throw new DeviceError("stale", `${this.name} ${why}`, { cause: error });
  }

  async close(): Promise<void> {
    this.#fail(new DeviceError("lost", `${this.name} is closed`));
    await this.#wire.close();
  }
}

/** Over connections and lines of the openers. */
export const modbusOpener = (tcp: TcpOpener, serial: SerialOpener): ModbusOpener => ({
  open: async (target) => {
    const { line } = target;
    const wire =
      line.kind === "tcp"
        ? tcpWire(await tcp.open(line, target.timeoutMs))
        : serialWire(await serial.open(line.path, line.settings));
    return new Link(wire, target);
  },
});
