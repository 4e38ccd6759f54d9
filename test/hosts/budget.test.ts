import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { batteryLeft, budgetOf, shortestLeft } from "../../src/hosts/budget.ts";

const onBattery = (runtime: number | undefined) => ({ onBattery: true, runtime });

describe("the time that a host has to go down", () => {
  it("is that of its section on mains, and where the UPS says no runtime", () => {
    expect(budgetOf(300, { onBattery: false, runtime: 10 }, 60)).toEqual({ seconds: 300 });
    expect(budgetOf(300, onBattery(undefined), 60)).toEqual({ seconds: 300 });
  });

  it("a five-minute drain does not outlast a two-minute battery, and that is said", () => {
    expect(budgetOf(300, onBattery(120), 60)).toEqual({
      seconds: 60,
      note: "1 min instead of 5 min: the battery lasts 2 min, of which 1 min are for this machine",
    });
  });

  it("leaves time for the order itself, however little the battery has", () => {
    expect(budgetOf(300, onBattery(0), 60)).toMatchObject({ seconds: 10 });
    expect(budgetOf(5, onBattery(0), 60)).toEqual({ seconds: 5 });
  });

  it("is never longer than what was asked for, nor than the battery where that lasts longer than the order", () => {
    fc.assert(
      fc.property(fc.nat(3600), fc.nat(3600), fc.nat(600), (asked, runtime, reserve) => {
        const { seconds } = budgetOf(asked, onBattery(runtime), reserve);
        expect(seconds).toBeLessThanOrEqual(asked);
        expect(seconds).toBeLessThanOrEqual(Math.max(10, runtime - reserve));
      }),
    );
  });

  it("reads the variables of the UPS, and no rubbish", () => {
    expect(
      batteryLeft(
        new Map([
          ["ups.status", "OB DISCHRG"],
          ["battery.runtime", "630.5"],
        ]),
      ),
    ).toEqual(onBattery(630.5));
    expect(
      batteryLeft(
        new Map([
          ["ups.status", "OL"],
          ["battery.runtime", "-1"],
        ]),
      ),
    ).toEqual({ onBattery: false, runtime: undefined });
    expect(batteryLeft(new Map())).toEqual({ onBattery: false, runtime: undefined });
  });
});

describe("the battery of a host on several UPSes", () => {
  const ups = (status: string, runtime: string) =>
    new Map([
      ["ups.status", status],
      ["battery.runtime", runtime],
    ]);
  it("is that which lasts shortest, of those that are in use", () => {
    expect(shortestLeft([ups("OB", "300"), ups("OL", "20"), ups("OB", "120")])).toEqual({
      onBattery: true,
      runtime: 120,
    });
    expect(shortestLeft([ups("OL", "20")])).toEqual({ onBattery: false, runtime: undefined });
    expect(shortestLeft([new Map()])).toEqual({ onBattery: false, runtime: undefined });
  });
});
