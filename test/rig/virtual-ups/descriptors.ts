/** The descriptors of a device with one interface and two interrupt endpoints: USB 1.1, full speed, one configuration. */
import { stringDescriptor } from "../../sim/devices/chips.ts";
import type { ChipIdentity } from "./chips.ts";

/** What its interface is like. */
export interface Face {
  /** The kernel takes it for a HID device. */
  readonly hid: boolean;
  /** Largest packet of its endpoints. */
  readonly packet: number;
  /** Endpoint of answers, 0x81 unless told otherwise. */
  readonly inwards?: number;
}

/** Where the names of the device stand, out of the way of answers: some chips count those from 3. */
const FIRST_STRING = 0x60;

/** Eight bytes in and eight bytes out, of the maker's own meaning. */
const REPORTS = Uint8Array.from(
  Buffer.from("0600ff0901a1010902150026ff00750895088102090315 0026ff00750895089102c0".replaceAll(" ", ""), "hex"),
);

export function deviceDescriptor({ vendorId, productId, strings }: ChipIdentity): Buffer {
  const numbers = strings.map((text, at) => (text === undefined ? 0 : FIRST_STRING + at));
  const [vendor = 0, product = 0, serial = 0] = numbers;
  const bytes = Buffer.from([18, 1, 0x10, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 1, vendor, product, serial, 1]);
  bytes.writeUInt16LE(vendorId, 8);
  bytes.writeUInt16LE(productId, 10);
  return bytes;
}

function configuration({ hid, packet, inwards = 0x81 }: Face): Buffer {
  const head = [9, 2, 0, 0, 1, 1, 0, 0xa0, 1];
  const face = [9, 4, 0, 0, 2, hid ? 3 : 0xff, 0, 0, 0];
  const reports = hid ? [9, 0x21, 0x10, 1, 0, 1, 0x22, REPORTS.length, 0] : [];
  const endpoints = [7, 5, inwards, 3, packet, 0, 10, 7, 5, 0x02, 3, packet, 0, 10];
  const all = Buffer.from([...head, ...face, ...reports, ...endpoints]);
  all.writeUInt16LE(all.length, 2);
  return all;
}

/** `text` are strings besides the names. */
function stringOf(
  { strings }: ChipIdentity,
  index: number,
  text: (index: number) => string | undefined,
): Uint8Array | undefined {
  if (index === 0) return Uint8Array.of(4, 3, 9, 4);
  const found = strings[index - FIRST_STRING] ?? text(index);
  return found === undefined ? undefined : stringDescriptor(found);
}

/** What GET_DESCRIPTOR brings; `value` as the request has it. Undefined: there is none. */
export function descriptorOf(
  value: number,
  identity: ChipIdentity,
  face: Face,
  text: (index: number) => string | undefined = () => undefined,
): Uint8Array | undefined {
  switch (value >> 8) {
    case 1:
      return deviceDescriptor(identity);
    case 2:
      return configuration(face);
    case 3:
      return stringOf(identity, value & 0xff, text);
    case 0x22:
      return REPORTS;
    default:
      return undefined;
  }
}
