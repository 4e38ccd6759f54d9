/** A HID device made of paths and values, for what no capture shows: every value is a field and a report of its own. */

import type { Depth } from "../../../src/drivers/kit/row.ts";
import type { Mapper } from "../../../src/drivers/usbhid/mapper.ts";
import type { Field, ReportDescriptor } from "../../../src/drivers/usbhid/report/report-descriptor.ts";
import { reportKey } from "../../../src/drivers/usbhid/report/report-descriptor.ts";
import { UsageNames } from "../../../src/drivers/usbhid/report/usage-path.ts";
import type { Subdriver, UsbFacts } from "../../../src/drivers/usbhid/subdriver.ts";
import { type AnsweringDevice, type Dump, dumpOf, fetch, readDevice } from "./usb-mapped.ts";

export interface MadeParts {
  readonly facts?: Partial<UsbFacts>;
  /** By index; 1 to 3 are not taken from the facts. */
  readonly strings?: Readonly<Record<number, string>>;
  /** Whole numbers, by path; with two, the second is the decimal exponent. */
  readonly values: Readonly<Record<string, number | readonly [number, number]>>;
  readonly options?: Readonly<Record<string, string>>;
}

const FIELD_BITS = 32;

/** A field with a sign and without limits of its own. */
export const fieldAt = (path: readonly number[], report: number, exponent = 0): Field => ({
  path,
  kind: "feature",
  report,
  offset: 0,
  size: FIELD_BITS,
  flags: 0x02,
  unit: 0,
  exponent,
  logicalMin: -(2 ** 31),
  logicalMax: 2 ** 31 - 1,
  assumedMax: false,
  physicalMin: undefined,
  physicalMax: undefined,
});

const NO_FACTS: UsbFacts = {
  vendorId: 0,
  productId: 0,
  release: 0x0100,
  vendor: undefined,
  product: undefined,
  serial: undefined,
};

export class MadeDevice implements AnsweringDevice {
  readonly facts: UsbFacts;
  readonly descriptor: ReportDescriptor;
  readonly mapper: Mapper;
  readonly #values: Map<string, number>;
  readonly #paths: readonly string[];
  readonly #strings: Readonly<Record<number, string>>;

  constructor(subdriver: Subdriver, { facts = {}, strings = {}, values, options = {} }: MadeParts) {
    const [id] = subdriver.ids;
    this.facts = { ...NO_FACTS, ...id, ...facts };
    this.#strings = strings;
    this.#paths = Object.keys(values);
    this.#values = new Map(Object.entries(values).map(([path, at]) => [path, typeof at === "number" ? at : at[0]]));
    const names = new UsageNames(subdriver.usages);
    const fields = Object.entries(values).map(([path, at], nth) => {
      const usages = names.parse(path);
      if (!usages) throw new Error(`no usage path: ${path}`);
      return fieldAt(usages, nth + 1, typeof at === "number" ? 0 : at[1]);
    });
    const lengths = new Map(fields.map(({ report }) => [reportKey("feature", report), FIELD_BITS / 8] as const));
    this.descriptor = { fields, lengths, numbered: true };
    this.mapper = readDevice(this, subdriver, options);
  }

  feature(id: number): Uint8Array | undefined {
    const path = this.#paths[id - 1];
    if (path === undefined) return undefined;
    const bytes = Buffer.alloc(1 + FIELD_BITS / 8);
    bytes[0] = id & 0xff;
    bytes.writeInt32LE(this.#values.get(path) ?? 0, 1);
    return bytes;
  }

  string(index: number): string | undefined {
    return this.#strings[index];
  }

  /** The device says something else; a poll shows it. */
  change(values: Readonly<Record<string, number>>, depth: Depth = "full"): this {
    for (const [path, value] of Object.entries(values)) this.#values.set(path, value);
    fetch(this.mapper, this, depth);
    return this;
  }

  dump(): Dump {
    return dumpOf(this.mapper);
  }

  var(name: string): string | undefined {
    return this.dump().vars.get(name);
  }
}
