/** Modbus: one unit behind a wire, one request at a time. */
import { DeviceError } from "../../device/device-error.ts";
import type {
  ModbusAnswer,
  ModbusIdentity,
  ModbusLink,
  ModbusOpener,
  ModbusRefusal,
  ModbusTable,
  ModbusTarget,
} from "../../device/modbus.ts";
import type { SerialOpener } from "../../device/serial-line.ts";
import type { TcpOpener } from "../../device/tcp.ts";
import { isRecord, type Objects, objectsIn, valuesIn } from "./answers.ts";
import { type Client, clientOn, Port } from "./client.ts";
import { SerialFrames } from "./serial-frames.ts";
import { Transactions } from "./transactions.ts";
import { serialWire, tcpWire, type Wire } from "./wire.ts";

/** Bytes of an answer are 260 at most; a device that sends more unasked is cut off. */
const FLOOD = 4096;

/** Function 43: the objects of the category extended, from one on. */
const EXTENDED = 3;
const MOST_PARTS = 16;

/** Undefined for an answer that lacks something. */
type Take<Data> = (result: unknown) => Data | undefined;
type Taken<Data> = { readonly kind: "data"; readonly data: Data } | ModbusRefusal;

class Puzzled extends Error {}

class Link implements ModbusLink {
  readonly name: string;
  readonly #wire: Wire;
  readonly #target: ModbusTarget;
  readonly #frames: Transactions | SerialFrames;
  #port: Port;
  #client: Client;
  #failure: DeviceError | undefined;
  #unread = 0;
  #puzzled: (error: Puzzled) => void = () => undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(wire: Wire, target: ModbusTarget) {
    this.name = `${wire.name} unit ${target.unit}`;
    this.#wire = wire;
    this.#target = target;
    this.#frames = wire.rtu ? new SerialFrames() : new Transactions();
    this.#port = new Port((bytes) => this.#send(bytes));
    this.#client = clientOn(this.#port, wire, target);
    wire.listen(
      (bytes) => this.#hear(bytes),
      (error) => this.#fail(error),
    );
  }

  #send(bytes: Uint8Array): Promise<void> {
    return this.#wire.write(this.#frames.request(bytes));
  }

  #hear(bytes: Uint8Array): void {
    this.#unread += bytes.length;
    if (this.#unread <= FLOOD) return this.#pass(this.#frames.answers(bytes));
    this.#fail(new DeviceError("lost", `${this.name} sends without end`));
    void this.#wire.close();
  }

  /** Within the listener of the package, which throws at an exception that it has no words for. */
  #pass(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    try {
      this.#port.emit("data", Buffer.from(bytes));
    } catch (error) {
      this.#puzzled(new Puzzled("an exception that Modbus does not define", { cause: error }));
    }
  }

  #fail(error: DeviceError): void {
    this.#failure ??= error;
    this.#port.emit("close");
  }

  #afresh(): void {
    this.#frames.forget();
    this.#port = new Port((bytes) => this.#send(bytes));
    this.#client = clientOn(this.#port, this.#wire, this.#target);
  }

  read(table: ModbusTable, address: number, count: number): Promise<ModbusAnswer> {
    const ask = {
      coils: () => this.#client.readCoils(address, count),
      discrete: () => this.#client.readDiscreteInputs(address, count),
      input: () => this.#client.readInputRegisters(address, count),
      holding: () => this.#client.readHoldingRegisters(address, count),
    }[table];
    return this.#values(ask, (result) => valuesIn(result, count));
  }

  write(table: "coils" | "holding", address: number, value: number): Promise<ModbusAnswer> {
    const ask = (): Promise<unknown> =>
      table === "coils"
        ? this.#client.writeSingleCoil(address, value !== 0)
        : this.#client.writeSingleRegister(address, value);
    return this.#values(ask, () => [value]);
  }

  writeAll(address: number, values: readonly number[]): Promise<ModbusAnswer> {
    return this.#values(
      () => this.#client.writeMultipleRegisters(address, [...values]),
      () => values,
    );
  }

  async identify(first: number): Promise<ModbusIdentity> {
    const objects = new Map<number, Uint8Array>();
    let next: number | undefined = first;
    for (let part = 0; next !== undefined && part < MOST_PARTS; part++) {
      const told = await this.#identifyFrom(next);
      if (told.kind === "refused") return told;
      for (const [number, value] of told.data.objects) objects.set(number, value);
      next = told.data.next;
    }
    return { kind: "data", objects };
  }

  #identifyFrom(object: number): Promise<Taken<Objects>> {
    return this.#inTurn(() => this.#client.readDeviceIdentification(EXTENDED, object), objectsIn);
  }

  async #values(ask: () => Promise<unknown>, take: Take<readonly number[]>): Promise<ModbusAnswer> {
    const answer = await this.#inTurn(ask, take);
    return answer.kind === "data" ? { kind: "data", values: answer.data } : answer;
  }

  #inTurn<Data>(ask: () => Promise<unknown>, take: Take<Data>): Promise<Taken<Data>> {
    const turn = this.#last.then(() => this.#ask(ask, take));
    this.#last = turn.catch(() => undefined);
    return turn;
  }

  async #ask<Data>(ask: () => Promise<unknown>, take: Take<Data>): Promise<Taken<Data>> {
    if (this.#failure) throw this.#failure;
    this.#unread = 0;
    try {
      const data = take(await this.#answerTo(ask));
      if (data !== undefined) return { kind: "data", data };
    } catch (error) {
      return this.#failed(error);
    }
    this.#afresh();
    throw new DeviceError("stale", `${this.name}: a short answer`);
  }

  #answerTo(ask: () => Promise<unknown>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#puzzled = reject;
      ask().then(resolve, reject);
    });
  }

  /** The package rejects with objects of its own, in which `err` is a word for the kind. */
  #failed(error: unknown): ModbusRefusal {
    const { err, message } = isRecord(error) ? error : { err: "", message: error };
    if (err === "ModbusException") return { kind: "refused", why: String(message) };
    if (this.#failure) throw this.#failure;
    this.#afresh();
    if (error instanceof Puzzled) return { kind: "refused", why: error.message };
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
