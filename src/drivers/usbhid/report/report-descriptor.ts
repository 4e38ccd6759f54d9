/**
 * A HID report descriptor as a list of fields: where in which report a usage stands and what its bits mean
 * (Device Class Definition for HID 1.11, sections 5.8 and 6.2.2). Foreign bytes never make it throw, and bounds
 * keep a hostile descriptor small.
 */
import { ITEM, type Item, items } from "./descriptor-items.ts";

export type ReportKind = "input" | "output" | "feature";

export interface Field {
  /** Usages from the outermost collection inwards, page in the upper 16 bits; `0x00ff0000 + n` is an index. */
  readonly path: readonly number[];
  readonly kind: ReportKind;
  /** 0 where the device does not number its reports. */
  readonly report: number;
  /** In bits, from the first bit behind the report's number. */
  readonly offset: number;
  readonly size: number;
  /** The byte of Input, Output or Feature: 0x01 constant, 0x02 variable, 0x80 volatile … */
  readonly flags: number;
  readonly unit: number;
  readonly exponent: number;
  readonly logicalMin: number;
  readonly logicalMax: number;
  /** A logical maximum below the minimum was taken as unsigned, here or earlier in the descriptor. */
  readonly assumedMax: boolean;
  readonly physicalMin: number | undefined;
  readonly physicalMax: number | undefined;
  /** An array: 1 while one of `slots` places holds `value`. */
  readonly selects?: { readonly value: number; readonly slots: number };
}

export interface ReportDescriptor {
  readonly fields: readonly Field[];
  /** Bytes of each report without its number; see `reportKey`. */
  readonly lengths: ReadonlyMap<string, number>;
  readonly numbered: boolean;
}

export const reportKey = (kind: ReportKind, report: number): string => `${kind} ${report}`;

const INDEX_USAGE = 0x00ff0000;
const MAX_FIELDS = 4096;
const MAX_USAGES = 1024;
const MAX_DEPTH = 32;
/** 64 KiB: no control transfer is longer. */
const MAX_BITS = 8 * 65535;

const KINDS: Readonly<Record<number, ReportKind>> = {
  [ITEM.input]: "input",
  [ITEM.output]: "output",
  [ITEM.feature]: "feature",
};

interface Globals {
  readonly page: number;
  readonly report: number;
  readonly size: number;
  readonly count: number;
  readonly unit: number;
  readonly exponent: number;
  readonly logicalMin: number;
  readonly logicalMax: number;
  /** The maximum as its bytes stand there. */
  readonly rawMax: number;
  readonly assumedMax: boolean;
  readonly physicalMin: number | undefined;
  readonly physicalMax: number | undefined;
}

const START: Globals = {
  page: 0,
  report: 0,
  size: 0,
  count: 0,
  unit: 0,
  exponent: 0,
  logicalMin: 0,
  logicalMax: 0,
  rawMax: 0,
  assumedMax: false,
  physicalMin: undefined,
  physicalMax: undefined,
};

/** A nibble with a sign, which some devices write as a whole byte. */
function exponentOf({ value }: Item): number {
  const byte = value & 0xff;
  if (byte >= 0x80) return byte - 0x100;
  return byte > 7 ? (byte | 0xf0) - 0x100 : byte;
}

/**
 * Several vendors write 255 or 65535 into as many bytes as the field has, which reads as -1: a maximum below
 * the minimum is taken as the unsigned number it was meant to be.
 */
function withMax(globals: Globals, rawMax: number, max: number): Globals {
  const wrong = max < globals.logicalMin;
  return { ...globals, rawMax, logicalMax: wrong ? rawMax : max, assumedMax: globals.assumedMax || wrong };
}

function withGlobal(globals: Globals, item: Item): Globals {
  const { value, signed } = item;
  switch (item.tag) {
    case ITEM.usagePage:
      return { ...globals, page: value & 0xffff };
    case ITEM.logicalMin:
      return { ...globals, logicalMin: signed };
    case ITEM.logicalMax:
      return withMax(globals, value, signed);
    case ITEM.physicalMin:
      return { ...globals, physicalMin: signed };
    case ITEM.physicalMax:
      return { ...globals, physicalMax: signed };
    case ITEM.unitExponent:
      return { ...globals, exponent: exponentOf(item) };
    case ITEM.unit:
      return { ...globals, unit: value };
    case ITEM.reportSize:
      return { ...globals, size: Math.min(value, MAX_BITS) };
    case ITEM.reportId:
      return { ...globals, report: value & 0xff };
    case ITEM.reportCount:
      return { ...globals, count: Math.min(value, MAX_BITS) };
    default:
      return globals;
  }
}

const ARRAY_CLEAR = 0x02;

