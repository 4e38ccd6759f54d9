/** A Modbus unit: four tables, over TCP and as frames of a serial line, and faults in front of it. */
import { createServer, type Server } from "node:net";
import type { Duplex } from "node:stream";
import { MODBUS_TABLES, type ModbusTable } from "../../../src/device/modbus.ts";

const READS: ReadonlyMap<number, ModbusTable> = new Map([
  [1, "coils"],
  [2, "discrete"],
  [3, "holding"],
  [4, "input"],
]);
const WRITES: ReadonlyMap<number, ModbusTable> = new Map([
  [5, "coils"],
  [6, "holding"],
]);
const WRITE_SEVERAL = 16;
const IDENTIFY = 43;
const ILLEGAL = { fn: 1, address: 2 } as const;

/** Makes something else of an answer, without its frame, or nothing. */
export type ModbusFault = (answer: Buffer) => Buffer | undefined;

export class ModbusUnit {
  readonly tables: ReadonlyMap<ModbusTable, Map<number, number>> = new Map(
    MODBUS_TABLES.map((table) => [table, new Map()]),
  );
  readonly asked: string[] = [];
  /** Of its identification, in as many answers as there are lists of them. */
  objects: readonly (readonly (readonly [number: number, value: Uint8Array])[])[] = [];
  fault: ModbusFault | undefined;
  /** Asked at each request of a bench in memory: true leaves it without an answer. */
  silent: () => boolean = () => false;
  /** Added to the number of the transaction. */
  skew = 0;
  /** Over TCP: answers wait for the first request after that time. */
  late = false;
  #server: Server | undefined;

  set(table: ModbusTable, address: number, value: number): this {
    this.tables.get(table)?.set(address, value);
    return this;
  }

  get(table: ModbusTable, address: number): number | undefined {
    return this.tables.get(table)?.get(address);
  }

  #answer(request: Buffer): Buffer {
    const fn = request.readUInt8(0);
    if (fn === IDENTIFY) return this.#identify(request.readUInt8(3));
    const [address, count] = [request.readUInt16BE(1), request.readUInt16BE(3)];
    if (fn === WRITE_SEVERAL) return this.#writeSeveral(request, address, count);
    const written = WRITES.get(fn);
    if (written) return this.#write(request, written, address, count);
    const table = READS.get(fn);
    this.asked.push(`${table} ${address}`);
    if (!table) return Buffer.from([fn | 0x80, ILLEGAL.fn]);
    const values = Array.from({ length: count }, (_, at) => this.get(table, address + at));
    if (values.includes(undefined)) return Buffer.from([fn | 0x80, ILLEGAL.address]);
    return Buffer.from([fn, ...(fn < 3 ? bits(values) : words(values))]);
  }

  #write(request: Buffer, table: ModbusTable, address: number, value: number): Buffer {
    this.asked.push(`${table} ${address} = ${value === 0xff00 ? 1 : value}`);
    if (this.get(table, address) === undefined) return Buffer.from([request.readUInt8(0) | 0x80, ILLEGAL.address]);
    this.set(table, address, value === 0xff00 ? 1 : value);
    return request.subarray(0, 5);
  }

  #writeSeveral(request: Buffer, address: number, count: number): Buffer {
    const values = Array.from({ length: count }, (_, at) => request.readUInt16BE(6 + 2 * at));
    this.asked.push(`holding ${address} = ${values.join(", ")}`);
    if (values.some((_, at) => this.get("holding", address + at) === undefined))
      return Buffer.from([WRITE_SEVERAL | 0x80, ILLEGAL.address]);
    for (const [at, value] of values.entries()) this.set("holding", address + at, value);
    return request.subarray(0, 5);
  }

  #identify(first: number): Buffer {
    const at = this.objects.findIndex((list) => list[0]?.[0] === first);
    const list = this.objects[at];
    if (!list) return Buffer.from([IDENTIFY | 0x80, ILLEGAL.address]);
    const next = this.objects[at + 1]?.[0]?.[0];
    const head = [IDENTIFY, 14, 3, 3, next === undefined ? 0 : 0xff, next ?? 0, list.length];
    return Buffer.from([...head, ...list.flatMap(([number, value]) => [number, value.length, ...value])]);
  }

  #faulty(request: Buffer): Buffer | undefined {
    const answer = this.#answer(request);
    return this.fault ? this.fault(answer) : answer;
  }

  /** Modbus TCP on a stream. */
  readonly serve = (end: Duplex): void => {
    let bytes = Buffer.alloc(0);
    const waiting: Buffer[] = [];
    end.on("error", () => undefined);
    end.on("data", (chunk: Buffer) => {
      bytes = Buffer.concat([bytes, chunk]);
      while (bytes.length >= 6 && bytes.length >= 6 + bytes.readUInt16BE(4)) {
        const length = 6 + bytes.readUInt16BE(4);
        const answer = this.#faulty(bytes.subarray(7, length));
        const head = Buffer.from(bytes.subarray(0, 7));
        head.writeUInt16BE((head.readUInt16BE(0) + this.skew) & 0xffff, 0);
        head.writeUInt16BE((answer?.length ?? 0) + 1, 4);
        if (answer) waiting.push(Buffer.concat([head, answer]));
        if (!this.late) for (const one of waiting.splice(0)) end.write(one);
        bytes = bytes.subarray(length);
      }
    });
  };

  /** The answer to a frame of a serial line. */
  frame(request: Uint8Array): Buffer | undefined {
    const answer = this.#faulty(Buffer.from(request.subarray(1, -2)));
    return answer && withCrc(Buffer.concat([request.subarray(0, 1), answer]));
  }

  /** Listens on a port of the loopback. */
  async listen(): Promise<number> {
    const server = createServer(this.serve);
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async stop(): Promise<void> {
    await new Promise((resolve) => (this.#server ? this.#server.close(resolve) : resolve(undefined)));
  }
}

function bits(values: readonly (number | undefined)[]): readonly number[] {
  const bytes = Array.from({ length: Math.ceil(values.length / 8) }, () => 0);
  for (const [at, value] of values.entries()) if (value) bytes[at >> 3] = (bytes[at >> 3] ?? 0) | (1 << (at & 7));
  return [bytes.length, ...bytes];
}

const words = (values: readonly (number | undefined)[]): readonly number[] => [
  2 * values.length,
  ...values.flatMap((value = 0) => [value >> 8, value & 0xff]),
];

function withCrc(frame: Buffer): Buffer {
  let crc = 0xffff;
  for (const byte of frame) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return Buffer.concat([frame, Buffer.from([crc & 0xff, crc >> 8])]);
}
