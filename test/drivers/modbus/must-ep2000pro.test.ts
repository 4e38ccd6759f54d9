/** must_ep2000pro on registers in memory. */
import { describe, expect, it } from "@jest/globals";
import { MUST_EP2000PRO } from "../../../src/drivers/modbus/must-ep2000pro.ts";
import { DeviceError, type Reading } from "../../../src/drivers/types.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { modbusBench } from "../../sim/bench/modbus-bench.ts";
import { INPUTS, numbers } from "../../sim/bench/spoilt.ts";
import { must } from "../../sim/devices/must.ts";
import type { ModbusUnit } from "../../sim/servers/modbus-unit.ts";

const opened = (unit: ModbusUnit, options: Readonly<Record<string, string>> = {}) =>
  modbusBench(MUST_EP2000PRO, unit, { options });

/** Of its modes the one in which the battery feeds the output. */
const BACKUP = 3;

describe("must_ep2000pro", () => {
  it("shows what it measures and how it is set", async () => {
    const { poll, targets } = await opened(must());
    const reading = await poll();
    expect(targets[0]).toMatchObject({
      line: { kind: "serial", path: "/dev/ttyTEST", settings: { baud: 9600 } },
      unit: 10,
    });
    expect(Object.fromEntries([...reading.vars].map(([name]) => [name, valueIn(reading, name)]))).toEqual({
      "battery.charge": "97",
      "battery.charge.low": "15",
      "battery.charger.status": "charging",
      "battery.current": "2.1",
      "battery.voltage": "13.5",
      "battery.voltage.high": "14.1",
      "battery.voltage.low": "10.5",
      "battery.voltage.nominal": "12",
      "input.frequency": "50.0",
      "input.voltage": "231.4",
      "output.current": "1.4",
      "output.frequency": "50.0",
      "output.frequency.nominal": "50",
      "output.voltage": "229.7",
      "output.voltage.nominal": "230",
      "ups.beeper.status": "enabled",
      "ups.firmware": "104",
      "ups.load": "32",
      "ups.mfr": "MUST",
      "ups.model": "EP2000Pro",
      "ups.power": "320",
      "ups.power.nominal": "1000",
      "ups.temperature": "41",
    });
    expect([reading.status, reading.alarms]).toEqual([["OL"], []]);
  });

  it.each([
    ["on battery", { 30002: 3 }, ["OB"], [], "discharging"],
    ["nearly empty", { 30002: 3, 30017: 15 }, ["OB", "LB"], [], "discharging"],
    ["low by its own word", { 30002: 3, 30022: 0b10 }, ["OB", "LB"], [], "discharging"],
    ["lowering its input", { 30019: 1, 30024: 0 }, ["TRIM", "OL"], [], "resting"],
    ["raising its input much", { 30019: 4, 30023: 2 }, ["BOOST", "OL"], [], "floating"],
    ["loaded to its limit", { 30013: 1 }, ["OVER", "OL"], [], "charging"],
    ["overloaded", { 30013: 2, 30021: 7 }, ["OVER", "OL"], ["Load too high", "Overload"], "charging"],
    ["overcharged", { 30022: 0b1000 }, ["OL", "HB"], [], "charging"],
    ["off with a fault", { 30002: 5, 30021: 2 }, ["OFF"], ["Inverter too hot"], "charging"],
    [
      "with a fault nobody knows",
      { 30021: 99, 30022: 0x10 },
      ["OL"],
      ["Unknown fault", "A parameter is wrong"],
      "charging",
    ],
    ["starting", { 30002: 8 }, [], [], "charging"],
  ])("tells what is %s", async (_, registers, status, alarms, charger) => {
    const reading = await (await opened(must(registers))).poll();
    expect([reading.status, reading.alarms, valueIn(reading, "battery.charger.status")]).toEqual([
      status,
      alarms,
      charger,
    ]);
  });

  it("takes the limit of ups.conf for a low battery, and no nonsense", async () => {
    const reading = await (await opened(must({ 30017: 40 }), { lowbatt: "40" })).poll();
    expect([reading.status, valueIn(reading, "battery.charge.low")]).toEqual([["OL", "LB"], "40"]);
    const { check } = MUST_EP2000PRO.options.find(({ name }) => name === "lowbatt") ?? {};
    expect([check?.("0"), check?.("100"), check?.("x")].every((problem) => problem !== undefined)).toBe(true);
  });

  it("is stale in a state that it cannot be in, and without its settings", async () => {
    const unit = must();
    const { poll } = await opened(unit);
    unit.set("holding", 30_002, 77);
    await expect(poll()).rejects.toMatchObject({ fault: "stale" });
    unit.set("holding", 30_002, 4);
    unit.tables.get("holding")?.delete(31_003);
    await expect(poll()).rejects.toMatchObject({ fault: "stale" });
  });

  it.each([
    ["shutdown.return", "holding 32002 = 1"],
    ["beeper.disable", "holding 31006 = 1"],
    ["beeper.enable", "holding 31006 = 0"],
  ])("obeys %s", async (command, written) => {
    const unit = must();
    const { driver, run } = await opened(unit);
    expect([await run(driver.instcmd(command)), unit.asked]).toEqual(["handled", [written]]);
  });

  it("turns off at the end of a shutdown", async () => {
    const unit = must();
    const { driver, run } = await opened(unit);
    expect([await run(driver.killpower()), unit.asked]).toEqual(["handled", ["holding 32002 = 1"]]);
  });

  it.each([
    ["output.frequency.nominal", "60", "handled", ["holding 31000 = 1"]],
    ["output.voltage.nominal", "220", "handled", ["holding 31001 = 220"]],
    ["output.voltage.nominal", "110", "invalid", []],
    ["battery.voltage.low", "11.2", "handled", ["holding 31002 = 112"]],
    ["battery.voltage.low", "22.4", "invalid", []],
    ["battery.voltage.high", "14.5", "handled", ["holding 31003 = 145"]],
    ["battery.voltage.high", "high", "invalid", []],
  ])("set %s to %s: %s", async (name, text, outcome, written) => {
    const unit = must();
    const { driver, run } = await opened(unit);
    expect([await run(driver.setvar(name, text)), unit.asked]).toEqual([outcome, written]);
  });

  it("has twice the volts for a battery of 24 V", async () => {
    const unit = must({ 30003: 24 });
    const { driver, run } = await opened(unit);
    expect([await run(driver.setvar("battery.voltage.low", "22.4")), unit.asked]).toEqual([
      "handled",
      ["holding 31002 = 224"],
    ]);
  });

  it("says what to look at where nothing answers", async () => {
    await expect(modbusBench(MUST_EP2000PRO, must(), { answers: () => false })).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/Check/),
    });
  });

  it("makes of any registers a reading, and no outage of a mode that is none", async () => {
    const below = numbers(20_261_130);
    const unit = must();
    const { poll } = await opened(unit);
    for (let inputs = 0; inputs < INPUTS; inputs++) {
      for (let at = 3; at < 25; at++) unit.set("holding", 30_000 + at, below(0x10000));
      const mode = below(8);
      unit.set("holding", 30_002, mode);
      const read = await poll().catch((error: unknown) => error);
      if (read instanceof DeviceError) {
        expect(read.fault).toBe("stale");
        expect(mode).not.toBe(BACKUP);
      } else expect((read as Reading).status?.includes("OB")).toBe(mode === BACKUP);
    }
  });
});
