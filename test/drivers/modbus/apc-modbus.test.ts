/** apc_modbus on registers in memory. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { APC_MODBUS } from "../../../src/drivers/modbus/apc/driver.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { modbusBench } from "../../sim/bench/modbus-bench.ts";
import { apcModbus } from "../../sim/devices/apc-modbus.ts";

const opened = (changes: Readonly<Record<number, number>> = {}, options: Readonly<Record<string, string>> = {}) =>
  modbusBench(APC_MODBUS, apcModbus(changes), { options });

const polled = async (changes: Readonly<Record<number, number>>) => (await opened(changes)).poll();

describe("apc_modbus", () => {
  it("shows a UPS on line", async () => {
    const reading = await polled({});
    expect([reading.status, reading.alarms, reading.buzzwords]).toEqual([["OL"], [], ["vendor:apc:HE"]]);
    const shown = ["ups.model", "battery.charge", "ups.realpower", "input.voltage", "battery.date", "ups.timer.start"];
    expect(shown.map((name) => valueIn(reading, name))).toEqual([
      ...["Smart-UPS 1500", "100.00", "191.48", "230.80", "2018-12-27", "-1"],
    ]);
  });

  it.each([
    [{ 1: 4, 18: 2 }, ["OB", "LB"], []],
    [{ 22: 4 }, ["OL", "RB"], ["Battery needs replacement"]],
    [{ 0: 0x20, 1: 2, 21: 1 }, ["OL", "OVER"], ["Output overload"]],
    [{ 1: 0x82, 24: 2 }, ["OL", "TEST", "CAL"], []],
    [{ 1: 0x68, 150: 0x60 }, ["BYPASS", "BOOST", "TRIM"], ["General fault", "Input not acceptable"]],
  ])("with %j it is %j", async (changes, status, alarms) => {
    const reading = await polled(changes);
    expect([reading.status, reading.alarms]).toEqual([status, alarms]);
  });

  it("tells of the groups of outlets that there are, and of no others", async () => {
    const { vars, commands } = await polled({ 590: 0b101, 9: 0, 10: 1 });
    const groups = new Set([...vars.keys()].flatMap((name) => /^outlet\.group\.(\d)/.exec(name)?.[1] ?? []));
    expect([...groups].sort()).toEqual(["0", "2"]);
    expect(vars.get("outlet.group.2.status")).toEqual({ value: "on" });
    expect(commands).toContain("outlet.group.2.shutdown.return");
    expect(commands?.some((name) => name.startsWith("outlet.group.1."))).toBe(false);
    const without = await polled({ 590: 0 });
    expect(without.commands).not.toContain("load.off");
  });

  it.each([
    ["ups.id", "cellar", "holding 596 = 25445, 27756, 24946, 0, 0, 0, 0, 0"],
    ["battery.date", "2026-11-30", "holding 595 = 9830"],
    ["input.transfer.low", "196", "holding 1027 = 196"],
    ["ups.delay.reboot", "65537", "holding 1031 = 1, 1"],
    ["outlet.group.1.delay.start", "-1", "holding 1035 = 65535"],
    ["outlet.group.1.name", "", "holding 612 = 0, 0, 0, 0, 0, 0, 0, 0"],
  ])("sets %s to %j, and shows what the UPS has made of it", async (name, value, written) => {
    const unit = apcModbus();
    const { driver, poll, run } = await modbusBench(APC_MODBUS, unit);
    expect(await run(driver.setvar(name, value))).toBe("handled");
    expect(unit.asked).toEqual([written]);
    expect(valueIn(await poll(), name)).toBe(value);
  });

  it.each([
    ["ups.id", "longer than sixteen"],
    ["ups.id", "Büro"],
    ["battery.date", "2026-13-01"],
    ["battery.date", "1999-12-31"],
    ["input.transfer.low", "-1"],
    ["input.transfer.low", "65536"],
    ["ups.delay.start", "32768"],
    ["ups.delay.start", "soon"],
  ])("does not set %s to %j", async (name, value) => {
    const unit = apcModbus();
    const { driver, run } = await modbusBench(APC_MODBUS, unit);
    expect([await run(driver.setvar(name, value)), unit.asked]).toEqual(["invalid", []]);
  });

  it("sets nothing that is not writable, and ends a shutdown with all groups", async () => {
    const unit = apcModbus();
    const { driver, run } = await modbusBench(APC_MODBUS, unit);
    expect(await run(driver.setvar("ups.firmware", "1"))).toBe("unknown");
    expect([await run(driver.killpower()), unit.asked]).toEqual(["handled", ["holding 1538 = 0, 904"]]);
  });

  it("says what to look at where nothing answers", async () => {
    const silent = modbusBench(APC_MODBUS, apcModbus(), { answers: () => false });
    await expect(silent).rejects.toMatchObject({ fault: "absent", message: /porttype and slaveid.*Modbus is enabled/ });
  });

  it.each([
    [{ porttype: "usb" }, /USB is not spoken/],
    [{ port: "auto" }, /USB is not spoken/],
    [{ slaveid: "248" }, /slaveid = 248/],
    [{ parity: "X" }, /"X" is none of N, E, O/],
    [{ port: "host:0:0", porttype: "tcp" }, /no serial port, host or host:port/],
  ])("with %j it says so", async (options, message) => {
    await expect(opened({}, options)).rejects.toMatchObject({ fault: "configuration", message });
  });

  it.each([
    [{ port: "ups.example" }, { kind: "tcp", host: "ups.example", port: 502 }, 2000],
    [{ port: "COM3", porttype: "serial", parity: "e" }, { kind: "serial", path: "COM3" }, 500],
    [{ port: "/dev/ttyS0", response_timeout_ms: "900" }, { kind: "serial", path: "/dev/ttyS0" }, 900],
  ])("with %j it is looked for at %j", async (options, line, timeoutMs) => {
    expect((await opened({}, options)).targets).toMatchObject([{ line, timeoutMs, unit: 1 }]);
  });

  it.each([
    [0, undefined],
    [0x0044, "Passed, Source: Protocol"],
    [0x4090, "Refused, Source: LocalUI, Modifier: LoadTooLow"],
  ])("reads %d as a calibration that is %s", async (word, result) => {
    expect(valueIn(await polled({ 24: word }), "experimental.ups.calibration.result")).toBe(result);
  });

  it.each([
    [{}, 2, undefined],
    [{}, 3, "stale"],
    [{ modbus_retries: "1" }, 1, "stale"],
    [{ modbus_retries: "5" }, 4, undefined],
  ])("with %j and %d answers that stay away it is %s", async (options, away, fault) => {
    const unit = apcModbus();
    const { poll } = await modbusBench(APC_MODBUS, unit, { options });
    let left = away;
    unit.silent = () => left-- > 0;
    expect(
      await poll().then(
        () => undefined,
        ({ fault: why }: { readonly fault: string }) => why,
      ),
    ).toBe(fault);
  });

  it("without its state it is stale; without its settings it lacks them", async () => {
    const unit = apcModbus();
    const { poll } = await modbusBench(APC_MODBUS, unit);
    unit.tables.get("holding")?.delete(1030);
    expect((await poll()).status).toEqual(["OL"]);
    unit.tables.get("holding")?.delete(130);
    await expect(poll()).rejects.toMatchObject({ fault: "stale" });
  });

  it("makes of any registers a reading", async () => {
    const word = fc.integer({ min: 0, max: 0xffff });
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.nat(1200).map(String), word, { minKeys: 50 }), async (changes) => {
        const { vars } = await polled(changes);
        expect([...vars.values()].every((told) => typeof told === "string" || typeof told.value === "string")).toBe(
          true,
        );
      }),
      { numRuns: 40, seed: 13 },
    );
  });
});
