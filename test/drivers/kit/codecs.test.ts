import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { decimal, fixed, scaled, words } from "../../../src/drivers/kit/codecs.ts";
import { parseDecimal } from "../../../src/nut/decimal.ts";

describe("a number as C's printf writes it", () => {
  it.each([
    [0.5, 0, "0"],
    [1.5, 0, "2"],
    [2.5, 0, "2"],
    [0.125, 2, "0.12"],
    [0.375, 2, "0.38"],
    [-0.4, 0, "0"],
    [-2.5, 0, "-2"],
    [13.65, 1, "13.7"],
    [1e15, 1, "1000000000000000.0"],
    [229.95, 1, "229.9"],
  ])("writes %d with %d decimals as %s", (value, places, text) => {
    expect(fixed(value, places)).toBe(text);
  });
});

describe("codecs", () => {
  it("a decimal that was written reads back as the same text", () => {
    fc.assert(
      fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.integer({ min: 0, max: 3 }), (n, places) => {
        const text = fixed(n / 10 ** places, places);
        expect(decimal(places).read(decimal(places).write(text) ?? Number.NaN)).toBe(text);
      }),
    );
  });

  it("a scaled value goes back to the device's own unit", () => {
    expect(scaled(0.1, 1).read(1365)).toBe("136.5");
    expect(scaled(0.1, 1).write("136.5")).toBeCloseTo(1365);
    expect(scaled(60, 0).write("two")).toBeUndefined();
  });

  it("words answer undefined for values they do not have", () => {
    const beeper = words<number>([
      [1, "disabled"],
      [2, "enabled"],
    ]);
    expect(beeper.read(2)).toBe("enabled");
    expect(beeper.read(1)).toBe("disabled");
    expect(beeper.write("Enabled")).toBe(2);
    expect(beeper.write("loud")).toBeUndefined();
  });

  it("only NUT's own notation is a decimal", () => {
    expect(["1200.20", "01200.2", "-3", ".5"].map(parseDecimal)).toEqual([1200.2, 1200.2, -3, 0.5]);
    for (const text of ["1,200.20", "1.2e4", "0x10", "", "1 200"]) expect(parseDecimal(text)).toBeUndefined();
  });
});
