/** What optiups does when it starts, and with a Zinto that is off. */
import { describe, expect, it } from "@jest/globals";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { OPTIUPS_420E, OPTIUPS_ZINTO, OptiUnit } from "../../sim/families/optiups.ts";

const off = (unit: object): void => {
  if (unit instanceof OptiUnit) unit.off = true;
};

describe("optiups", () => {
  it("shows a Zinto that is turned off as off", async () => {
    const bench = await openBench(OPTIUPS_ZINTO);
    off(bench.device.unit);
    expect(shownBy(await bench.run(bench.driver.poll("quick"))).status).toBe("OFF");
  });

  it("switches a Zinto on when it starts, where powerup is set, and no other", async () => {
    const bench = await openBench({ ...OPTIUPS_ZINTO, options: { powerup: "" } }, off);
    expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe("OL");
    expect(bench.said).toEqual(["warning: the UPS was off: it is switched on"]);
    await expect(openBench(OPTIUPS_ZINTO, off)).rejects.toMatchObject({ fault: "absent" });
  });

  it("reads the state and nothing else where status_only is set", async () => {
    const bench = await openBench({ ...OPTIUPS_420E, options: { status_only: "" } });
    bench.sent();
    const { vars } = shownBy(await bench.run(bench.driver.poll("full")));
    expect([Object.keys(vars), bench.sent()]).toEqual([["ups.firmware", "ups.mfr", "ups.model"], "4147"]);
  });

  it("says LB where fake_lowbatt is set", async () => {
    const bench = await openBench({ ...OPTIUPS_420E, options: { fake_lowbatt: "" } });
    expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe("OL LB");
  });

  it("turns off for good at the end of a shutdown on battery", async () => {
    const bench = await openBench(OPTIUPS_420E, (unit) => unit instanceof OptiUnit && unit.become({ AG: "60" }));
    bench.sent();
    expect(await bench.run(bench.driver.killpower())).toBe("handled");
    expect(Buffer.from(bench.sent(), "hex").toString("latin1")).toBe("AGCt1Cs00000080");
  });
});
