import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Mapper } from "../../../src/drivers/usbhid/mapper.ts";
import { logicalOf, physicalOf } from "../../../src/drivers/usbhid/report/report-codec.ts";
import { parseReportDescriptor, type ReportDescriptor } from "../../../src/drivers/usbhid/report/report-descriptor.ts";
import { UsageNames } from "../../../src/drivers/usbhid/report/usage-path.ts";
import { SUBDRIVERS } from "../../../src/drivers/usbhid/subdrivers/index.ts";

const parse = (hex: string): ReportDescriptor =>
  parseReportDescriptor(Uint8Array.from(Buffer.from(hex.replace(/\s/g, ""), "hex")));

const NAMES = new UsageNames();
const paths = (descriptor: ReportDescriptor): readonly string[] =>
  descriptor.fields.map(
    ({ path, kind, report, offset, size }) => `${NAMES.format(path)} ${kind} ${report}:${offset}+${size}`,
  );

/** UPS (application) with PowerSummary inside; `inner` stands in the middle. */
const ups = (inner: string): string => `05 84 09 04 a1 01 09 24 a1 00 ${inner} c0 c0`;

describe("a report descriptor", () => {
  it("gives fields their place, kind and path", () => {
    const descriptor = parse(ups("85 0c 75 08 95 01 05 85 09 66 81 02 09 66 b1 02 75 10 09 68 b1 02"));
    expect(paths(descriptor)).toEqual([
      "UPS.PowerSummary.RemainingCapacity input 12:0+8",
      "UPS.PowerSummary.RemainingCapacity feature 12:0+8",
      "UPS.PowerSummary.RunTimeToEmpty feature 12:8+16",
    ]);
    expect(descriptor.numbered).toBe(true);
    expect(descriptor.lengths.get("feature 12")).toBe(3);
  });

  it("numbers collections of the same kind by their index", () => {
    const outlets = "09 18 a1 00 09 20 a1 82 85 01 75 08 95 01 09 21 b1 02 c0 c0";
    expect(paths(parse(ups(outlets)))).toEqual(["UPS.PowerSummary.OutletSystem.Outlet.[2].OutletID feature 1:0+8"]);
  });

  it("spreads a report count over its usages, and the rest is room without a name", () => {
    const descriptor = parse(ups("85 01 75 01 95 08 05 85 09 d0 09 44 09 45 81 02"));
    expect(paths(descriptor).map((one) => one.split(" ").at(-1))).toEqual(["1:0+1", "1:1+1", "1:2+1"]);
    expect(descriptor.lengths.get("input 1")).toBe(1);
  });

  it("takes usages from ranges", () => {
    const descriptor = parse(ups("85 01 75 01 95 04 05 85 19 44 29 47 81 02"));
    expect(paths(descriptor).map((one) => one.split(" ")[0])).toEqual([
      "UPS.PowerSummary.Charging",
      "UPS.PowerSummary.Discharging",
      "UPS.PowerSummary.FullyCharged",
      "UPS.PowerSummary.FullyDischarged",
    ]);
  });

  it("reads an array as one condition for each of its usages", () => {
    const descriptor = parse(ups("85 01 15 01 25 03 75 08 95 02 05 85 09 44 09 45 09 46 81 00"));
    const values = (...bytes: number[]) => descriptor.fields.map((field) => logicalOf(field, Uint8Array.from(bytes)));
    expect(values(2, 0)).toEqual([0, 1, 0]);
    expect(values(3, 1)).toEqual([1, 0, 1]);
  });

  it("keeps globals over push and pop", () => {
    const descriptor = parse(ups("85 01 75 08 95 01 a4 75 10 05 85 09 68 b1 02 b4 05 85 09 66 b1 02"));
    expect(descriptor.fields.map(({ size, offset }) => [offset, size])).toEqual([
      [0, 16],
      [16, 8],
    ]);
  });

  it("places fields behind the 255th bit", () => {
    const descriptor = parse(ups("85 01 75 08 95 28 05 85 09 66 b1 02 95 01 09 68 b1 02"));
    expect(descriptor.fields.at(-1)?.offset).toBe(320);
    expect(descriptor.lengths.get("feature 1")).toBe(41);
  });

  it("takes a maximum below the minimum for the unsigned number that was meant", () => {
    const [field] = parse(ups("85 01 15 00 25 ff 75 08 95 01 05 85 09 66 b1 02")).fields;
    expect(field).toMatchObject({ logicalMin: 0, logicalMax: 255, assumedMax: true });
  });

  it("takes the exponent for a signed nibble", () => {
    const exponent = (item: string) => parse(ups(`55 ${item} 85 01 75 08 95 01 05 85 09 66 b1 02`)).fields[0]?.exponent;
    expect(["05", "0d", "fd"].map(exponent)).toEqual([5, -3, -3]);
  });

  it("passes over long items and stops at one that is cut off", () => {
    expect(paths(parse(`fe 03 10 aa bb cc ${ups("85 01 75 08 95 01 05 85 09 66 b1 02")}`))).toHaveLength(1);
    expect(paths(parse("05 84 09"))).toEqual([]);
  });

  it("begins at the first byte where reports have no numbers", () => {
    const descriptor = parse(ups("75 08 95 01 05 85 09 66 b1 02"));
    expect(descriptor.numbered).toBe(false);
    expect(descriptor.fields[0]).toMatchObject({ report: 0, offset: 0 });
  });

  it("has an exception for no bytes at all, nor takes long for any", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
        const { fields, lengths } = parseReportDescriptor(bytes);
        expect(fields.length).toBeLessThanOrEqual(4096);
        for (const length of lengths.values()) expect(length).toBeLessThanOrEqual(65535);
        for (const field of fields) expect(Number.isFinite(physicalOf(field, bytes))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("stays small, whatever counts and sizes a descriptor claims", () => {
    const greedy = ups("85 01 77 ff ff ff ff 97 ff ff ff ff 05 85 19 00 2b ff ff ff ff 81 02 b1 00");
    expect(parse(greedy).fields.length).toBeLessThanOrEqual(4096);
  });
});

/** Items with meaning, so that what is made of them gets further than noise does. */
const item = fc.oneof(
  fc.constantFrom(
    "05 84",
    "05 85",
    "09 04",
    "09 24",
    "09 02",
    "09 66",
    "09 d0",
    "a1 00",
    "a1 82",
    "c0",
    "15 00",
    "25 ff",
    "26 ff 00",
    "75 08",
    "75 01",
    "95 01",
    "95 08",
    "a4",
    "b4",
    "81 02",
    "b1 02",
    "b1 00",
    "91 02",
    "55 0e",
    "67 21 d1 f0 00",
    "35 00",
    "45 10",
  ),
  fc.integer({ min: 0, max: 255 }).map((id) => `85 ${id.toString(16).padStart(2, "0")}`),
);

describe("a mapper", () => {
  it("bears any descriptor and any reports with every table", () => {
    const reports = fc.array(fc.tuple(fc.integer({ min: 0, max: 255 }), fc.uint8Array({ maxLength: 12 })), {
      maxLength: 12,
    });
    fc.assert(
      fc.property(fc.array(item, { maxLength: 60 }), reports, fc.nat(SUBDRIVERS.length - 1), (items, sent, which) => {
        const subdriver = SUBDRIVERS[which];
        if (!subdriver) return;
        const device = {
          vendorId: 0,
          productId: 0,
          release: 0,
          vendor: undefined,
          product: undefined,
          serial: undefined,
        };
        const mapper = new Mapper({
          subdriver,
          descriptor: parse(ups(items.join(" "))),
          device,
          quirks: {},
          option: () => undefined,
          wall: () => 0,
        });
        for (const [id, bytes] of sent) {
          mapper.store.fileFeature(id, bytes);
          mapper.store.fileInput(bytes, 0);
          mapper.interpret("open");
          for (const index of mapper.missingStrings) mapper.fileString(index, "x");
          mapper.interpret("full");
        }
        for (const { value } of mapper.vars.values()) expect(value).not.toMatch(/NaN|undefined|Infinity/);
      }),
      { numRuns: 300 },
    );
  });
});
