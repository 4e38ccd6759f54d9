/** adelsystem_cbi on registers in memory. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ADELSYSTEM_CBI } from "../../../src/drivers/modbus/adelsystem-cbi.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { modbusBench } from "../../sim/bench/modbus-bench.ts";
import { adelsystem } from "../../sim/devices/adelsystem.ts";
import type { ModbusUnit } from "../../sim/servers/modbus-unit.ts";

const opened = (unit: ModbusUnit, options: Readonly<Record<string, string>> = {}) =>
  modbusBench(ADELSYSTEM_CBI, unit, { options });

const polled = async (changes?: Readonly<Record<number, number>>) => (await opened(adelsystem(changes))).poll();

describe("adelsystem_cbi", () => {
  it("shows a UPS on line", async () => {
    const { vars, status, alarms, commands } = await polled();
    expect(Object.fromEntries(vars)).toEqual({
      "device.mfr": "ADELSYSTEM",
      "device.type": "DC-UPS",
      "device.model": "CBI2801224",
      "ups.model": "CBI2801224",
      "battery.charger.status": "floating",
      "battery.voltage": "26.84",
      "battery.charge": "98.70",
      "battery.temperature": "24.85",
      "battery.runtime": "1200",
      "input.voltage": "231",
      "output.voltage": "24.05",
      "output.current": "3.21",
      "ups.temperature": "36.85",
    });
    expect([status, alarms, commands]).toEqual([["OL"], [], ["load.off", "shutdown.stayoff"]]);
  });

  it.each([
    [{ 45: 1, 5: 0 }, ["OB", "DISCHRG"], "discharging", ["input voltage not available"]],
    [
      { 45: 1, 5: 0, 34: 2 },
      ["OB", "LB", "DISCHRG"],
      "discharging",
      ["input voltage not available", "battery low voltage"],
    ],
    [
      { 45: 3, 5: 0 },
      ["OB", "FSD", "DISCHRG"],
      "discharging",
      ["input voltage not available", "ups shutdown requested"],
    ],
    [{ 4: 2, 5: 1 }, ["OL", "CHRG"], "charging", []],
    [{ 4: 1, 5: 2, 34: 1 }, ["OL", "HB", "BOOST"], "resting", ["battery high voltage"]],
    [{ 4: 9 }, ["OL"], undefined, []],
    [
      { 31: 0x20, 42: 4, 44: 3 },
      ["OL"],
      "floating",
      ["input voltage high alarm", "input voltage low alarm", "battery connection fault", "UPS internal failure"],
    ],
  ])("with %j is %j", async (changes, status, charger, alarms) => {
    const reading = await polled(changes);
    expect([reading.status, valueIn(reading, "battery.charger.status"), reading.alarms]).toEqual([
      status,
      charger,
      alarms,
    ]);
  });

  it("knows the product by either register, and names none that it does not know", async () => {
    expect(valueIn(await polled({ 66: 0, 67: 14 }), "ups.model")).toBe("CB4810A");
    expect(valueIn(await polled({ 66: 5, 67: 0 }), "ups.model")).toBeUndefined();
  });

  it("is reached as ups.conf says, and says what to look at where it is not", async () => {
    const { targets } = await opened(adelsystem(), { port: "ups.example:1502", dev_slave_id: "7", mod_resp_to_s: "1" });
    expect(targets).toEqual([{ line: { kind: "tcp", host: "ups.example", port: 1502 }, unit: 7, timeoutMs: 1200 }]);
    const empty = adelsystem();
    empty.tables.get("holding")?.delete(119);
    await expect(opened(empty)).rejects.toMatchObject({
      fault: "absent",
      message: /0x0: .*check port and dev_slave_id/,
    });
    await expect(opened(adelsystem(), { dev_slave_id: "300" })).rejects.toMatchObject({ fault: "configuration" });
  });

  it.each(["load.off", "shutdown.stayoff"])("%s turns the output off", async (command) => {
    const unit = adelsystem();
    const { driver, run } = await opened(unit);
    expect(await run(driver.instcmd(command, undefined))).toBe("handled");
    expect([unit.get("holding", 40), unit.asked]).toEqual([1, ["holding 40 = 1"]]);
  });

  it("tries a shutdown four times, load.off once, and nothing else", async () => {
    const unit = adelsystem();
    const { driver, run, said } = await opened(unit);
    unit.tables.get("holding")?.delete(40);
    expect(await run(driver.killpower())).toBe("failed");
    expect(unit.asked).toHaveLength(4);
    expect(await run(driver.instcmd("load.off", undefined))).toBe("failed");
    expect(await run(driver.instcmd("load.on", undefined))).toBe("unknown");
    expect(unit.asked).toHaveLength(5);
    expect(said.at(-1)).toContain("does not take the shutdown: Illegal Data Address");
  });

  it("is stale where the registers are refused", async () => {
    const unit = adelsystem();
    const { poll } = await opened(unit);
    unit.tables.get("holding")?.delete(7);
    await expect(poll()).rejects.toMatchObject({ fault: "stale" });
  });

  it("makes of any registers a reading whose measurements are numbers", async () => {
    const texts = new Set(["device.mfr", "device.type", "device.model", "ups.model", "battery.charger.status"]);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 120, maxLength: 120 }),
        async (words) => {
          const { vars, status } = await polled({ ...words });
          expect([...vars].filter(([name, value]) => !texts.has(name) && !Number.isFinite(Number(value)))).toEqual([]);
          expect(status?.filter((token) => token === "OL" || token === "OB")).toHaveLength(1);
        },
      ),
      { numRuns: 40, seed: 13 },
    );
  });
});
