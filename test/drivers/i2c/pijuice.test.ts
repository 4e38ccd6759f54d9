/** pijuice on a HAT in memory, through what i2cget prints. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { PIJUICE, proven } from "../../../src/drivers/i2c/pijuice.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { i2cOpener } from "../../../src/transport/i2c/i2c-tools.ts";
import { driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { shownBy } from "../../sim/bench/family-bench.ts";
import { I2cTools } from "../../sim/devices/i2c-tools.ts";
import { PiJuiceUnit } from "../../sim/devices/pijuice-unit.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

function hat(set: Partial<PiJuiceUnit> = {}, options: Readonly<Record<string, string>> = {}) {
  const unit = Object.assign(new PiJuiceUnit(), set);
  const tools = new I2cTools(new Map([[0x14, unit]]));
  const bench = driverBench({
    definition: PIJUICE,
    clock: new VirtualClock(),
    i2c: i2cOpener(tools),
    options: { port: "/dev/i2c-1", ...options },
    stepMs: 10,
    longMs: 1000,
  });
  return { ...bench, unit, tools };
}

async function opened(...parts: Parameters<typeof hat>) {
  const bench = hat(...parts);
  await bench.driver.open(() => undefined);
  return bench;
}

const statusOf = async (set: Partial<PiJuiceUnit>): Promise<string> =>
  shownBy(await (await opened(set)).driver.poll("full")).status;

describe("pijuice", () => {
  it("shows what the HAT tells", async () => {
    const { driver } = await opened();
    expect(shownBy(await driver.poll("full"))).toEqual({
      status: "HB OL",
      alarm: undefined,
      vars: {
        "battery.capacity": "1.820",
        "battery.charge": "97.3",
        "battery.charge.low": "25",
        "battery.charger.status": "resting",
        "battery.current": "-0.212",
        "battery.packs": "1",
        "battery.packs.bad": "0",
        "battery.temperature": "31",
        "battery.type": "LiPO",
        "battery.voltage": "4.096",
        "battery.voltage.nominal": "4.180",
        "device.mfr": "PiJuice",
        "device.type": "HAT",
        "input.current": "0.388",
        "input.voltage": "5.102",
        "ups.date": "2026-11-30",
        "ups.firmware": "1.6",
        "ups.mfr": "PiJuice",
        "ups.time": "12:34:56.50",
        "ups.type": "HAT",
      },
    });
  });

  it.each<[string, Partial<PiJuiceUnit>]>([
    ["HB OL", { socket: 0, pins: 3 }],
    ["HB OL", { socket: 1, pins: 2 }],
    ["OL CHRG", { battery: "charging from in", charge: 60 }],
    ["OL CHRG", { battery: "charging from 5v", charge: 60, socket: 0, pins: 3 }],
    ["OL CHRG", { battery: "charging from 5v", charge: 60, pins: 3 }],
    ["OL", { charge: 75 }],
    ["HB OL", { charge: 75.1 }],
    ["OB DISCHRG", { socket: 0, charge: 25.1 }],
    ["LB OB DISCHRG", { socket: 0, charge: 25 }],
    ["LB OB DISCHRG", { socket: 0, charge: 0 }],
    ["RB OL", { battery: "absent", charge: 0 }],
  ])("is %s with %j", async (status, set) => {
    expect(await statusOf(set)).toBe(status);
  });

  it("asks for state and charge alone between full polls, and sees the mains go", async () => {
    const { driver, unit, tools } = await opened();
    await driver.poll("full");
    tools.asked.length = 0;
    Object.assign(unit, { socket: 0, charge: 20 });
    expect((await driver.poll("quick")).status).toEqual(["LB", "OB", "DISCHRG"]);
    expect(tools.asked).toEqual(["i2cget -y 1 0x14 0x40 i 2", "i2cget -y 1 0x14 0x42 i 3"]);
    Object.assign(unit, { socket: 3, battery: "charging from in" });
    const reading = await driver.poll("full");
    expect([reading.status, valueIn(reading, "battery.charger.status")]).toEqual([["LB", "OL", "CHRG"], "charging"]);
  });

  it("puts back the bit that the bus of a Raspberry Pi loses", async () => {
    const { driver } = await opened({ pins: 2, charge: 100, milliamperes: -1, losesBit: true });
    const { status, vars } = shownBy(await driver.poll("full"));
    expect([status, vars["battery.charge"], vars["battery.current"]]).toEqual(["HB OL", "100.0", "-0.001"]);
  });

  it("asks again where an answer is garbled, and is stale where all are", async () => {
    const { driver, tools } = await opened();
    tools.lies.push("0x00 0x7b\n");
    expect((await driver.poll("full")).status).toEqual(["HB", "OL"]);
    tools.lies.push(...Array.from({ length: 3 }, () => "0x00 0x7b\n"));
    await expect(driver.poll("quick")).rejects.toMatchObject({ fault: "stale", message: /garbled/ });
    expect((await driver.poll("quick")).status).toEqual(["HB", "OL"]);
  });

  it("keeps a measurement that fails once, and never takes the battery for low because of it", async () => {
    const { driver, unit } = await opened();
    const before = shownBy(await driver.poll("full"));
    const garble = unit.read.bind(unit);
    unit.read = (command, count) => (command === 0x49 ? undefined : garble(command, count));
    expect(shownBy(await driver.poll("full"))).toEqual(before);
    unit.read = (command, count) => (command === 0x42 ? undefined : garble(command, count));
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
  });

  it("goes off in thirty seconds, proven as the firmware wants it", async () => {
    const { driver, unit, tools } = await opened();
    expect(await driver.instcmd("shutdown.stayoff")).toBe("handled");
    expect([unit.off, tools.asked.at(-1)]).toEqual([30, "i2cset -y 1 0x14 0x62 0xe11e w"]);
    unit.off = undefined;
    expect([await driver.killpower(), unit.off]).toEqual(["handled", 30]);
    expect(await driver.instcmd("load.off")).toBe("unknown");
  });

  it.each<[string, (bench: ReturnType<typeof hat>) => void, string]>([
    ["no answer", ({ unit }) => Object.assign(unit, { silent: true }), "No PiJuice answers at 0x14 of /dev/i2c-1"],
    ["another chip", ({ unit }) => Object.assign(unit, { address: 0x20 }), "no PiJuice: it says that it is at 32"],
    ["no i2c-tools", ({ tools }) => Object.assign(tools, { installed: false }), "Install the package i2c-tools"],
    ["no rights", ({ tools }) => Object.assign(tools, { failure: "Permission denied" }), "the group of that file"],
    ["no bus", ({ tools }) => Object.assign(tools, { failure: "No such file or directory" }), "switch I2C on"],
    ["a busy chip", ({ tools }) => Object.assign(tools, { failure: "Device or resource busy" }), "unload that"],
    ["old i2c-tools", ({ tools }) => Object.assign(tools, { failure: "Error: Invalid mode!" }), "older than 4.3"],
  ])("with %s it is not there, and says what to do", async (_, spoil, message) => {
    const bench = hat();
    spoil(bench);
    await expect(bench.driver.open(() => undefined)).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringContaining(message),
    });
  });

  it("takes its address in both ways, and no nonsense", async () => {
    const unit = Object.assign(new PiJuiceUnit(), { address: 0x2a });
    for (const text of ["42", "0x2A"]) {
      const tools = new I2cTools(new Map([[0x2a, unit]]));
      const options = { port: "1", i2c_address: text };
      const clock = new VirtualClock();
      const { driver } = driverBench({
        definition: PIJUICE,
        clock,
        i2c: i2cOpener(tools),
        options,
        stepMs: 1,
        longMs: 9,
      });
      expect((await driver.open(() => undefined)).title).toBe("PiJuice at 0x2a of /dev/i2c-1");
    }
    const { check } = PIJUICE.options[0] ?? {};
    for (const text of ["", "7", "120", "0x78", "0x", "1;reboot", "-20"]) expect(check?.(text)).toContain("no address");
    const wrong = hat({}, { port: "/dev/i2c-1; reboot" });
    await expect(wrong.driver.open(() => undefined)).rejects.toMatchObject({ fault: "configuration" });
    expect(wrong.tools.asked).toEqual([]);
  });

  it("is not misled by any text that i2cget prints", async () => {
    const { driver, tools } = await opened();
    const byte = fc.integer({ min: 0, max: 255 }).map((one) => `0x${one.toString(16).padStart(2, "0")}`);
    const line = fc.array(byte, { maxLength: 4 }).map((bytes) => `${bytes.join(" ")}\n`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(fc.string(), line), { minLength: 3, maxLength: 6 }), async (lies) => {
        tools.lies.splice(0, tools.lies.length, ...lies);
        const reading = await driver.poll("quick").catch((error: unknown) => {
          expect(error).toBeInstanceOf(DeviceError);
          return undefined;
        });
        // A byte of proof is right once in 128 times; no more than the state or the charge is then another.
        if (reading) expect(reading.status?.filter((one) => one === "OL" || one === "OB")).toHaveLength(1);
      }),
      { numRuns: 20_000 },
    );
  });

  it("takes no bytes whose proof is wrong, but for the bit that is lost", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 2, maxLength: 18 }), (bytes) => {
        const told = proven(bytes);
        if (told === undefined) return;
        expect(told).toHaveLength(bytes.length - 1);
        expect(told.reduce((sum, one) => sum ^ one, 0xff)).toBe(bytes.at(-1));
        expect(told.subarray(1)).toEqual(bytes.subarray(1, -1));
        expect((told[0] ?? 0) | 0x80).toBe((bytes[0] ?? 0) | 0x80);
      }),
      { numRuns: 100_000 },
    );
  });

  it("has a manual page with every option, and none that the driver does not know", () => {
    const page = readFileSync(new URL("../../../man/pijuice.8.md", import.meta.url), "utf8");
    const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    const documented = [...section.matchAll(/^\*\*(\w+)\*\*/gm)].map(([, option]) => option);
    expect(documented).toEqual(PIJUICE.options.map(({ name }) => name));
  });
});
