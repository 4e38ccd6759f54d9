/** huawei-ups2000 on registers in memory. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { HUAWEI_UPS2000 } from "../../../src/drivers/modbus/huawei/driver.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { modbusBench } from "../../sim/bench/modbus-bench.ts";
import { described, huawei } from "../../sim/devices/huawei.ts";
import type { ModbusUnit } from "../../sim/servers/modbus-unit.ts";

const opened = (unit: ModbusUnit, options: Readonly<Record<string, string>> = {}) =>
  modbusBench(HUAWEI_UPS2000, unit, { options });

const polled = async (changes: Readonly<Record<number, number>>) => (await opened(huawei(changes))).poll();

describe("huawei-ups2000", () => {
  it("shows a UPS on line", async () => {
    const reading = await polled({});
    expect([reading.status, reading.alarms]).toEqual([["OL"], []]);
    const shown = [
      "device.model",
      "ups.firmware",
      "input.voltage",
      "output.power",
      "battery.runtime",
      "ups.timer.start",
    ];
    expect(shown.map((name) => valueIn(reading, name))).toEqual([
      ...["UPS2000", "V100R001C01SPC120", "230.5", "400.0", "3900", "-1"],
    ]);
  });

  it.each([
    [{ 11024: 0 }, ["OFF"]],
    [{ 11024: 1 }, ["BYPASS"]],
    [{ 11024: 3, 11043: 0x40, 12002: 5 }, ["OB", "LB", "DISCHRG"]],
    [{ 11024: 5, 12002: 4 }, ["OL", "ECO", "CHRG"]],
    [{ 11043: 4, 41188: 2, 41197: 8 }, ["RB", "OVER", "OL", "CAL"]],
  ])("with %j it is %j", async (changes, status) => {
    expect((await polled(changes)).status).toEqual(status);
  });

  it("names its alarms by the numbers of the manual", async () => {
    expect((await polled({ 41185: 6, 41194: 0x10 })).alarms).toEqual([
      "(ID 10/01): Abnormal bypass voltage!",
      "(ID 10/02): Abnormal bypass frequency!",
      "(ID 22/01): Battery disconnected!",
    ]);
  });

  it.each([
    ["shutdown.return", ["holding 11044 = 1", "holding 11047 = 10, 1"], { shutdown: "60", reboot: "-1", start: "-1" }],
    ["shutdown.reboot", ["holding 11044 = 1", "holding 11047 = 1, 1"], { shutdown: "-1", reboot: "6", start: "66" }],
    ["shutdown.reboot.graceful", ["holding 11044 = 1", "holding 11047 = 10, 1"], { reboot: "60", start: "120" }],
    ["bypass.start", ["holding 11045 = 1", "holding 11030 = 1"], {}],
    ["beeper.toggle", ["holding 11046 = 1"], {}],
  ])("%s writes %j, and counts down %j", async (command, written, timers) => {
    const unit = huawei();
    const { driver, poll, run } = await opened(unit);
    expect([await run(driver.instcmd(command, undefined)), unit.asked]).toEqual(["handled", written]);
    const reading = await poll();
    for (const [name, seconds] of Object.entries(timers)) expect(valueIn(reading, `ups.timer.${name}`)).toBe(seconds);
  });

  it("counts down to 0", async () => {
    const { driver, poll, run, clock } = await opened(huawei());
    await run(driver.instcmd("shutdown.return", undefined));
    await clock.advance(45_000);
    expect(valueIn(await poll(), "ups.timer.shutdown")).toBe("15");
    await clock.advance(45_000);
    expect(valueIn(await poll(), "ups.timer.shutdown")).toBe("0");
  });

  it("ends a shutdown so that the load comes back with the mains", async () => {
    const unit = huawei();
    const { driver, run } = await opened(unit, { ondelay: "120" });
    expect([await run(driver.killpower()), unit.asked]).toEqual([
      "handled",
      ["holding 11044 = 1", "holding 11047 = 1, 2"],
    ]);
  });

  it("does not leave the bypass for load.on, nor enter one without input", async () => {
    const bypassed = huawei({ 11024: 1 });
    const one = await opened(bypassed);
    expect([await one.run(one.driver.instcmd("load.on", undefined)), bypassed.asked]).toEqual(["failed", []]);
    const without = huawei({ 41185: 2 });
    const two = await opened(without);
    expect([await two.run(two.driver.instcmd("bypass.start", undefined)), without.asked]).toEqual(["failed", []]);
    expect(two.said.join()).toContain("no usable input");
  });

  it.each([
    ["ups.delay.shutdown", "61", "handled", "66"],
    ["ups.delay.start", "61", "handled", "120"],
    ["ups.delay.reboot", "1", "handled", "6"],
    ["ups.delay.start", "6000", "invalid", "60"],
    ["ups.delay.start", "soon", "invalid", "60"],
    ["ups.beeper.status", "muted", "handled", "disabled"],
    ["ups.beeper.status", "loud", "invalid", "enabled"],
    ["ups.firmware", "1", "unknown", "V100R001C01SPC120"],
  ])("sets %s to %s: %s, and shows %s", async (name, value, outcome, shown) => {
    const { driver, poll, run } = await opened(huawei());
    expect(await run(driver.setvar(name, value))).toBe(outcome);
    expect(valueIn(await poll(), name)).toBe(shown);
  });

  it.each([
    [{ offdelay: "90", rebootdelay: "30", ondelay: "100" }, ["90", "30", "120"]],
    [{}, ["60", "60", "60"]],
  ])("with %j the delays are %j", async (options, delays) => {
    const reading = await (await opened(huawei(), options)).poll();
    expect(["shutdown", "reboot", "start"].map((name) => valueIn(reading, `ups.delay.${name}`))).toEqual(delays);
  });

  it("an option that is no delay is refused", async () => {
    await expect(opened(huawei(), { ondelay: "6000" })).rejects.toMatchObject({
      fault: "configuration",
      message: /"6000" is no delay from 60 to 5940/,
    });
  });

  it.each([
    [described("1=UPS5000;2=a;3=b;4=c"), /a UPS5000, which is none of UPS2000/],
    [described("1=UPS2000;2=a;3=b"), /does not say who it is/],
    [described("1=UPS2000;2=a;3=b;4=c", 2), /2 UPSes on the line/],
    [described(";;==;=1;2"), /does not say who it is/],
    [[], /is no UPS2000/],
  ])("with the identification %j it is absent", async (objects, message) => {
    const unit = huawei();
    unit.objects = objects;
    await expect(opened(unit)).rejects.toMatchObject({ fault: "absent", message });
  });

  it.each([
    { 11000: 0x7fff },
    { 12003: 0xffff },
    { 12004: 0xffff, 12005: 0xffff },
    { 11024: 4 },
    { 11043: 0xffff },
    { 12002: 9 },
  ])("with %j it is stale", async (changes) => {
    const unit = huawei();
    const { poll } = await opened(unit);
    for (const [at, value] of Object.entries(changes)) unit.set("holding", Number(at), value);
    await expect(poll()).rejects.toMatchObject({ fault: "stale", message: /which is no value/ });
  });

  it("reads the battery's register again when it is wrong", async () => {
    const unit = huawei();
    const { driver, run, clock } = await opened(unit);
    unit.set("holding", 12_002, 0);
    clock.after(1500, () => unit.set("holding", 12_002, 3));
    expect((await run(driver.poll("full"))).status).toEqual(["OL", "CHRG"]);
  });

  it("asks three times, and once where the line is dead", async () => {
    let silent = 0;
    const unit = huawei();
    const { driver, run, time } = await opened(unit);
    await run(driver.poll("full"));
    unit.silent = () => ++silent > 0;
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
    expect(silent).toBe(3);
    expect(await time(driver.poll("full").catch(() => undefined))).toBeLessThan(1000);
    expect(silent).toBe(4);
    unit.silent = () => false;
    expect((await run(driver.poll("full"))).status).toEqual(["OL"]);
  });

  it("makes of any registers a reading, or none", async () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.integer({ min: 12_000, max: 12_033 }).map(String), word), async (changes) => {
        const unit = huawei();
        const { poll } = await opened(unit);
        for (const [at, value] of Object.entries(changes)) unit.set("holding", Number(at), value);
        const told = await poll().catch(({ fault }: { readonly fault: string }) => fault);
        expect(typeof told === "string" ? told : told.status?.[0]).toMatch(/^(stale|OL)$/);
      }),
      { numRuns: 40, seed: 13 },
    );
  });
});
