/**
 * The fields of a report descriptor, read by a parser of the simulator's own: it is not the driver's, so that a
 * mistake in one does not hide in the other.
 */
import { usageName } from "./usage-names.ts";

export type ReportType = "input" | "output" | "feature";

export interface SimField {
  readonly path: string;
  readonly type: ReportType;
  readonly id: number;
  readonly offset: number;
  readonly size: number;
  readonly signed: boolean;
}

export interface SimLayout {
  readonly fields: readonly SimField[];
  /** Bytes of each report, `type:id`. */
  readonly lengths: ReadonlyMap<string, number>;
  readonly numbered: boolean;
}

const TYPES: Readonly<Record<number, ReportType>> = { 128: "input", 144: "output", 176: "feature" };
const SIZES = [0, 1, 2, 4];

interface State {
  page: number;
  minimum: number;
  size: number;
  count: number;
  id: number;
}

export const reportName = (type: ReportType, id: number): string => `${type}:${id}`;

export function layoutOf(bytes: Uint8Array): SimLayout {
  const fields: SimField[] = [];
  const bits = new Map<string, number>();
  const collections: string[][] = [];
  const stack: State[] = [];
  let state: State = { page: 0, minimum: 0, size: 0, count: 0, id: 0 };
  let usages: number[] = [];
  let first = 0;

  const main = (type: ReportType): void => {
    const key = reportName(type, state.id);
    const start = bits.get(key) ?? 0;
    bits.set(key, start + state.size * state.count);
    usages.slice(0, state.count).forEach((usage, nth) => {
      const path = [...collections.flat(), usageName(usage)].join(".");
      const offset = start + nth * state.size;
      fields.push({ path, type, id: state.id, offset, size: state.size, signed: state.minimum < 0 });
    });
  };

  for (let at = 0; at < bytes.length; ) {
    const prefix = bytes[at++] ?? 0;
    const size = SIZES[prefix & 3] ?? 0;
    const value = size > 0 && at + size <= bytes.length ? Buffer.from(bytes).readUIntLE(at, size) : 0;
    const signed = size > 0 && value >= 2 ** (8 * size - 1) ? value - 2 ** (8 * size) : value;
    at += size;
    const full = size === 4 ? value : state.page * 0x10000 + value;
    const type = TYPES[prefix & 0xfc];
    if (type) main(type);
    switch (prefix & 0xfc) {
      case 0x04:
        state = { ...state, page: value };
        continue;
      case 0x14:
        state = { ...state, minimum: signed };
        continue;
      case 0x74:
        state = { ...state, size: value };
        continue;
      case 0x84:
        state = { ...state, id: value };
        continue;
      case 0x94:
        state = { ...state, count: value };
        continue;
      case 0xa4:
        stack.push(state);
        continue;
      case 0xb4:
        state = stack.pop() ?? state;
        continue;
      case 0x08:
        usages.push(full);
        continue;
      case 0x18:
        first = full;
        continue;
      case 0x28:
        for (let usage = first; usage <= full && usages.length < 256; usage++) usages.push(usage);
        continue;
      case 0xa0:
        collections.push([usageName(usages[0] ?? 0), ...(value >= 0x80 ? [`[${value & 0x7f}]`] : [])]);
        break;
      case 0xc0:
        collections.pop();
        break;
      default:
        if (!type) continue;
    }
    usages = [];
  }
  const lengths = new Map([...bits].map(([key, count]) => [key, (count + 7) >> 3] as const));
  return { fields, lengths, numbered: fields.some(({ id }) => id !== 0) };
}

export function getBits(report: Uint8Array, { offset, size, signed }: SimField): number {
  let value = 0;
  for (let i = 0; i < size; i++) {
    const bit = offset + i;
    if ((report[bit >> 3] ?? 0) & (1 << (bit & 7))) value += 2 ** i;
  }
  return signed && value >= 2 ** (size - 1) ? value - 2 ** size : value;
}

export function setBits(report: Uint8Array, { offset, size }: SimField, value: number): void {
  const bits = value < 0 ? value + 2 ** size : value;
  for (let i = 0; i < size; i++) {
    const bit = offset + i;
    const mask = 1 << (bit & 7);
    const byte = report[bit >> 3] ?? 0;
    report[bit >> 3] = Math.floor(bits / 2 ** i) % 2 === 1 ? byte | mask : byte & ~mask;
  }
}
