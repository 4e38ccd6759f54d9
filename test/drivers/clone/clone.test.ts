/** clone and clone-outlet behind a driver in memory. */
import { describe, expect, it } from "@jest/globals";
import { CLONE } from "../../../src/drivers/clone/clone.ts";
import { CLONE_OUTLET } from "../../../src/drivers/clone/clone-outlet.ts";
import type { DriverDefinition, Reading } from "../../../src/drivers/types.ts";
import { type DriverBench, driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { OtherDrivers, OtherUps } from "../../sim/devices/other-ups.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

interface CloneBench extends DriverBench {
  readonly ups: OtherUps;
  readonly wakes: () => number;
  poll(): Promise<Reading>;
  status(): Promise<string>;
}

const ONLINE = {
  "ups.status": "OL CHRG",
  "ups.model": "Tower",
  "battery.charge": "97",
  "battery.runtime": "1800",
  "battery.charge.low": "20",
  "ups.delay.shutdown": "20",
  "driver.name": "usbhid-ups",
  "outlet.1.status": "on",
};
const OUTAGE = { "ups.status": "OB DISCHRG" };

async function opened(
  options: Readonly<Record<string, string>> = {},
  definition: DriverDefinition = CLONE,
): Promise<CloneBench> {
  const clock = new VirtualClock();
  const ups = new OtherUps();
  ups.tell(ONLINE);
  const drivers = new OtherDrivers({ "usbhid-ups-tower": ups });
  const settings = { port: "usbhid-ups-tower", ...options };
  const bench = driverBench({ definition, clock, drivers, options: settings, stepMs: 500, longMs: 60_000 });
  let wakes = 0;
  await bench.run(
    bench.driver.open(() => {
      wakes++;
    }),
  );
  const poll = (): Promise<Reading> => bench.run(bench.driver.poll("full"));
  return { ...bench, ups, poll, wakes: () => wakes, status: async () => (await poll()).status?.join(" ") ?? "" };
}

describe("a clone", () => {
  it("has what the other driver tells, but for that driver's own and what is the clone's", async () => {
    const { poll } = await opened({ mincharge: "80", minruntime: "600", offdelay: "60" });
    const reading = await poll();
    expect(Object.fromEntries([...reading.vars.keys()].map((name) => [name, valueIn(reading, name)]))).toEqual({
      "ups.model": "Tower",
      "battery.charge": "97",
      "battery.runtime": "1800",
      "battery.charge.low": "80",
      "battery.runtime.low": "600",
      "outlet.1.status": "on",
      "ups.delay.shutdown": "60",
      "ups.delay.start": "30",
      "ups.timer.shutdown": "-1",
      "ups.timer.start": "-1",
    });
    expect(reading).toMatchObject({ status: ["OL", "CHRG"], commands: ["shutdown.return", "shutdown.stayoff"] });
  });

  it("asks to be polled when the other driver tells something", async () => {
    const { ups, wakes } = await opened();
    ups.tell(OUTAGE);
    expect(wakes()).toBe(1);
  });

  it("is stale with it, and while it is away", async () => {
    const { ups, poll } = await opened();
    ups.is("stale");
    await expect(poll()).rejects.toMatchObject({ fault: "stale", message: /usbhid-ups-tower has no fresh data/ });
    ups.is("gone");
    await expect(poll()).rejects.toMatchObject({ fault: "stale", message: /start the driver that has it/ });
    ups.tell(ONLINE);
    expect((await poll()).status).toEqual(["OL", "CHRG"]);
  });

  it.each([
    [{ mincharge: "80" }, { "battery.charge": "79" }, /the charge is 79 %, below 80 %/],
    [{ minruntime: "600" }, { "battery.runtime": "599" }, /the runtime is 599 s, below 600 s/],
  ])("with %j leaves on battery, not on line", async (options, values, words) => {
    const { ups, status, said } = await opened(options);
    ups.tell(values);
    expect(await status()).toBe("OL CHRG");
    ups.tell(OUTAGE);
    expect(await status()).toBe("OB DISCHRG FSD");
    expect(said.join()).toMatch(words);
  });

  it("with maxonbattery leaves when that time is over, and asks to be polled then", async () => {
    const { ups, status, clock, wakes } = await opened({ maxonbattery: "300" });
    ups.tell(OUTAGE);
    expect(await status()).toBe("OB DISCHRG");
    const before = wakes();
    await clock.advance(299_000);
    expect([await status(), wakes() - before]).toEqual(["OB DISCHRG", 0]);
    await clock.advance(1000);
    expect([await status(), wakes() - before]).toEqual(["OB DISCHRG FSD", 1]);
  });

  it("counts the time on battery anew after mains, and after data that were not fresh", async () => {
    const { ups, status, poll, clock } = await opened({ maxonbattery: "300" });
    for (const interruption of [() => ups.tell(ONLINE), () => ups.is("stale")]) {
      ups.tell(OUTAGE);
      await status();
      await clock.advance(200_000);
      interruption();
      await poll().catch(() => undefined);
      ups.tell(OUTAGE);
      await status();
      await clock.advance(200_000);
      expect(await status()).toBe("OB DISCHRG");
      ups.tell(ONLINE);
      await status();
    }
  });

  it("does not leave for a limit of what the UPS does not tell, where the C driver does; it says so", async () => {
    const { ups, status, said } = await opened({ mincharge: "80" });
    ups.tell({ ...OUTAGE, "battery.charge": undefined });
    expect(await status()).toBe("OB DISCHRG");
    expect(await status()).toBe("OB DISCHRG");
    expect(
      said.filter((line) => /mincharge has no effect: usbhid-ups-tower has no battery\.charge/.test(line)),
    ).toHaveLength(1);
  });

  it("goes through a whole outage: hosts leave, the outlet goes off, mains return, the outlet comes on", async () => {
    const { ups, status, clock, poll } = await opened({
      mincharge: "80",
      offdelay: "60",
      ondelay: "30",
      "load.off": "outlet.1.load.off",
      "load.on": "outlet.1.load.on",
      "load.status": "outlet.1.status",
    });
    ups.tell({ ...OUTAGE, "battery.charge": "70" });
    await status();
    await clock.advance(40_000);
    expect(valueIn(await poll(), "ups.timer.shutdown")).toBe("20");
    await clock.advance(20_000);
    await status();
    expect(ups.heard).toEqual(["INSTCMD outlet.1.load.off"]);
    ups.tell({ "outlet.1.status": "off" });
    expect(await status()).toBe("OB DISCHRG OFF");
    ups.tell({ "ups.status": "OL CHRG" });
    await status();
    await clock.advance(10_000);
    ups.tell(OUTAGE);
    await status();
    ups.tell({ "ups.status": "OL CHRG" });
    await status();
    await clock.advance(29_000);
    expect([await status(), ups.heard.length]).toEqual(["OL CHRG OFF", 1]);
    await clock.advance(1000);
    await status();
    expect(ups.heard[1]).toBe("INSTCMD outlet.1.load.on");
    ups.tell({ "outlet.1.status": "on" });
    expect(await status()).toBe("OL CHRG");
  });

  it("assumes that the outlet obeys where nothing tells", async () => {
    const { ups, status, clock, driver } = await opened({ offdelay: "10", ondelay: "5" });
    expect(await driver.instcmd("shutdown.return")).toBe("handled");
    expect(await status()).toBe("OL CHRG FSD");
    await clock.advance(10_000);
    expect(await status()).toBe("OL CHRG OFF");
    await status();
    await clock.advance(5000);
    expect(await status()).toBe("OL CHRG");
    expect(ups.heard).toEqual([]);
  });

  it("stays off after shutdown.stayoff", async () => {
    const { status, clock, driver } = await opened({ offdelay: "10" });
    await driver.instcmd("shutdown.stayoff");
    await clock.advance(10_000);
    expect(await status()).toBe("OL CHRG OFF");
    await clock.advance(600_000);
    expect(await status()).toBe("OL CHRG OFF");
  });

  it("turns the outlet off at its time though its UPS has fallen silent", async () => {
    const { ups, poll, clock, driver } = await opened({ offdelay: "10", "load.off": "load.off" });
    await driver.instcmd("shutdown.return");
    ups.is("stale");
    await clock.advance(10_000);
    await poll().catch(() => undefined);
    expect(ups.heard).toEqual(["INSTCMD load.off"]);
  });

  it("says when the other driver does not carry out a command", async () => {
    const { ups, status, clock, driver, said } = await opened({ offdelay: "1", "load.off": "outlet.9.load.off" });
    ups.outcome = "unknown";
    await driver.instcmd("shutdown.return");
    await clock.advance(1000);
    await status();
    expect(said.join()).toMatch(/did not carry out outlet\.9\.load\.off/);
  });

  it("lets its limits be set", async () => {
    const { ups, status, driver, poll } = await opened();
    expect(await driver.setvar("battery.charge.low", "90")).toBe("handled");
    expect(await driver.setvar("battery.charge.low", "much")).toBe("invalid");
    expect(await driver.setvar("ups.id", "x")).toBe("unknown");
    expect((await poll()).vars.get("battery.charge.low")).toMatchObject({ value: "90", rw: true });
    ups.tell({ ...OUTAGE, "battery.charge": "89" });
    expect(await status()).toBe("OB DISCHRG FSD");
  });

  it.each([
    [{ port: "tower" }, /names no driver: write DRIVER-UPSNAME/],
    [{ mincharge: "-5" }, /"-5" is not a number from 0/],
    [{ maxonbattery: "0" }, /"0" is not a whole number above 0/],
    [{ offdelay: "soon" }, /"soon" is not a whole number/],
  ])("does not start with %j", async (options, words) => {
    await expect(opened(options)).rejects.toThrow(words);
  });
});

describe("a clone of an outlet", () => {
  const opening = (prefix = "outlet.1"): Promise<CloneBench> => opened({ prefix }, CLONE_OUTLET);

  it("has what the other driver tells, and the outlet's part of the status in front", async () => {
    const { ups, status, poll } = await opening();
    expect(valueIn(await poll(), "battery.charge.low")).toBe("20");
    ups.tell({ "outlet.1.status": "off" });
    expect(await status()).toBe("OFF OL CHRG");
  });

  it.each([
    ["-1", "OL CHRG"],
    ["61", "OL CHRG"],
    ["60", "FSD OL CHRG"],
    ["0", "FSD OL CHRG"],
    ["soon", "OL CHRG"],
  ])("with a timer of %s s, and 60 s for a shutdown, is %s", async (timer, tokens) => {
    const { ups, status } = await opening();
    ups.tell({ "outlet.1.delay.shutdown": "60", "outlet.1.timer.shutdown": timer });
    expect(await status()).toBe(tokens);
  });

  it("needs an outlet", async () => {
    await expect(opening("")).rejects.toThrow(/prefix names the outlet: write prefix = outlet\.1/);
  });
});
