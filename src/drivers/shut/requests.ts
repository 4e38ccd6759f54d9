/** The control requests of USB as SHUT carries them: the eight bytes of the set-up packet (USB 2.0, section 9.3). */

export const DESCRIPTORS = { device: 0x01, string: 0x03, hid: 0x21, report: 0x22 } as const;
export type DescriptorKind = keyof typeof DESCRIPTORS;

const GET_DESCRIPTOR = 0x06;
const GET_REPORT = 0x01;
const SET_REPORT = 0x09;
const FEATURE = 0x03;

const setup = (type: number, request: number, value: number, length: number): Uint8Array =>
  Uint8Array.of(type, request, value & 0xff, value >> 8, 0, 0, length & 0xff, length >> 8);

/** The HID class's own descriptors are asked of the interface, the others of the device. */
export const getDescriptor = (kind: DescriptorKind, index: number, length: number): Uint8Array =>
  setup(kind === "hid" || kind === "report" ? 0x81 : 0x80, GET_DESCRIPTOR, (DESCRIPTORS[kind] << 8) | index, length);

export const getReport = (id: number, length: number): Uint8Array =>
  setup(0xa1, GET_REPORT, (FEATURE << 8) | id, length);

export const setReport = (id: number, length: number): Uint8Array =>
  setup(0x21, SET_REPORT, (FEATURE << 8) | id, length);

/** What is needed of a device descriptor (USB 2.0, table 9-8); undefined where it is too short. */
export interface DeviceDescriptor {
  readonly vendorId: number;
  readonly productId: number;
  readonly release: number;
  /** Indexes of strings; 0 where there is none. */
  readonly vendor: number;
  readonly product: number;
  readonly serial: number;
}

/** Some devices leave the end out: nine bytes will do. */
const ENOUGH = 9;

export function parseDeviceDescriptor(bytes: Uint8Array): DeviceDescriptor | undefined {
  if (bytes.length < ENOUGH) return undefined;
  const at = (index: number): number => bytes[index] ?? 0;
  const word = (index: number): number => at(index) | (at(index + 1) << 8);
  return { vendorId: word(8), productId: word(10), release: word(12), vendor: at(14), product: at(15), serial: at(16) };
}

/** The length of the report descriptor that a HID descriptor tells (HID 1.11, section 6.2.1). */
export const reportDescriptorLength = (bytes: Uint8Array): number | undefined =>
  bytes.length < ENOUGH ? undefined : (bytes[7] ?? 0) | ((bytes[8] ?? 0) << 8);

/** The text of a string descriptor; characters beyond Latin-1 become question marks. */
export function parseString(bytes: Uint8Array): string | undefined {
  const [length = 0, kind] = bytes;
  if (kind !== DESCRIPTORS.string) return undefined;
  const text: string[] = [];
  for (let at = 2; at + 1 < Math.min(length, bytes.length); at += 2)
    text.push(bytes[at + 1] ? "?" : String.fromCharCode(bytes[at] ?? 0));
  return text.join("");
}
