/**
 * USB/IP 1.1.1 (Documentation/usb/usbip_protocol.rst of Linux): one virtual device at the other end of a cable that
 * can be pulled. Its kernel side is attached without any tool: shake hands, then give vhci_hcd the socket.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import net from "node:net";
import type { Reply } from "./device.ts";

const VERSION = 0x0111;
const IMPORT = 0x8003;
const UNLINK = 2;
const HEADER = 48;
const FULL_SPEED = 2;
const VHCI = "/sys/devices/platform/vhci_hcd.0";
const CONNECTION_RESET = -104;
const FREE_MS = 60_000;

/** A device on the cable. */
export interface VirtualDevice {
  deviceDescriptor(): Buffer;
  control(setup: Buffer, out: Uint8Array, reply: Reply): void;
  /** What arrives at an endpoint. */
  write?(endpoint: number, bytes: Uint8Array): void;
  /** Called when a packet is to be sent by the interrupt endpoint. */
  onInput: (report: Uint8Array) => void;
  /** Of a device that is asked: answers what waits at an endpoint, or says false. */
  bring?(endpoint: number, length: number, reply: Reply): boolean;
  /** The number of that endpoint; another one sends nothing. Undefined: there is but one. */
  readonly interrupts?: number;
  /** With "interrupts" the endpoint sends nothing. */
  readonly hung: ReadonlySet<unknown>;
}

interface Urb {
  readonly sequence: number;
  readonly endpoint: number;
  readonly length: number;
  readonly reply: (status: number, data?: Uint8Array) => void;
}

/** Words of a header, big-endian. */
function words(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [at, value] of values.entries()) bytes.writeInt32BE(value, at * 4);
  return bytes;
}

/** The device's end of the wire. */
class Wire {
  readonly #ups: VirtualDevice;
  readonly #socket: net.Socket;
  readonly #pending = new Map<number, Urb>();
  #waiting: Urb[] = [];
  #reports: Uint8Array[] = [];
  #buffer = Buffer.alloc(0);
  #imported = false;

