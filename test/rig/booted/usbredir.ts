/**
 * usbredir 0.7 (its docs/usb-redirection-protocol.md), the end at which the device is: a virtual UPS that QEMU's guest sees on a real hub,
 * and that lives on when the guest is switched off. Numbers are little-endian; ids of packets have 64 bits, that of the greeting 32.
 */
import net from "node:net";
import type { VirtualDevice } from "../virtual-ups/usbip.ts";

const HELLO_HEADER = 12;
const HEADER = 16;
const HELLO = 0;
const CONNECT = 1;
const INTERFACES = 4;
const ENDPOINTS = 5;
const CONTROL = 100;
const INTERRUPT = 103;

const SUCCESS = 0;
const STALL = 4;
const FULL_SPEED = 1;
const HID = 3;
const NONE = 255;
const TABLE = 32;
/** connect_device_version, ep_info_max_packet_size, 64bits_ids, 32bits_bulk_length: what QEMU's xHCI asks for. */
const CAPABILITIES = 0b111_0010;
const PACKET = 64;
const STALLED = -32;

type Answer = (type: number, body: Buffer) => void;

function packet(type: number, id: bigint, body: Uint8Array): Buffer {
  const head = Buffer.alloc(type === HELLO ? HELLO_HEADER : HEADER);
  head.writeUInt32LE(type, 0);
  head.writeUInt32LE(body.length, 4);
  if (type !== HELLO) head.writeBigUInt64LE(id, 8);
  return Buffer.concat([head, body]);
}

const hello = (): Buffer => {
  const body = Buffer.alloc(68);
  body.write("nutts rig", 0, "latin1");
  body.writeUInt32LE(CAPABILITIES, 64);
  return body;
};

/** Endpoint 0 both ways, and the interrupt endpoint of the UPS. */
function endpoints(): Buffer {
  const body = Buffer.alloc(TABLE * 5);
  body.fill(NONE, 0, TABLE);
  body[0] = 0;
  body[16] = 0;
  body[17] = HID;
  body[TABLE + 17] = 10;
  for (const at of [0, 16, 17]) body.writeUInt16LE(at === 17 ? PACKET : 8, TABLE * 3 + at * 2);
  return body;
}

const interfaces = (): Buffer => {
  const body = Buffer.alloc(4 + TABLE * 4);
  body.writeUInt32LE(1, 0);
  body[4 + TABLE] = HID;
  return body;
};

const device = (ups: VirtualDevice): Buffer => {
  const descriptor = ups.deviceDescriptor();
  return Buffer.concat([Buffer.of(FULL_SPEED, 0, 0, 0), descriptor.subarray(8, 14)]);
};

/** What QEMU asks, and what is answered; other words need no answer. */
const ANSWERS: Readonly<Record<number, (body: Buffer) => readonly [type: number, body: Buffer]>> = {
  6: (body) => [8, Buffer.of(SUCCESS, body[0] ?? 1)],
  7: () => [8, Buffer.of(SUCCESS, 1)],
  9: (body) => [11, Buffer.of(SUCCESS, body[0] ?? 0, body[1] ?? 0)],
  10: (body) => [11, Buffer.of(SUCCESS, body[0] ?? 0, 0)],
  15: (body) => [17, Buffer.of(SUCCESS, body[0] ?? 0)],
  16: (body) => [17, Buffer.of(SUCCESS, body[0] ?? 0)],
};

/** Header of a control packet: endpoint, request, its type, status, value, index, length. */
function control(ups: VirtualDevice, body: Buffer, answer: Answer): void {
  const [request = 0, requestType = 0] = [body[1], body[2]];
  const setup = Buffer.concat([Buffer.of(requestType, request), body.subarray(4, 10)]);
  const inwards = (requestType & 0x80) !== 0;
  ups.control(setup, Uint8Array.from(body.subarray(10)), (status, data = new Uint8Array()) => {
    const head = Buffer.from(body.subarray(0, 10));
    head[3] = status === STALLED ? STALL : SUCCESS;
    if (status !== 0) head.writeUInt16LE(0, 8);
    else if (inwards) head.writeUInt16LE(data.length, 8);
    answer(CONTROL, inwards && status === 0 ? Buffer.concat([head, data]) : head);
  });
}

function serve(ups: VirtualDevice, socket: net.Socket): void {
  let rest = Buffer.alloc(0);
  let [listening, sent] = [false, 0n];
  const send = (type: number, id: bigint, body: Buffer): void => void socket.write(packet(type, id, body));
  const take = (type: number, id: bigint, body: Buffer): void => {
    if (type === HELLO) {
      send(ENDPOINTS, 0n, endpoints());
      send(INTERFACES, 0n, interfaces());
      return send(CONNECT, 0n, device(ups));
    }
    if (type === 15 || type === 16) listening = type === 15;
    const [back, text] = ANSWERS[type]?.(body) ?? [];
    if (back !== undefined && text !== undefined) send(back, id, text);
    if (type === CONTROL) control(ups, body, (kind, answer) => send(kind, id, answer));
  };
  ups.onInput = (report) => {
    if (!listening || ups.hung.has("interrupts")) return;
    const head = Buffer.of(0x81, SUCCESS, 0, 0);
    head.writeUInt16LE(report.length, 2);
    send(INTERRUPT, sent++, Buffer.concat([head, report]));
  };
  send(HELLO, 0n, hello());
  socket.on("error", () => undefined);
  let header = HELLO_HEADER;
  socket.on("data", (bytes: Buffer) => {
    rest = Buffer.concat([rest, bytes]);
    while (rest.length >= header && rest.length >= header + rest.readUInt32LE(4)) {
      const end = header + rest.readUInt32LE(4);
      take(rest.readUInt32LE(0), header === HEADER ? rest.readBigUInt64LE(8) : 0n, rest.subarray(header, end));
      rest = rest.subarray(end);
      header = HEADER;
    }
  });
}

/** A socket at `path` in which the UPS is: `-chardev socket,path=…` and `-device usb-redir` of QEMU plug it in. */
export const plugIn = (ups: VirtualDevice, path: string): Promise<net.Server> =>
  new Promise((resolve) => {
    const server = net.createServer((socket) => serve(ups, socket));
    server.listen(path, () => resolve(server));
  });
