/**
 * Between the bits of a report and physical values in NUT's units (HID 1.11, sections 5.8 and 6.2.2.7; Power
 * Device Class 1.0, section 3.2.3). Reports are given without their number; bits behind their end read as 0.
 */
import type { Field } from "./report-descriptor.ts";

/** Decimal exponent of each unit of the Power Device Class in HID's own cgs units. */
const UNIT_EXPONENTS: ReadonlyMap<number, number> = new Map([
  [0x00f0d121, 7], // volt
  [0x0000d121, 7], // watt, volt-ampere
]);

const bitLength = (value: number): number => 32 - Math.clz32(value);

/** Bits of a number without its sign: -1 needs none, -32768 needs 15. */
const magnitude = (limit: number): number => bitLength(limit >= 0 ? limit : -(limit + 1));

function readBits(report: Uint8Array, offset: number, count: number): number {
  let value = 0;
  for (let i = 0; i < count; i++) {
    const bit = offset + i;
    if (((report[bit >> 3] ?? 0) >> (bit & 7)) & 1) value += 2 ** i;
  }
  return value;
}

/**
 * The logical value of a field. Bits above those that its limits need are dropped, because some devices (APC
 * Back-UPS BF500: 0x80080a00 in a field of 0 to 65535) leave rubbish there; then it is kept within the limits.
 */
export function logicalOf(field: Field, report: Uint8Array): number {
  if (field.selects) return selected(field, field.selects, report);
  return Math.max(field.logicalMin, Math.min(field.logicalMax, valueAt(field, report, field.offset)));
}

function valueAt({ logicalMin: min, logicalMax: max, size }: Field, report: Uint8Array, offset: number): number {
  const width = Math.max(magnitude(min), magnitude(max));
  const signed = min < 0;
  const value = readBits(report, offset, Math.min(size, width + (signed ? 1 : 0)));
  return signed && value >= 2 ** width ? value - 2 ** (width + 1) : value;
}

/** Numbers outside the limits of an array select nothing. */
function selected(field: Field, { value, slots }: { value: number; slots: number }, report: Uint8Array): number {
  for (let slot = 0; slot < slots; slot++)
    if (valueAt(field, report, field.offset + slot * field.size) === value) return 1;
  return 0;
}

interface Limits {
  readonly logical: readonly [min: number, max: number];
  readonly physical: readonly [min: number, max: number];
}

/** The limits when a field has both kinds, and they can be used. */
function limitsOf({ logicalMin, logicalMax, physicalMin, physicalMax }: Field): Limits | undefined {
  if (physicalMin === undefined || physicalMax === undefined) return undefined;
  if (physicalMax <= physicalMin || logicalMax <= logicalMin) return undefined;
  return { logical: [logicalMin, logicalMax], physical: [physicalMin, physicalMax] };
}

type Scale = readonly [min: number, max: number];

const move = (value: number, from: Scale, to: Scale): number =>
  (value - from[0]) * ((to[1] - to[0]) / (from[1] - from[0])) + to[0];

const clamp = (value: number, [min, max]: Scale): number => Math.max(min, Math.min(max, value));

/** Ten to the power of `exponent`, multiplied out as the C drivers do, so that ties round as theirs do. */
function power(exponent: number): number {
  const factor = exponent < 0 ? 0.1 : 10;
  let product = 1;
  for (let i = Math.min(Math.abs(exponent), 300); i > 0; i--) product = factor * product;
  return product;
}

/** A flag is no quantity: a Keor DK has seconds and an exponent left over from the field before its flags. */
const isFlag = ({ logicalMin, logicalMax }: Field): boolean => logicalMin === 0 && logicalMax === 1;

/** What one more in a field stands for, in NUT's unit, where the field has no physical limits. */
export const stepOf = (field: Field): number =>
  isFlag(field) ? 1 : power(field.exponent - (UNIT_EXPONENTS.get(field.unit) ?? 0));

/** The value of a field in NUT's unit: V, A, Hz, W, VA, s, K, %. */
export function physicalOf(field: Field, report: Uint8Array): number {
  const logical = logicalOf(field, report);
  const limits = field.selects || isFlag(field) ? undefined : limitsOf(field);
  const physical = limits ? clamp(move(logical, limits.logical, limits.physical), limits.physical) : logical;
  return physical * stepOf(field);
}

/** As a C cast to a whole number, but 2.9999999999 is the 3 that was meant. */
function whole(value: number): number {
  const near = Math.round(value);
  return Math.abs(value - near) < 1e-6 ? near : Math.trunc(value);
}

/** The logical value that stands for `physical`. */
export function logicalFor(field: Field, physical: number): number {
  const value = physical / stepOf(field);
  const limits = isFlag(field) ? undefined : limitsOf(field);
  if (!limits) return whole(value);
  const logical = whole(move(value, limits.physical, [0, limits.logical[1] - limits.logical[0]])) + limits.logical[0];
  return clamp(logical, limits.logical);
}

/** Puts a logical value into the bits of a field; negative numbers in two's complement. */
export function putLogical(field: Field, report: Uint8Array, logical: number): void {
  const size = Math.min(field.size, 48);
  let rest = logical < 0 ? logical + 2 ** size : logical;
  for (let i = 0; i < field.size; i++) {
    const bit = field.offset + i;
    const mask = 1 << (bit & 7);
    const byte = report[bit >> 3];
    if (byte === undefined) return;
    const set = i < size ? rest % 2 >= 1 : logical < 0;
    report[bit >> 3] = set ? byte | mask : byte & ~mask;
    rest = Math.floor(rest / 2);
  }
}
