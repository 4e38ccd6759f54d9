/** asem on two chips in memory, through what i2cget prints. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ASEM } from "../../../src/drivers/i2c/asem.ts";
import { i2cOpener } from "../../../src/transport/i2c/i2c-tools.ts";
import { driverBench } from "../../sim/bench/driver-bench.ts";
import { shownBy } from "../../sim/bench/family-bench.ts";
import { AsemUnit } from "../../sim/devices/asem-unit.ts";
import { I2cTools } from "../../sim/devices/i2c-tools.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

function pc(options: Readonly<Record<string, string>> = {}) {
  const unit = new AsemUnit();
  const tools = new I2cTools(unit.chips, "7");
  const bench = driverBench({
    definition: ASEM,
    clock: new VirtualClock(),
    i2c: i2cOpener(tools),
    options: { port: "/dev/i2c-7", ...options },
    stepMs: 10,
    longMs: 1000,
  });
  return { ...bench, unit, tools };
}

async function opened(options: Readonly<Record<string, string>> = {}) {
  const bench = pc(options);
  await bench.driver.open(() => undefined);
  return bench;
}

describe("asem", () => {
  it("shows what charger and battery tell", async () => {
    const { driver } = await opened();
    expect(shownBy(await driver.poll("full"))).toEqual({
      status: "OL HB",
      alarm: undefined,
      vars: {
        "battery.capacity": "2.310",
        "battery.charge": "97",
        "battery.current": "0.000",
        "battery.runtime": "3932100",
        "battery.type": "LION",
        "battery.voltage": "25.312",
        "ups.mfr": "ASEM SPA",
        "ups.mfr.date": "2014-11-07",
        "ups.model": "PB1300",
        "ups.serial": "4711",
        "ups.temperature": "25.0",
      },
    });
  });

  it.each<[string, Readonly<Record<number, number>>, boolean]>([
    ["OL CHRG", { 22: 0x80, 10: 900, 13: 60 }, true],
    ["OL HB", { 22: 0xe0, 13: 75 }, true],
    ["OB DISCHRG", { 22: 0xc0, 10: -1400, 13: 74 }, false],
    ["OB DISCHRG LB", { 22: 0xc0, 10: -1400, 13: 25 }, false],
    ["OB", { 22: 0xc0, 10: 0, 13: 26 }, false],
    ["OL CHRG LB", { 22: 0x80, 10: 900, 13: 3 }, true],
  ])("is %s with %j (mains: %s)", async (status, words, mains) => {
    const { driver, unit } = await opened();
    unit.set(words, mains);
    expect(shownBy(await driver.poll("full")).status).toBe(status);
  });

  it("has measurements of an outage", async () => {
    const { driver, unit } = await opened();
    unit.set({ 22: 0xc0, 10: -1400, 13: 48, 18: 31, 8: 2631, 9: 23_004 }, false);
    await driver.poll("full");
    expect(shownBy(await driver.poll("full")).vars).toMatchObject({
      "battery.current": "-1.400",
      "battery.runtime": "1860",
      "battery.voltage": "23.004",
      "ups.temperature": "-10.0",
    });
  });

  it("asks for what the status hangs on alone between full polls", async () => {
    const { driver, tools } = await opened();
    await driver.poll("full");
    tools.asked.length = 0;
    await driver.poll("quick");
    expect(tools.asked).toEqual(
      ["0x0b 0x16", "0x09 0x13", "0x0b 0x0a", "0x0b 0x0d"].map((at) => `i2cget -y 7 ${at} w`),
    );
  });

  it("has the battery speak of milliamperes, where it does not, and writes nothing else", async () => {
    const { unit, tools } = await opened();
    expect(tools.asked.filter((call) => call.startsWith("i2cset"))).toEqual([]);
    unit.set({ 3: 0xe001 });
    const other = driverBench({
      definition: ASEM,
      clock: new VirtualClock(),
      i2c: i2cOpener(tools),
      options: { port: "7" },
      stepMs: 1,
      longMs: 9,
    });
    await other.driver.open(() => undefined);
    expect(unit.battery.words.get(3)).toBe(0x6001);
  });

  it.each([
    [{ lb: "10", hb: "50" }, "OB", 11],
    [{ lb: "10", hb: "50" }, "OB LB", 10],
    [{ lb: "10", hb: "50" }, "OB HB", 50],
    [{ lb: "80", hb: "50" }, "OB LB", 25],
    [{ lb: "80", hb: "50" }, "OB HB", 75],
  ])("with %j it is %s at %i %%", async (options, status, charge) => {
    const { driver, unit, said } = await opened(options);
    unit.set({ 22: 0xc0, 13: charge }, false);
    expect(shownBy(await driver.poll("full")).status).toBe(status);
    expect(said.join()).toContain(options.lb === "80" ? "lb = 80 is above hb = 50" : "");
  });

  it("knows what its options may be", () => {
    const problem = (at: number, text: string): string | undefined => ASEM.options[at]?.check?.(text);
    expect([problem(0, "0"), problem(0, "100"), problem(1, "1")]).toEqual([undefined, undefined, undefined]);
    for (const [at, text] of [
      [0, "-1"],
      [0, "101"],
      [0, "low"],
      [1, "0"],
      [1, ""],
    ] as const)
      expect(problem(at, text)).toContain("no percentage");
  });

  it.each([
    [1, "the battery's monitor is busy"],
    [7, "the battery's monitor has fault 7"],
  ])("is stale while the battery has fault %i, and comes back", async (fault, message) => {
    const { driver, unit } = await opened();
    unit.set({ 22: 0xe0 | fault });
    await expect(driver.poll("quick")).rejects.toMatchObject({ fault: "stale", message });
    unit.set({ 22: 0xe0 });
    expect((await driver.poll("quick")).status).toEqual(["OL", "HB"]);
  });

  it("is stale without any of its words, as in C", async () => {
    const { driver, unit } = await opened();
    unit.charger.silent = true;
    await expect(driver.poll("quick")).rejects.toMatchObject({ fault: "stale" });
    unit.charger.silent = false;
    unit.battery.words.delete(0x12);
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
  });

  it.each<[string, (bench: ReturnType<typeof pc>) => void, string]>([
    ["no battery", ({ unit }) => Object.assign(unit.battery, { silent: true }), "No battery of ASEM answers at 0x0b"],
    ["a laptop's battery", ({ unit }) => unit.battery.blocks.set(0x20, Buffer.from("SANYO")), 'is of "SANYO"'],
    ["a maker without a name", ({ unit }) => unit.battery.blocks.set(0x20, Buffer.alloc(1)), 'is of ""'],
    ["half a battery", ({ unit }) => void unit.battery.words.delete(0x1c), "acpi_enforce_resources=lax"],
    ["no i2c-tools", ({ tools }) => Object.assign(tools, { installed: false }), "Install the package i2c-tools"],
  ])("with %s it is not there, and says why", async (_, spoil, message) => {
    const bench = pc();
    spoil(bench);
    await expect(bench.driver.open(() => undefined)).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringContaining(message),
    });
  });

  it("takes no order, and does not claim to turn anything off", async () => {
    const { driver } = await opened();
    expect([await driver.instcmd("load.off"), await driver.killpower()]).toEqual(["unknown", "unknown"]);
  });

  it("is not misled by any text that i2cget prints", async () => {
    const { driver, tools } = await opened();
    const word = fc.integer({ min: 0, max: 0xffff }).map((one) => `0x${one.toString(16).padStart(4, "0")}\n`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), word), { minLength: 4, maxLength: 4 }), async (lies) => {
        tools.lies.splice(0, tools.lies.length, ...lies);
        const reading = await driver.poll("quick").catch((error: unknown) => {
          expect(error).toMatchObject({ fault: "stale" });
          return undefined;
        });
        const [state = "", mains = "", , charge = ""] = lies;
        if (!reading) return;
        expect(Number(state) & 0x0f).toBe(0);
        expect(reading.status?.includes("OB")).toBe((Number(mains) & 0x8000) === 0);
        expect(reading.status?.includes("LB")).toBe(Number(charge) <= 25);
      }),
      { numRuns: 20_000 },
    );
  });

  it("has a manual page with every option, and none that the driver does not know", () => {
    const page = readFileSync(new URL("../../../man/asem.8.md", import.meta.url), "utf8");
    const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    const documented = [...section.matchAll(/^\*\*(\w+)\*\*/gm)].map(([, option]) => option);
    expect(documented.sort()).toEqual(ASEM.options.map(({ name }) => name).sort());
  });
});
