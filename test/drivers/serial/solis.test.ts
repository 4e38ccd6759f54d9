/** What solis does that a C driver beside it cannot show. */
import { describe, expect, it } from "@jest/globals";
import { SOLIS } from "../../../src/drivers/serial/solis/driver.ts";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { SOLIS_3, SOLIS_15, SolisUnit } from "../../sim/families/solis.ts";

const become =
  (bytes: Readonly<Record<number, number>>) =>
  (unit: object): void => {
    if (unit instanceof SolisUnit) unit.become(bytes);
  };

describe("solis", () => {
  it("counts more load than any table has as the most that one has", async () => {
    const bench = await openBench(SOLIS_3, become({ 1: 70, 3: 150, 5: 255, 7: 0xff, 8: 0x7f, 20: 0x69 }));
    const { status, vars } = shownBy(await bench.run(bench.driver.poll("full")));
    expect([status, vars["battery.charge"]]).toEqual(["OB", "30.0"]);
  });

  it("turns off for good on battery, and comes back where there are mains", async () => {
    const bench = await openBench(SOLIS_15, become({ 20: 0x28 }));
    await bench.run(bench.driver.poll("full"));
    bench.sent();
    await bench.run(bench.driver.killpower());
    expect(bench.sent()).toBe("dd");
  });

  it("says that nothing is turned off by the clock", async () => {
    const bench = await openBench({ ...SOLIS_15, options: { prgshut: "2" } });
    expect(bench.said.filter((line) => line.includes("prgshut"))).toHaveLength(1);
    expect(bench.sent()).toBe("cc0d");
  });

  it("does not take a UPS whose scales nobody knows", async () => {
    const unit = {
      ...SOLIS_15,
      unit: (...[say, clock]: Parameters<typeof SOLIS_15.unit>) => new SolisUnit(say, clock, { 0: 0xa9 }),
    };
    await expect(openBench(unit)).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/unknown model 169.*Check/),
    });
    expect(SOLIS.name).toBe("solis");
  });
});
