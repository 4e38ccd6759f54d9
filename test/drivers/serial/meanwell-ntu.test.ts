/** meanwell_ntu: what is not as in the C driver, and what is no answer. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { factsIn, stateIn } from "../../../src/drivers/serial/meanwell-ntu/driver.ts";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { MEANWELL_NTU, type NtuUnit } from "../../sim/families/meanwell-ntu.ts";

async function ntu(set: Partial<NtuUnit> = {}) {
  const bench = await openBench(MEANWELL_NTU, (unit) => Object.assign(unit, set));
  return { ...bench, shown: async () => shownBy(await bench.run(bench.driver.poll("full"))) };
}

const ANSWER = "(120 025 28.8 100 19.7 000 59.9 000 011 1000000000000000000)";

describe("meanwell_ntu", () => {
  it.each([
    ["OL", ["inverter.mode", "utility.present"]],
    ["OL CHRG", ["inverter.mode", "utility.present", "charge.solar"]],
    ["OB OVER DISCHRG", ["inverter.mode", "overload.level1"]],
    ["OL OVER", ["utility.present", "overload.level3"]],
    ["OL OVER", ["utility.present", "overtemp", "overload.level2"]],
  ])("is %s with %j", async (status, raised) => {
    expect((await (await ntu({ raised })).shown()).status).toBe(status);
  });

  it("tells its frequency once there is one, and keeps it", async () => {
    const { device, shown } = await ntu();
    expect((await shown()).vars["output.frequency"]).toBeUndefined();
    Object.assign(device.unit, { hertz: 60.1 });
    expect((await shown()).vars["output.frequency"]).toBe("60.1");
    Object.assign(device.unit, { hertz: 0 });
    expect((await shown()).vars["output.frequency"]).toBe("60.1");
  });

  it.each([
    ["", {}],
    ["#NAK", {}],
    ["#00.0 00.0 22.0 20.0", {}],
    ["#00.0 00.0 22.0 20.0 00.0", { "battery.alarm.voltage": "22.0", "battery.shutdown.voltage": "20.0" }],
    [
      "#00.0 00.0 44.5 40 00.0 MEANWELL LOC-1 other words",
      {
        "device.mfr": "MEANWELL",
        "ups.mfr": "MEANWELL",
        "device.serial": "LOC-1",
        "ups.serial": "LOC-1",
        "battery.alarm.voltage": "44.5",
        "battery.shutdown.voltage": "40.0",
      },
    ],
  ])("that says %j of itself is known by %j, and read all the same", async (identity, facts) => {
    const { shown } = await ntu({ identity });
    const { status, vars } = await shown();
    expect(status).toBe("OL");
    expect(vars).toMatchObject(facts);
    expect(Object.keys(vars).filter((name) => /^(device|ups)\.(mfr|model|serial)/.test(name))).toEqual(
      Object.keys(facts)
        .filter((name) => !name.startsWith("battery"))
        .sort(),
    );
  });

  it.each([
    ANSWER.slice(1),
    ANSWER.slice(0, -2),
    ANSWER.replace("1000", "1002"),
    ANSWER.replace("28.8", "2 8.8"),
    ANSWER.replace("011 ", ""),
    ANSWER.replace("120", "1e2"),
    `${ANSWER}0`,
    `${ANSWER.slice(0, -1)}0)`,
    "",
  ])("takes no state from %j", (line) => {
    expect(stateIn(line)).toBeUndefined();
  });

  it("is whole or nothing, whatever comes", () => {
    const spoilt = fc
      .tuple(fc.nat(ANSWER.length - 1), fc.string({ maxLength: 3 }), fc.nat(3))
      .map(([at, put, cut]) => ANSWER.slice(0, at) + put + ANSWER.slice(at + cut));
    fc.assert(
      fc.property(fc.oneof(spoilt, fc.string()), (line) => {
        const state = stateIn(line);
        const numbers = state ? Object.values(state).filter((value) => typeof value === "number") : [];
        expect(numbers.every(Number.isFinite)).toBe(true);
        if (state?.flags.has("battery.low")) expect(line).toMatch(/[01]{6}1[01]{12}\)?\s*$/);
        expect(factsIn(line).every(([name, value]) => name !== "" && value !== "")).toBe(true);
      }),
      { numRuns: 100_000 },
    );
  });
});
