/** An SNMP v1 and v2c agent on a UDP port of the loopback, that serves a walk. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";
import type { SnmpValue } from "../../../src/device/snmp.ts";
import type { SnmpWalk } from "../devices/snmp-walk.ts";
import {
  decode,
  type Element,
  encode,
  encodeValue,
  integerBytes,
  integerIn,
  oidBytes,
  oidIn,
  TAGS,
  valueIn,
} from "./ber.ts";

const PDU = { get: 0xa0, next: 0xa1, response: 0xa2, set: 0xa3, bulk: 0xa5 } as const;
const NO_INSTANCE = 0x81;
const END = 0x82;
const STATUS = { tooBig: 1, noSuchName: 2, badValue: 3, genErr: 5, wrongType: 7, notWritable: 17 } as const;
const SEQUENCE = 0x30;

interface Bind {
  readonly oid: string;
  /** A value, or the tag of why there is none. */
  readonly value: SnmpValue | number;
}

interface Request {
  readonly version: number;
  readonly community: string;
  readonly kind: number;
  readonly id: number;
  /** Of GETBULK: how many objects stand once, and how often the others are repeated. */
  readonly once: number;
  readonly times: number;
  readonly binds: readonly Bind[];
}

interface Answer {
  readonly binds: readonly Bind[];
  readonly status?: number;
  /** From 1. */
  readonly index?: number;
}

/** The element at a place; throws where there is none. */
function at(elements: readonly Element[], index: number): Element {
  const found = elements[index];
  if (!found) throw new RangeError("an element is missing");
  return found;
}

function parse(message: Uint8Array): Request {
  const [version, community, pdu] = [0, 1, 2].map((index) => at(decode(at(decode(message), 0).body), index));
  if (!version || !community || !pdu) throw new RangeError("no message");
  const parts = decode(pdu.body);
  const binds = decode(at(parts, 3).body).map(({ body }) => {
    const bind = decode(body);
    return { oid: oidIn(at(bind, 0)), value: valueIn(at(bind, 1)) };
  });
  const [id = 0, once = 0, times = 0] = parts.slice(0, 3).map(integerIn);
  return {
    version: integerIn(version),
    community: community.body.toString("latin1"),
    kind: pdu.tag,
    id,
    once,
    times,
    binds,
  };
}

const integer = (value: number): Buffer => encode(TAGS.INTEGER, integerBytes(value));

const bindBytes = ({ oid, value }: Bind): Buffer =>
  encode(
    SEQUENCE,
    Buffer.concat([
      encode(TAGS["OBJECT IDENTIFIER"], oidBytes(oid)),
      typeof value === "number" ? encode(value, Buffer.alloc(0)) : encodeValue(value),
    ]),
  );

function format({ version, community, id }: Request, { binds, status = 0, index = 0 }: Answer): Buffer {
  const list = encode(SEQUENCE, Buffer.concat(binds.map(bindBytes)));
  const pdu = encode(PDU.response, Buffer.concat([integer(id), integer(status), integer(index), list]));
  return encode(
    SEQUENCE,
    Buffer.concat([integer(version), encode(TAGS["OCTET STRING"], Buffer.from(community, "latin1")), pdu]),
  );
}

export class SnmpAgent {
  readonly walk: SnmpWalk;
  community = "public";
  /** Bytes of an answer; what would be longer is tooBig. */
  most = 1400;
  /** So many requests are left without an answer. */
  dropped = 0;
  silent = false;
  /** Milliseconds. */
  delay = 0;
  readonly faulty = new Set<string>();
  /** Turns an answer into what is sent in its place, perhaps several. */
  spoil: (answer: Buffer) => readonly Uint8Array[] = (answer) => [answer];
  /** Hears what would be answered, and to whom. */
  onRequest: (answer: Buffer, from: RemoteInfo) => void = () => undefined;
  /** How often it was asked, by the tag of the request. */
  readonly asked: number[] = [];
  /** When, in milliseconds. */
  readonly heard: number[] = [];
  readonly #socket: Socket;
  readonly #timers = new Set<NodeJS.Timeout>();

