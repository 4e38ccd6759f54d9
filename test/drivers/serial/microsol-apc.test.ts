/** What microsol-apc does that a C driver beside it cannot show. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { sumOf } from "../../../src/drivers/kit/line/frames.ts";
import { backUpsOf } from "../../../src/drivers/serial/solis/apc-models.ts";
import { batteryVolts, charge, inputVolts, outputVolts, powerOf } from "../../../src/drivers/serial/solis/apc-state.ts";
import { FRAMING } from "../../../src/drivers/serial/solis/frame.ts";
import { MICROSOL_APC } from "../../../src/drivers/serial/solis/microsol-apc.ts";
import { openBench } from "../../sim/bench/family-bench.ts";
import type { Unit } from "../../sim/devices/played-line.ts";
import { MICROSOL_BZ2200I } from "../../sim/families/microsol-apc.ts";
import { SolisUnit } from "../../sim/families/solis.ts";

const become =
  (bytes: Readonly<Record<number, number>>) =>
  (unit: Unit): void => {
    if (unit instanceof SolisUnit) unit.become(bytes);
  };

describe("microsol-apc", () => {
  it("turns off for good on battery, and comes back where there are mains", async () => {
    const bench = await openBench(MICROSOL_BZ2200I, become({ 20: 0x28 }));
    await bench.run(bench.driver.poll("full"));
    bench.sent();
    await bench.run(bench.driver.killpower());
    expect(bench.sent()).toBe("dd");
  });

  it("says that nothing is turned off by the clock", async () => {
    const bench = await openBench({ ...MICROSOL_BZ2200I, options: { prgshut: "2" } });
    expect(bench.said.filter((line) => line.includes("prgshut"))).toHaveLength(1);
    expect(bench.sent()).toBe("cc0d");
  });

  it.each([0xad, 0xb2])("does not take a UPS of the model %d, whose scales it does not have", async (first) => {
    const unit = (...[say, clock]: Parameters<typeof MICROSOL_BZ2200I.unit>) => new SolisUnit(say, clock, { 0: first });
    await expect(openBench({ ...MICROSOL_BZ2200I, unit })).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(new RegExp(`unknown model ${first}.*Check`)),
    });
    expect(MICROSOL_APC.name).toBe("microsol-apc");
  });

  it("makes numbers of every state that is right, and a percentage of every battery", () => {
    const state = fc.tuple(fc.constantFrom(183, 190, 191), fc.uint8Array({ minLength: 22, maxLength: 22 }));
    fc.assert(
      fc.property(state, ([first, rest]) => {
        const model = backUpsOf(first);
        const frame = Uint8Array.of(first, ...rest);
        if (!model) throw new Error(`no model ${first}`);
        const { voltAmperes, watts, factor } = powerOf(model, frame);
        const all = [
          voltAmperes,
          watts,
          batteryVolts(model, frame),
          inputVolts(model, frame),
          outputVolts(model, frame),
        ];
        const inside = Math.abs(charge(model, frame) - 50) <= 50;
        return all.every(Number.isFinite) && inside && watts <= voltAmperes && factor <= 100;
      }),
      { numRuns: 100_000 },
    );
  });

  it("finds every byte out that is another one", () => {
    const wrong = fc.tuple(
      fc.uint8Array({ minLength: 22, maxLength: 22 }),
      fc.nat({ max: 24 }),
      fc.integer({ min: 1, max: 255 }),
    );
    fc.assert(
      fc.property(wrong, ([rest, at, change]) => {
        const told = [0xb7, ...rest];
        const frame = Uint8Array.of(...told, sumOf(told), 0xfe);
        const wasRight = FRAMING.isRight(frame);
        frame[at] = (frame[at] ?? 0) ^ change;
        return wasRight && !FRAMING.isRight(frame);
      }),
      { numRuns: 100_000 },
    );
  });
});