  constructor(ups: VirtualDevice, socket: net.Socket) {
    this.#ups = ups;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("error", () => undefined);
    socket.on("data", (bytes: Buffer) => this.#take(bytes));
    ups.onInput = (report) => {
      this.#reports.push(report);
      this.#pump();
    };
  }

  #take(bytes: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, bytes]);
    for (let used = this.#next(); used > 0; used = this.#next()) this.#buffer = this.#buffer.subarray(used);
  }

  /** Bytes of the message that was read; 0 while it is not all there. */
  #next(): number {
    if (!this.#imported) return this.#handshake();
    if (this.#buffer.length < HEADER) return 0;
    const header = this.#buffer.subarray(0, HEADER);
    if (header.readUInt32BE(0) === UNLINK) return this.#unlink(header);
    return this.#submit(header);
  }

  #handshake(): number {
    if (this.#buffer.length < 40 || this.#buffer.readUInt16BE(2) !== IMPORT) return 0;
    const reply = Buffer.alloc(8);
    reply.writeUInt16BE(VERSION, 0);
    reply.writeUInt16BE(3, 2);
    this.#imported = true;
    this.#socket.write(Buffer.concat([reply, describe(this.#ups)]));
    return 40;
  }

  #submit(header: Buffer): number {
    const [sequence, inwards, endpoint, length] = [4, 12, 16, 24].map((at) => header.readUInt32BE(at));
    if (sequence === undefined || endpoint === undefined || length === undefined) return 0;
    const outwards = inwards === 0 ? length : 0;
    if (this.#buffer.length < HEADER + outwards) return 0;
    const out = Uint8Array.from(this.#buffer.subarray(HEADER, HEADER + outwards));
    const urb: Urb = {
      sequence,
      endpoint,
      length,
      reply: (status, data) => this.#answer(urb, inwards === 1, status, data),
    };
    this.#pending.set(sequence, urb);
    if (endpoint === 0) this.#ups.control(Buffer.from(header.subarray(40, 48)), out, urb.reply);
    else if (inwards === 1 && endpoint !== (this.#ups.interrupts ?? endpoint)) return HEADER;
    else if (inwards === 1) this.#waiting.push(urb);
    else {
      this.#ups.write?.(endpoint, out);
      urb.reply(0);
    }
    // What was asked for may be there now.
    this.#pump();
    return HEADER + outwards;
  }

  #answer({ sequence, length }: Urb, inwards: boolean, status: number, data: Uint8Array = new Uint8Array()): void {
    if (!this.#pending.delete(sequence)) return;
    const done = inwards ? data.length : status === 0 ? length : 0;
    const head = words(3, sequence, 0, 0, 0, status, done, 0, 0, 0, 0, 0);
    this.#socket.write(inwards ? Buffer.concat([head, data]) : head);
  }

  #unlink(header: Buffer): number {
    const victim = header.readUInt32BE(20);
    this.#waiting = this.#waiting.filter(({ sequence }) => sequence !== victim);
    const found = this.#pending.delete(victim);
    this.#socket.write(words(4, header.readUInt32BE(4), 0, 0, 0, found ? CONNECTION_RESET : 0, 0, 0, 0, 0, 0, 0));
    return HEADER;
  }

  #pump(): void {
    if (this.#ups.hung.has("interrupts")) return;
    if (this.#ups.bring) {
      this.#waiting = this.#waiting.filter(
        ({ endpoint, length, reply }) => !this.#ups.bring?.(endpoint, length, reply),
      );
      return;
    }
    while (this.#reports.length > 0 && this.#waiting.length > 0) {
      const urb = this.#waiting.shift();
      urb?.reply(0, this.#reports.shift()?.subarray(0, urb.length));
    }
  }
}

/** struct usbip_usb_device */
function describe(ups: VirtualDevice): Buffer {
  const bytes = Buffer.alloc(312);
  const device = ups.deviceDescriptor();
  bytes.write("/virtual/1-1", 0);
  bytes.write("1-1", 256);
  for (const [at, value] of [
    [288, 1],
    [292, 2],
    [296, FULL_SPEED],
  ] as const)
    bytes.writeUInt32BE(value, at);
  for (const [to, from] of [
    [300, 8],
    [302, 10],
    [304, 12],
  ] as const)
    bytes.writeUInt16BE(device.readUInt16LE(from), to);
  bytes.set([1, 1, 1], 309);
  return bytes;
}

/** A socket of a hub, the device's cable in it or not. */
export class Cable {
  readonly #ups: VirtualDevice;
  #socket: net.Socket | undefined;
  #server: net.Server | undefined;
  /** The socket of the hub that it was last in. */
  port = 0;

  constructor(ups: VirtualDevice) {
    this.#ups = ups;
  }

  /** Plugs into a free socket, or into the one given. */
  async plug(port?: number): Promise<void> {
    const server = net.createServer((socket) => {
      this.#socket = socket;
      new Wire(this.#ups, socket);
    });
    this.#server = server;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const kernel = net.connect(typeof address === "object" && address ? address.port : 0, "127.0.0.1");
    await shake(kernel);
    this.port = port ?? freePort();
    await isFree(this.port);
    const handle = (kernel as unknown as { _handle: { fd: number; close(): void } })._handle;
    writeFileSync(`${VHCI}/attach`, `${this.port} ${handle.fd} ${0x10002} ${FULL_SPEED}`);
    // The kernel keeps its own reference to the socket.
    kernel.on("error", () => undefined);
    handle.close();
  }

  unplug(): void {
    this.#socket?.destroy();
    this.#server?.close();
    this.#socket = undefined;
  }
}

/** OP_REQ_IMPORT, and nothing read beyond its answer. */
function shake(kernel: net.Socket): Promise<void> {
  kernel.setNoDelay(true);
  const request = Buffer.alloc(40);
  request.writeUInt16BE(VERSION, 0);
  request.writeUInt16BE(IMPORT, 2);
  request.write("1-1", 8);
  let got = 0;
  return new Promise((resolve, reject) => {
    kernel.once("error", reject);
    kernel.on("data", (bytes: Buffer) => {
      got += bytes.length;
      if (got < 320) return;
      (kernel as unknown as { _handle: { readStop(): void } })._handle.readStop();
      resolve();
    });
    kernel.write(request);
  });
}

/** Rows of vhci's status: `hs  0000 004 000 …`; 004 is free. */
/** Rows of the status of every controller: `status`, `status.1` … */
const statusRows = (): readonly (readonly string[])[] =>
  readdirSync(VHCI)
    .filter((name) => /^status(\.\d+)?$/.test(name))
    .sort((one, other) => one.localeCompare(other, "en", { numeric: true }))
    .flatMap((name) => readFileSync(`${VHCI}/${name}`, "utf8").split("\n").slice(1))
    .map((row) => row.trim().split(/\s+/))
    .filter(([hub]) => hub === "hs");

/** The nth socket for devices of full speed; how many a controller has hangs on the kernel. */
export const socketOf = (nth: number): number => Number(statusRows()[nth]?.[1]);

function freePorts(): readonly number[] {
  return statusRows().flatMap(([, port, state]) => (state === "004" ? [Number(port)] : []));
}

function freePort(): number {
  const [first] = freePorts();
  if (first === undefined) throw new Error("vhci_hcd has no free port");
  return first;
}

/** The kernel takes a moment to let go of a device that was pulled out. */
async function isFree(port: number): Promise<void> {
  const end = performance.now() + FREE_MS;
  while (!freePorts().includes(port)) {
    if (performance.now() > end) throw new Error(`socket ${port} of vhci_hcd is still in use`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