  private constructor(walk: SnmpWalk, socket: Socket) {
    this.walk = walk;
    this.#socket = socket;
    socket.on("message", (message, from) => this.#hear(message, from));
  }

  static async start(walk: SnmpWalk, address = "127.0.0.1", port = 0): Promise<SnmpAgent> {
    const socket = createSocket(address.includes(":") ? "udp6" : "udp4");
    await new Promise<void>((resolve) => socket.bind(port, address, resolve));
    return new SnmpAgent(walk, socket);
  }

  get port(): number {
    return this.#socket.address().port;
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer);
    await new Promise<void>((resolve) => this.#socket.close(() => resolve()));
  }

  #hear(message: Buffer, from: RemoteInfo): void {
    const request = parse(message);
    this.asked.push(request.kind);
    this.heard.push(performance.now());
    if (this.silent || this.dropped-- > 0 || request.version > 1 || request.community !== this.community) return;
    this.dropped = Math.max(0, this.dropped);
    if (this.delay === 0) this.#tell(request, from);
    else this.#later(() => this.#tell(request, from));
  }

  #later(work: () => void): void {
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      work();
    }, this.delay);
    this.#timers.add(timer);
  }

  #tell(request: Request, from: RemoteInfo): void {
    const answer = this.#reply(request);
    this.onRequest(answer, from);
    for (const bytes of this.spoil(answer)) this.#socket.send(bytes, from.port, from.address);
  }

  #reply(request: Request): Buffer {
    const reply = format(request, this.#answer(request));
    if (reply.length <= this.most) return reply;
    return format(request, { status: STATUS.tooBig, binds: request.binds });
  }

  #answer(request: Request): Answer {
    switch (request.kind) {
      case PDU.get:
        return this.#read(request, ({ oid }) => ({ oid, value: this.walk.get(oid) ?? NO_INSTANCE }));
      case PDU.next:
        return this.#read(request, ({ oid }) => this.#next(oid));
      case PDU.bulk:
        return { binds: this.#bulk(request) };
      default:
        return this.#set(request);
    }
  }

  #next(oid: string): Bind {
    const [found] = this.walk.after(oid);
    return found ?? { oid, value: END };
  }

  #read(request: Request, step: (bind: Bind) => Bind): Answer {
    const binds = request.binds.map(step);
    const fault = binds.findIndex(({ oid }) => this.faulty.has(oid));
    const missing = request.version === 0 ? binds.findIndex(({ value }) => typeof value === "number") : -1;
    if (fault >= 0) return { status: STATUS.genErr, index: fault + 1, binds: request.binds };
    return missing >= 0 ? { status: STATUS.noSuchName, index: missing + 1, binds: request.binds } : { binds };
  }

  #bulk({ once, times, binds }: Request): readonly Bind[] {
    const found = binds.slice(0, once).map(({ oid }) => this.#next(oid));
    let row: readonly Bind[] = binds.slice(once);
    for (let round = 0; round < times && row.length > 0; round++) {
      row = row.map(({ oid }) => this.#next(oid));
      found.push(...row);
    }
    return found;
  }

  #set({ version, binds }: Request): Answer {
    const v1 = version === 0;
    for (const [place, { oid, value }] of binds.entries()) {
      const old = this.walk.get(oid);
      const wrong = old === undefined ? (v1 ? STATUS.noSuchName : STATUS.notWritable) : undefined;
      const type =
        typeof value === "number" || old?.type === value.type ? undefined : v1 ? STATUS.badValue : STATUS.wrongType;
      if (wrong ?? type) return { status: wrong ?? type ?? 0, index: place + 1, binds };
    }
    for (const { oid, value } of binds) if (typeof value !== "number") this.walk.set(oid, value);
    return { binds };
  }
}
