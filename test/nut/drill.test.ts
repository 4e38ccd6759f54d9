import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  type DrillFate,
  formatDrill,
  formatDrillHost,
  formatDrillOrder,
  formatDrillReport,
  isDrillVariable,
  parseDrill,
  parseDrillHost,
  parseDrillOrder,
  parseDrillReport,
} from "../../src/nut/drill.ts";

const id = fc.stringMatching(/^[A-Za-z0-9-]{1,32}$/);
const seconds = fc.integer({ min: 0, max: 999_999 });
const name = fc.stringMatching(/^[A-Za-z0-9_.-]{1,63}$/);
const fate: fc.Arbitrary<DrillFate> = fc.oneof(
  fc.constant({ kind: "up" as const }),
  fc.record({ kind: fc.constant("down" as const), earliest: seconds, latest: seconds }),
);

describe("what a drill says on the wire", () => {
  it("reads back as it was", () => {
    const drill = fc.record({ id, endsAt: fc.integer({ min: 0, max: 99_999_999_999 }) });
    fc.assert(fc.property(drill, (each) => expect(parseDrill(formatDrill(each))).toEqual(each)));
    const order = fc.record({ id, seconds });
    fc.assert(fc.property(order, (each) => expect(parseDrillOrder(formatDrillOrder(each))).toEqual(each)));
    const report = fc.record({ id, fate, name });
    fc.assert(fc.property(report, (each) => expect(parseDrillReport(formatDrillReport(each))).toEqual(each)));
    const host = fc.record({ address: fc.ipV6(), heardAfter: fc.integer({ min: 0, max: 600 }), fate, name });
    fc.assert(fc.property(host, (each) => expect(parseDrillHost(formatDrillHost(each))).toEqual(each)));
  });

  it("is nothing where it is something else, and fits a value of 255 bytes", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        for (const parse of [parseDrill, parseDrillOrder, parseDrillReport, parseDrillHost]) {
          const read = parse(text);
          if (read !== undefined) expect(text).toMatch(/^ *[\w.:/-]/);
        }
      }),
    );
    const long = { id: "x".repeat(32), fate: { kind: "down", earliest: 999_999, latest: 999_999 } as const };
    expect(formatDrillReport({ ...long, name: "n".repeat(500) }).length).toBeLessThan(128);
    expect(formatDrillReport({ ...long, name: 'a"b\\c\n' })).toContain(" a?b?c?");
  });

  it.each(["", "x", "x -1", "x 1e9", "x 1 2", "x;y 5", "x 9999999"])("takes %j for no order", (text) => {
    expect(parseDrillOrder(text)).toBeUndefined();
  });

  it("has names of its own", () => {
    expect(["experimental.nutts.drill", "EXPERIMENTAL.NUTTS.DRILL.host.1"].every(isDrillVariable)).toBe(true);
    expect(["experimental.nutts.drillX", "ups.status", "drill"].some(isDrillVariable)).toBe(false);
  });
});
