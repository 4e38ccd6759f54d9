/** The items of a HID report descriptor (Device Class Definition for HID 1.11, section 6.2.2). */

export const ITEM = {
  input: 0x80,
  output: 0x90,
  feature: 0xb0,
  collection: 0xa0,
  endCollection: 0xc0,
  usagePage: 0x04,
  logicalMin: 0x14,
  logicalMax: 0x24,
  physicalMin: 0x34,
  physicalMax: 0x44,
  unitExponent: 0x54,
  unit: 0x64,
  reportSize: 0x74,
  reportId: 0x84,
  reportCount: 0x94,
  push: 0xa4,
  pop: 0xb4,
  usage: 0x08,
  usageMin: 0x18,
  usageMax: 0x28,
} as const;

export interface Item {
  /** Tag and type: the prefix without its size bits. */
  readonly tag: number;
  /** Bytes of data: 0, 1, 2 or 4. */
  readonly size: number;
  /** The data as an unsigned and as a signed number. */
  readonly value: number;
  readonly signed: number;
}

const SIZES = [0, 1, 2, 4] as const;
const LONG_ITEM = 0xfe;

function unsigned(bytes: Uint8Array, at: number, size: number): number {
  let value = 0;
  for (let i = 0; i < size; i++) value += (bytes[at + i] ?? 0) * 2 ** (8 * i);
  return value;
}

const signed = (value: number, size: number): number =>
  size > 0 && value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;

/** The items in order. Long items are passed over; an item that is cut off at the end is left out. */
export function* items(bytes: Uint8Array): Generator<Item> {
  for (let at = 0; at < bytes.length; ) {
    const prefix = bytes[at] ?? 0;
    if (prefix === LONG_ITEM) {
      at += 3 + (bytes[at + 1] ?? 0);
      continue;
    }
    const size = SIZES[(prefix & 3) as 0 | 1 | 2 | 3];
    if (at + 1 + size > bytes.length) return;
    const value = unsigned(bytes, at + 1, size);
    yield { tag: prefix & 0xfc, size, value, signed: signed(value, size) };
    at += 1 + size;
  }
}
