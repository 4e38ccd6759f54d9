/** hwmon_ina219 on files in memory. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { HWMON_INA219 } from "../../../src/drivers/hwmon/ina219.ts";
import { driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { MemoryFiles } from "../dummy/bench.ts";

const CHIP = "/sys/class/hwmon/hwmon3";

function board(volts: string, amperes: string, options: Readonly<Record<string, string>> = {}) {
  const files = new MemoryFiles();
  files.write("/sys/class/hwmon/hwmon0/name", "cpu_thermal\n");
  files.write(`${CHIP}/name`, "ina219\n");
  const measure = (millivolts: string, milliamperes: string): void => {
    files.write(`${CHIP}/in1_input`, `${millivolts}\n`);
    files.write(`${CHIP}/curr1_input`, `${milliamperes}\n`);
  };
  measure(volts, amperes);
  const all = { port: "auto", ...options };
  const bench = driverBench({
    definition: HWMON_INA219,
    clock: new VirtualClock(),
    files,
    options: all,
    stepMs: 10,
    longMs: 1000,
  });
  return { ...bench, files, measure };
}

const polled = async (...parts: Parameters<typeof board>) => {
  const { driver } = board(...parts);
  await driver.open(() => undefined);
  return driver.poll("full");
};

describe("hwmon_ina219", () => {
  it.each([
    ["4250", "0", ["OL"], "100"],
    ["4180", "-120", ["OL", "CHRG"], "94"],
    ["3700", "850", ["OB", "DISCHRG"], "56"],
    ["3150", "850", ["OB", "DISCHRG", "LB"], "12"],
    ["2900", "-20", ["OL", "CHRG", "LB"], "0"],
  ])("with %s mV and %s mA it is %j at %s %%", async (volts, amperes, status, charge) => {
    const reading = await polled(volts, amperes);
    expect([reading.status, valueIn(reading, "battery.charge")]).toEqual([status, charge]);
  });

  it("shows what it measures, and a minute when the battery is low", async () => {
    const reading = await polled("3100", "1250");
    const names = ["battery.voltage", "battery.current", "battery.runtime", "battery.charge.low", "ups.model"];
    expect(names.map((name) => valueIn(reading, name))).toEqual(["3.100", "1.250", "60", "15", "INA219"]);
    expect((await polled("3700", "1250")).vars.has("battery.runtime")).toBe(false);
  });

  it.each([
    [{ "default.battery.voltage.nominal": "3.85" }, "50"],
    [{ "default.battery.voltage.low": "3.2", "default.battery.voltage.high": "4.2" }, "50"],
  ])("knows other cells by %j", async (options, charge) => {
    expect(valueIn(await polled("3700", "0", options), "battery.charge")).toBe(charge);
  });

  it("counts as low where the user says", async () => {
    expect((await polled("3700", "100", { "override.battery.charge.low": "60" })).status).toContain("LB");
  });

  it.each([
    [{ "default.battery.voltage.nominal": "12" }, /set default\.battery\.voltage\.nominal to one of 3\.6/],
    [{ "default.battery.voltage.low": "3" }, /a higher default\.battery\.voltage\.high/],
    [{ "default.battery.voltage.low": "4", "default.battery.voltage.high": "3" }, /a higher/],
    [{ "default.battery.charge.low": "101" }, /no percentage/],
    [{ "default.battery.charge.low": "low" }, /"low" is no number/],
  ])("with %j it says so", (options, message) => {
    expect(() => board("3700", "0", options)).toThrow(
      expect.objectContaining({ fault: "configuration", message: expect.stringMatching(message) }),
    );
  });

  it("takes a folder, and says where it has looked", async () => {
    const { driver } = board("3700", "0", { port: CHIP });
    expect(await driver.open(() => undefined)).toEqual({ title: `INA219 at ${CHIP}` });
    await expect(polled("3700", "0", { port: "/sys/class/hwmon/hwmon0" })).rejects.toMatchObject({ fault: "absent" });
    await expect(polled("3700", "0", { sysfs_dir: "/tmp/none" })).rejects.toMatchObject({
      message: /below \/tmp\/none/,
    });
  });

  it("is stale without its measurements, and comes back", async () => {
    const { driver, files, measure } = board("3700", "0");
    await driver.open(() => undefined);
    files.remove(`${CHIP}/in1_input`);
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
    measure("rubbish", "0");
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "stale", message: /has no number: "rubbish"/ });
    measure("3700", "0");
    expect((await driver.poll("full")).status).toEqual(["OL"]);
  });

  it("writes nothing, and does not claim to turn anything off", async () => {
    const { driver, said } = board("3700", "0");
    expect([await driver.killpower(), await driver.instcmd("load.off", undefined)]).toEqual(["failed", "unknown"]);
    expect(said.join()).toContain("shutdown not supported");
  });

  it("has a charge between 0 and 100 for any voltage", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: -50_000, max: 50_000 }), fc.integer(), async (volts, amperes) => {
        const charge = Number(valueIn(await polled(String(volts), String(amperes)), "battery.charge"));
        expect(charge >= 0 && charge <= 100).toBe(true);
      }),
      { numRuns: 50, seed: 13 },
    );
  });

  it("has a manual page with every option, and none that the driver does not know", () => {
    const page = readFileSync(new URL("../../../man/hwmon_ina219.8.md", import.meta.url), "utf8");
    const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    const documented = [...section.matchAll(/\*\*([\w.]+)\*\*/g)].map(([, option]) => option);
    const own = HWMON_INA219.options.map(({ name }) => name);
    const core = ["charge.low", "voltage.nominal", "voltage.low", "voltage.high"].map(
      (name) => `default.battery.${name}`,
    );
    expect(documented.sort()).toEqual([...own, ...core].sort());
  });
});