class Parser {
  readonly #fields: Field[] = [];
  readonly #bits = new Map<string, number>();
  readonly #stack: Globals[] = [];
  /** One entry for each open collection: its usage and, where it has one, its index. */
  readonly #collections: (readonly number[])[] = [];
  #globals = START;
  #usages: number[] = [];
  #usageMin: number | undefined;
  #numbered = false;

  take(item: Item): void {
    const kind = KINDS[item.tag];
    if (kind) this.#main(kind, item.value);
    else if (item.tag === ITEM.collection) this.#open(item.value);
    else if (item.tag === ITEM.endCollection) this.#collections.pop();
    else return this.#state(item);
    this.#usages = [];
    this.#usageMin = undefined;
  }

  result(): ReportDescriptor {
    const lengths = new Map([...this.#bits].map(([key, bits]) => [key, (bits + 7) >> 3] as const));
    return { fields: this.#fields, lengths, numbered: this.#numbered };
  }

  #state(item: Item): void {
    if (item.tag === ITEM.usage) this.#usage(item);
    else if (item.tag === ITEM.usageMin) this.#usageMin = this.#full(item);
    else if (item.tag === ITEM.usageMax) this.#usageRange(this.#full(item));
    else if (item.tag === ITEM.push) this.#push();
    else if (item.tag === ITEM.pop) this.#globals = this.#stack.pop() ?? this.#globals;
    else this.#globals = withGlobal(this.#globals, item);
    if (item.tag === ITEM.reportId && this.#globals.report !== 0) this.#numbered = true;
  }

  #push(): void {
    if (this.#stack.length < MAX_DEPTH) this.#stack.push(this.#globals);
  }

  #full({ size, value }: Item): number {
    return size === 4 ? value : this.#globals.page * 0x10000 + (value & 0xffff);
  }

  #usage(item: Item): void {
    if (this.#usages.length < MAX_USAGES) this.#usages.push(this.#full(item));
  }

  #usageRange(max: number): void {
    const min = this.#usageMin ?? max;
    this.#usageMin = undefined;
    for (let usage = min; usage <= max && this.#usages.length < MAX_USAGES; usage++) this.#usages.push(usage);
  }

  #open(type: number): void {
    const usage = this.#usages[0] ?? 0;
    const index = type >= 0x80 ? [INDEX_USAGE + (type & 0x7f)] : [];
    if (this.#collections.length < MAX_DEPTH) this.#collections.push([usage, ...index]);
  }

  #main(kind: ReportKind, flags: number): void {
    const { report, size, count } = this.#globals;
    const key = reportKey(kind, report);
    const start = this.#bits.get(key) ?? 0;
    const end = Math.min(start + size * count, MAX_BITS);
    this.#bits.set(key, end);
    if (size === 0 || count === 0) return;
    const array = (flags & ARRAY_CLEAR) === 0 && this.#usages.length > count;
    this.#usages.slice(0, array ? MAX_USAGES : count).forEach((usage, nth) => {
      const offset = array ? start : start + nth * size;
      if (usage === 0 || offset + size > end || this.#fields.length >= MAX_FIELDS) return;
      const field = this.#field(kind, usage, offset, flags);
      const { logicalMin } = field;
      this.#fields.push(array ? { ...field, selects: { value: logicalMin + nth, slots: count } } : field);
    });
  }

  #field(kind: ReportKind, usage: number, offset: number, flags: number): Field {
    // The minimum may have come after the maximum that it shows to be wrong.
    const { logicalMin, logicalMax, rawMax, assumedMax, ...rest } = this.#globals;
    const wrong = logicalMax < logicalMin;
    return {
      path: [...this.#collections.flat(), usage],
      kind,
      report: rest.report,
      offset,
      size: rest.size,
      flags: flags & 0xff,
      unit: rest.unit,
      exponent: rest.exponent,
      logicalMin,
      logicalMax: wrong ? rawMax : logicalMax,
      assumedMax: assumedMax || wrong,
      physicalMin: rest.physicalMin,
      physicalMax: rest.physicalMax,
    };
  }
}

/** Reads a report descriptor. What makes no sense is passed over. */
export function parseReportDescriptor(bytes: Uint8Array): ReportDescriptor {
  const parser = new Parser();
  for (const item of items(bytes)) parser.take(item);
  return parser.result();
}

/** The first field of a report whose last usage is `usage`, whatever its kind: how fix-ups name their fields. */
export const fieldOf = ({ fields }: ReportDescriptor, report: number, usage: number): Field | undefined =>
  fields.find((field) => field.report === report && field.path.at(-1) === usage);

/** The descriptor with other limits for one field. */
export const withLimits = (
  descriptor: ReportDescriptor,
  field: Field,
  limits: Partial<Pick<Field, "logicalMin" | "logicalMax">>,
): ReportDescriptor => ({
  ...descriptor,
  fields: descriptor.fields.map((one) => (one === field ? { ...one, ...limits } : one)),
});
