/** As much of the Basic Encoding Rules as SNMP v1 and v2c need. */
import type { SnmpValue } from "../../../src/device/snmp.ts";

export const TAGS = {
  INTEGER: 0x02,
  "OCTET STRING": 0x04,
  NULL: 0x05,
  "OBJECT IDENTIFIER": 0x06,
  IpAddress: 0x40,
  Counter32: 0x41,
  Gauge32: 0x42,
  TimeTicks: 0x43,
  Opaque: 0x44,
  Counter64: 0x46,
} as const satisfies Record<SnmpValue["type"], number>;

export interface Element {
  readonly tag: number;
  readonly body: Buffer;
}

export function encode(tag: number, body: Uint8Array): Buffer {
  const { length } = body;
  const head =
    length < 128 ? [tag, length] : length < 256 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 255];
  return Buffer.concat([Buffer.from(head), body]);
}

/** The elements that stand one behind the other. Throws where one is cut off. */
export function decode(bytes: Uint8Array): readonly Element[] {
  const found: Element[] = [];
  const buffer = Buffer.from(bytes);
  for (let at = 0; at < buffer.length; ) {
    const tag = buffer.readUInt8(at);
    const short = buffer.readUInt8(at + 1);
    const digits = short & 0x80 ? short & 0x7f : 0;
    const length = digits > 0 ? buffer.readUIntBE(at + 2, digits) : short;
    const start = at + 2 + digits;
    if (start + length > buffer.length) throw new RangeError("cut off");
    found.push({ tag, body: buffer.subarray(start, start + length) });
    at = start + length;
  }
  return found;
}

export function integerBytes(value: number): Buffer {
  let left = BigInt(Math.trunc(value));
  const bytes: number[] = [];
  do {
    bytes.unshift(Number(left & 255n));
    left >>= 8n;
  } while (!((left === 0n && (bytes[0] ?? 0) < 128) || (left === -1n && (bytes[0] ?? 0) > 127)));
  return Buffer.from(bytes);
}

export const integerIn = ({ body }: Element): number =>
  body.length === 0 ? 0 : Number(BigInt.asIntN(8 * body.length, BigInt(`0x${body.toString("hex")}`)));

export function oidBytes(oid: string): Buffer {
  const [first = 0, second = 0, ...rest] = oid.split(".").map(Number);
  return Buffer.from(
    [first * 40 + second, ...rest].flatMap((part) => {
      const bytes = [part % 128];
      for (let left = Math.floor(part / 128); left > 0; left = Math.floor(left / 128))
        bytes.unshift(128 | (left % 128));
      return bytes;
    }),
  );
}

export function oidIn({ body }: Element): string {
  const found: number[] = [];
  let part = 0;
  for (const byte of body) {
    part = part * 128 + (byte & 127);
    if (byte & 128) continue;
    found.push(
      ...(found.length === 0
        ? [Math.min(2, Math.floor(part / 40)), part - 40 * Math.min(2, Math.floor(part / 40))]
        : [part]),
    );
    part = 0;
  }
  return found.join(".");
}

export function encodeValue(value: SnmpValue): Buffer {
  const tag = TAGS[value.type];
  if ("number" in value) return encode(tag, integerBytes(value.number));
  if ("bytes" in value) return encode(tag, value.bytes);
  return encode(tag, "oid" in value ? oidBytes(value.oid) : Buffer.alloc(0));
}

const unsigned = ({ body }: Element): number => (body.length === 0 ? 0 : Number(BigInt(`0x${body.toString("hex")}`)));

export function valueIn(element: Element): SnmpValue {
  switch (element.tag) {
    case TAGS.INTEGER:
      return { type: "INTEGER", number: integerIn(element) };
    case TAGS.Counter32:
    case TAGS.Gauge32:
    case TAGS.TimeTicks:
    case TAGS.Counter64: {
      const type = (["Counter32", "Gauge32", "TimeTicks", "Counter64"] as const).find(
        (name) => TAGS[name] === element.tag,
      );
      return { type: type ?? "Gauge32", number: unsigned(element) };
    }
    case TAGS["OBJECT IDENTIFIER"]:
      return { type: "OBJECT IDENTIFIER", oid: oidIn(element) };
    case TAGS.NULL:
      return { type: "NULL" };
    default:
      return { type: element.tag === TAGS.Opaque ? "Opaque" : "OCTET STRING", bytes: Uint8Array.from(element.body) };
  }
}
