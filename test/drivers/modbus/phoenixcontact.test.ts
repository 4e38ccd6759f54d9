/** phoenixcontact_modbus on registers in memory. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { PHOENIXCONTACT_MODBUS } from "../../../src/drivers/modbus/phoenixcontact.ts";
import { modbusBench } from "../../sim/bench/modbus-bench.ts";
import { phoenix } from "../../sim/devices/phoenix.ts";
import type { ModbusUnit } from "../../sim/servers/modbus-unit.ts";

const [QUINT, QUINT4, TRIO, TRIO_2G] = [2_320_225, 2_907_072, 2_866_611, 2_907_160] as const;

const opened = (unit: ModbusUnit, speed = 115_200) =>
  modbusBench(PHOENIXCONTACT_MODBUS, unit, {
    answers: ({ line }) => line.kind === "serial" && line.settings.baud === speed,
  });

const polled = async (part: number, read?: Readonly<Record<number, number>>) =>
  (await opened(phoenix(part, read))).poll();

const COMMON = { "device.mfr": "Phoenix Contact", "ups.firmware": "305" } as const;
const BATTERY = {
  "battery.charge": "97",
  "battery.voltage": "27.125000",
  "battery.runtime": "745",
  "output.voltage": "24",
  "output.current": "1.234000",
} as const;

describe("phoenixcontact_modbus", () => {
  it("shows a QUINT", async () => {
    const { vars, status, alarms } = await polled(QUINT);
    const own = { "device.model": "QUINT-UPS/24DC/24DC/10", "battery.temperature": "25", "battery.capacity": "340" };
    expect(Object.fromEntries(vars)).toEqual({ ...COMMON, ...BATTERY, ...own });
    expect([status, alarms]).toEqual([["OL", "CHRG"], []]);
  });

  it("shows a QUINT4 in the cold, and what is set in it", async () => {
    const { vars, status } = await polled(QUINT4);
    expect(Object.fromEntries(vars)).toEqual({
      ...COMMON,
      ...BATTERY,
      "device.model": "QUINT4-UPS/24DC/24DC/20/USB",
      "battery.temperature": "-5",
      "battery.capacity": "70",
      "input.voltage.low.critical": "21000",
      "input.voltage.high.critical": "29000",
      "ups.delay.start": "10",
      "battery.energysave.delay": "60",
      "ups.timer.shutdown": "60",
      "ups.timer.start": "5",
      "experimental.battery.warning_soh": "20",
      "experimental.ups.mode.selector": "9",
    });
    expect(status).toEqual(["OL", "CHRG"]);
  });

  it("shows of a TRIO and a TRIO-2G what they tell", async () => {
    const [trio, second] = [await polled(TRIO), await polled(TRIO_2G)];
    expect(Object.fromEntries(trio.vars)).toEqual({
      ...COMMON,
      "device.model": "TRIO-UPS/1AC/24DC/5",
      "output.voltage": "24",
      "battery.voltage": "26.800000",
    });
    expect(Object.fromEntries(second.vars)).toEqual({
      ...COMMON,
      "device.model": "TRIO-UPS-2G/1AC/24DC/5",
      "output.voltage": "24",
      "output.current": "1.234000",
    });
  });

  it.each([
    [QUINT, { 29697: 1, 29699: 0 }, ["OB"]],
    [QUINT, { 29697: 1, 29698: 7, 29699: 0 }, ["OB", "LB"]],
    [TRIO, { 29697: 1, 29698: 1, 29699: 0 }, ["OB", "LB"]],
    [QUINT4, { 8192: 0x04, 12289: 0x04 }, ["OB", "LB"]],
    [QUINT4, { 8194: 0x04 }, ["OL", "CHRG"]],
    [TRIO_2G, { 8192: 0, 8194: 0x04, 12289: 0x04 }, ["OB", "LB"]],
  ])("part %d with %j is %j", async (part, read, status) => {
    expect((await polled(part, read)).status).toEqual(status);
  });

  it.each([
    [QUINT, { 29840: 0x0010 }, []],
    [QUINT, { 29840: 0x0230 }, ["End of life (Resistance)", "No Battery"]],
    [
      QUINT4,
      { 12288: 0x0228, 12289: 0x4001 },
      [
        "End of life (Resistance)",
        "End of life (Time)",
        "No Battery",
        "Inconsistent technology",
        "Low Battery (Service)",
      ],
    ],
    [TRIO, { 29706: 0x000a }, ["No Battery", "Low Battery (Voltage)"]],
    [TRIO_2G, { 12288: 0x0400, 12289: 0x0100 }, ["End of life (Voltage)", "Overload Cutoff"]],
  ])("names alarms of part %d with %j", async (part, read, alarms) => {
    expect((await polled(part, read)).alarms).toEqual(alarms);
  });

  it("goes slower where nothing answers at 115200 bit/s", async () => {
    const { targets, poll } = await opened(phoenix(QUINT), 19_200);
    const line = { settings: { dataBits: 8, parity: "even", stopBits: 1 } };
    expect(targets).toMatchObject(
      [115_200, 19_200].map((baud) => ({ unit: 192, line: { settings: { ...line.settings, baud } } })),
    );
    expect((await poll()).status).toEqual(["OL", "CHRG"]);
  });

  it("says what to look at where nothing answers, and which part it does not know", async () => {
    await expect(opened(phoenix(QUINT), 9600)).rejects.toMatchObject({
      fault: "absent",
      message: /\/dev\/ttyTEST at 115200 or 19200 bit\/s, 8E1 .*does not answer.*check port and data cable/,
    });
    await expect(opened(phoenix(1_234_567))).rejects.toMatchObject({ fault: "absent", message: /part number 1234567/ });
  });

  it("writes nothing, and does not claim to turn the UPS off", async () => {
    const unit = phoenix(QUINT4);
    const { driver, poll, said } = await opened(unit);
    await poll();
    expect([await driver.killpower(), await driver.instcmd("load.off", undefined)]).toEqual(["failed", "unknown"]);
    expect(unit.asked).toEqual([]);
    expect(said.join()).toContain("shutdown not supported");
  });

  it("does without settings that are refused, and without measurements it is stale", async () => {
    const unit = phoenix(QUINT4);
    const { poll } = await opened(unit);
    unit.tables.get("holding")?.clear();
    expect((await poll()).vars.has("ups.timer.start")).toBe(false);
    unit.tables.get("input")?.delete(0x2010);
    await expect(poll()).rejects.toMatchObject({ fault: "stale", message: /0x2010: Illegal Data Address/ });
  });

  it("makes of any registers a reading whose values are numbers", async () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    const named = new Set(["device.mfr", "device.model"]);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(QUINT, QUINT4, TRIO, TRIO_2G),
        fc.array(word, { minLength: 80 }),
        async (part, words) => {
          const unit = phoenix(part);
          const { poll } = await opened(unit);
          for (const [index, at] of [...(unit.tables.get("input")?.keys() ?? [])].entries())
            unit.set("input", at, words[index] ?? 0);
          const { vars, status } = await poll();
          expect([...vars].filter(([name, value]) => !named.has(name) && !Number.isFinite(Number(value)))).toEqual([]);
          expect(["OL", "OB"]).toContain(status?.[0]);
        },
      ),
      { numRuns: 40, seed: 13 },
    );
  });
});
