import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { logicalFor, logicalOf, physicalOf, putLogical } from "../../../src/drivers/usbhid/report/report-codec.ts";
import type { Field } from "../../../src/drivers/usbhid/report/report-descriptor.ts";

const BASE: Field = {
  path: [],
  kind: "feature",
  report: 1,
  offset: 0,
  size: 16,
  flags: 0x02,
  unit: 0,
  exponent: 0,
  logicalMin: 0,
  logicalMax: 0xffff,
  assumedMax: false,
  physicalMin: undefined,
  physicalMax: undefined,
};
const bytes = (...values: readonly number[]): Uint8Array => Uint8Array.from(values);
const VOLT = 0x00f0d121;

describe("the value of a field", () => {
  it("is signed where its minimum is below zero", () => {
    expect(logicalOf({ ...BASE, logicalMin: -1, logicalMax: 32767 }, bytes(0xff, 0xff))).toBe(-1);
    expect(logicalOf(BASE, bytes(0xff, 0xff))).toBe(65535);
  });

  it("loses bits that its limits do not need (APC Back-UPS BF500)", () => {
    expect(logicalOf({ ...BASE, size: 32 }, bytes(0x00, 0x0a, 0x08, 0x80))).toBe(0x0a00);
  });

  it("stays within its limits", () => {
    expect(logicalOf({ ...BASE, size: 8, logicalMax: 100 }, bytes(120))).toBe(100);
    expect(logicalOf({ ...BASE, size: 8, logicalMin: 10, logicalMax: 100 }, bytes(3))).toBe(10);
  });

  it("is zero behind the end of a short report", () => {
    expect(logicalOf({ ...BASE, offset: 8 }, bytes(1, 2))).toBe(2);
    expect(logicalOf({ ...BASE, offset: 64 }, bytes(1, 2))).toBe(0);
  });

  it.each([
    [VOLT, 7, 230, 230],
    [VOLT, 6, 274, 27.400000000000002],
    [VOLT, 5, 1360, 13.600000000000003],
    [0xf001, -1, 499, 49.900000000000006],
    [0, 0, 100, 100],
  ])("counts unit %i with exponent %i as the C driver does: %i is %d", (unit, exponent, raw, value) => {
    expect(physicalOf({ ...BASE, unit, exponent }, bytes(raw & 255, raw >> 8))).toBe(value);
  });

  it("moves from the logical scale to the physical one", () => {
    const field = { ...BASE, size: 8, logicalMax: 200, physicalMin: 0, physicalMax: 100 };
    expect(physicalOf(field, bytes(50))).toBe(25);
    expect(logicalFor(field, 25)).toBe(50);
    expect(logicalFor(field, 500)).toBe(200);
  });
});

describe("writing a field", () => {
  it("gives back the value that was put in, and leaves its neighbours alone", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 24 }),
        fc.integer({ min: 1, max: 32 }),
        fc.nat(),
        fc.boolean(),
        (offset, size, seed, signed) => {
          const top = 2 ** (signed ? size - 1 : size) - 1;
          const min = signed ? -(2 ** (size - 1)) : 0;
          const value = min + (seed % (top - min + 1));
          const field = { ...BASE, offset, size, logicalMin: min, logicalMax: top };
          const report = new Uint8Array(8).fill(0xa5);
          putLogical(field, report, value);
          expect(logicalOf(field, report)).toBe(value);
          putLogical(field, report, logicalOf(field, new Uint8Array(8).fill(0xa5)));
          expect([...report]).toEqual(new Array(8).fill(0xa5));
        },
      ),
    );
  });

  it("goes back through unit and exponent to what the device counts in", () => {
    expect(logicalFor({ ...BASE, unit: VOLT, exponent: 6 }, 23)).toBe(230);
    expect(logicalFor({ ...BASE, unit: 0x1001, exponent: 0 }, 120)).toBe(120);
  });
});
