/** battery_model: a driver on a simulated device whose battery is drained again and again. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { type SimDevice, simDevice } from "../../sim/devices/device.ts";
import { discharge, type LeadBattery } from "../../sim/devices/lead-battery.ts";
import { config, type Rig, rig } from "../engine/rig.ts";

const BATTERY: LeadBattery = { seconds: 400, exponent: 1.2, volts: 24, left: 1, noise: 0 };
/** Seconds between two polls. */
const STEP = 10;
const ON_LINE = { "ups.load": "50", "battery.voltage": "27.3" };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-battery-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const start = (device: SimDevice, section: Readonly<Record<string, string | undefined>> = {}): Promise<Rig> =>
  rig(device, config({ battery_model: "estimate", pollinterval: "10", ...section }), { batteryPath: folder });

const file = (): string => join(folder, "a.json");

interface Drain {
  readonly load?: number;
  readonly until?: number;
  readonly left?: number;
  /** What the device says of itself on the way. */
  readonly tells?: (percent: number) => Readonly<Record<string, string>>;
}

/** From full; the device says LB at 10 %. What it looks like at each poll goes to `see`. */
async function drain(
  device: SimDevice,
  { clock }: Rig,
  { load = 50, until = 5, left = 1, tells = () => ({}) }: Drain,
  see: (percent: number, runtime: number) => void = () => undefined,
): Promise<void> {
  for (const moment of discharge({ ...BATTERY, left }, () => load, until, undefined, STEP)) {
    const vars = { "ups.load": String(load), "battery.voltage": moment.voltage.toFixed(1), ...tells(moment.charge) };
    for (const [name, value] of Object.entries(vars)) device.vars.set(name, value);
    device.status = moment.low ? ["OB", "LB"] : ["OB"];
    await clock.advance(STEP * 1000);
    see(moment.charge, moment.runtime);
  }
  for (const [name, value] of Object.entries({ ...ON_LINE, ...tells(100) })) device.vars.set(name, value);
  device.status = ["OL"];
  await clock.advance(STEP * 1000);
}

const HOURS = 3_600_000;

describe("a device that tells neither charge nor runtime", () => {
  it("has none before its first deep discharge, and estimates, marked as such, after it", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device);
    await one.clock.advance(10_000);
    expect(one.value("battery.charge")).toBeUndefined();
    expect(one.value("experimental.battery.estimated")).toBeUndefined();
    await drain(device, one, {});
    expect(one.value("experimental.battery.estimated")).toBe("battery.charge battery.runtime");
    expect(Number(one.value("battery.charge"))).toBeLessThan(20);
    await one.clock.advance(10 * HOURS);
    expect(one.value("battery.charge")).toBe("100");
    expect(Math.abs(Number(one.value("battery.runtime")) - 900)).toBeLessThan(200);
  });

  it("is estimated within some points through the next discharge, at another load", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    await drain(device, one, {});
    await one.clock.advance(10 * HOURS);
    const errors: number[] = [];
    await drain(device, one, { load: 30 }, (percent) =>
      errors.push(Math.abs(Number(one.value("battery.charge")) - percent)),
    );
    expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(6);
  });

  it("keeps what was learned over a restart of the driver", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    await drain(device, one, {});
    const again = await start(simDevice(ON_LINE));
    await again.clock.advance(STEP * 1000);
    expect(again.value("experimental.battery.estimated")).toBe("battery.charge battery.runtime");
  });
});

describe("a device that tells its charge and its runtime", () => {
  const whole = (percent: number): Readonly<Record<string, string>> => ({
    "battery.charge": percent.toFixed(0),
    "battery.runtime": String(Math.round(percent * 3)),
  });

  it("is left alone", async () => {
    const device = simDevice({ ...ON_LINE, ...whole(100) });
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    await drain(device, one, { tells: whole });
    expect(one.value("battery.charge")).toBe("100");
    expect(one.value("battery.runtime")).toBe("300");
    expect(one.value("experimental.battery.estimated")).toBeUndefined();
  });

  it("is helped where its runtime never moves; what it says itself stays visible", async () => {
    const tells = (percent: number): Readonly<Record<string, string>> => ({
      "battery.charge": percent.toFixed(0),
      "battery.runtime": "3600",
    });
    const device = simDevice({ ...ON_LINE, ...tells(100) });
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    expect(one.value("battery.runtime")).toBe("3600");
    await drain(device, one, { tells });
    expect(one.value("experimental.battery.estimated")).toBe("battery.runtime");
    expect(one.value("experimental.battery.runtime.device")).toBe("3600");
    expect(Math.abs(Number(one.value("battery.runtime")) - 900)).toBeLessThan(200);
  });

  it("shows how its battery ages, with what that is worth", async () => {
    const device = simDevice({ ...ON_LINE, ...whole(100) });
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    await drain(device, one, { tells: whole });
    expect(one.value("experimental.battery.health")).toBeUndefined();
    await one.clock.advance(10 * HOURS);
    await drain(device, one, { tells: whole, left: 0.6 });
    await drain(device, one, { tells: whole, left: 0.6 });
    expect(Math.abs(Number(one.value("experimental.battery.health")) - 60)).toBeLessThanOrEqual(6);
    expect(Number(one.value("experimental.battery.health.confidence"))).toBeGreaterThan(70);
  });
});

describe("LB", () => {
  const learnedOn = async (section: Readonly<Record<string, string | undefined>>): Promise<[SimDevice, Rig]> => {
    const device = simDevice(ON_LINE);
    const one = await start(device, section);
    await one.clock.advance(STEP * 1000);
    await drain(device, one, {});
    await one.clock.advance(10 * HOURS);
    return [device, one];
  };

  it("is never raised by an estimate", async () => {
    const [device, one] = await learnedOn({
      "override.battery.charge.low": "50",
      "override.battery.runtime.low": "1800",
    });
    const said = new Set<string>();
    for (const { voltage } of discharge(BATTERY, () => 50, 15, undefined, STEP)) {
      device.vars.set("battery.voltage", voltage.toFixed(1));
      device.status = ["OB"];
      await one.clock.advance(STEP * 1000);
      said.add(one.value("ups.status") ?? "");
    }
    expect(Number(one.value("battery.charge"))).toBeLessThan(30);
    expect([...said]).toEqual(["OB"]);
  });

  it("follows ignorelb and the user's limits on an estimate as on a device's own value", async () => {
    const [device, one] = await learnedOn({ ignorelb: undefined, "override.battery.charge.low": "50" });
    const lowAt: number[] = [];
    for (const { voltage, charge } of discharge(BATTERY, () => 50, 15, undefined, STEP)) {
      device.vars.set("battery.voltage", voltage.toFixed(1));
      device.status = ["OB"];
      await one.clock.advance(STEP * 1000);
      if (one.value("ups.status") === "OB LB") lowAt.push(charge);
    }
    expect(Math.abs((lowAt[0] ?? 0) - 50)).toBeLessThan(12);
  });

  it("of the device counts under ignorelb as long as there is no estimate", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device, { ignorelb: undefined, "override.battery.charge.low": "50" });
    device.status = ["OB", "LB"];
    await one.clock.advance(2 * STEP * 1000);
    expect(one.value("ups.status")).toBe("OB LB");
  });
});

describe("nothing is added to the status of a device", () => {
  it("by an estimate that rises as the battery is charged", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    await drain(device, one, {});
    one.said.length = 0;
    await one.clock.advance(3 * HOURS);
    expect(one.value("ups.status")).toBe("OL");
    expect(one.said.filter((line) => line.includes("ups.status"))).toEqual([]);
  });
});

describe("where nobody asks for estimates", () => {
  it("discharges are recorded and nothing is published", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device, { battery_model: undefined });
    await one.clock.advance(STEP * 1000);
    const before = one.handle.published.state.variables().map(({ name }) => name);
    await drain(device, one, {});
    expect(one.handle.published.state.variables().map(({ name }) => name)).toEqual(before);
    expect(readFileSync(file(), "utf8")).toMatch(/"discharges":\[\{/);
  });

  it("nothing is kept with battery_model = off", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device, { battery_model: "off" });
    await one.clock.advance(STEP * 1000);
    await drain(device, one, {});
    expect(() => readFileSync(file(), "utf8")).toThrow("ENOENT");
  });

  it("what the user sets with default. or override. stays", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device, { "default.battery.charge": "77" });
    await one.clock.advance(STEP * 1000);
    await drain(device, one, {});
    expect(one.value("battery.charge")).toBe("77");
    expect(one.value("experimental.battery.estimated")).toBe("battery.runtime");
  });
});

describe("the file", () => {
  it("is written once for a short discharge, bounded for many", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    for (let i = 0; i < 40; i++) await drain(device, one, { until: 60 });
    const text = readFileSync(file(), "utf8");
    expect(text.length).toBeLessThan(80_000);
    expect(text.match(/"began"/g)?.length).toBe(24);
  });

  it("of rubbish is begun anew, with a warning, and costs nothing else", async () => {
    writeFileSync(file(), "{ nonsense");
    const one = await start(simDevice(ON_LINE));
    await one.clock.advance(STEP * 1000);
    expect(one.lines.filter((line) => line.includes("no record of a battery"))).toHaveLength(1);
    expect(one.value("ups.status")).toBe("OL");
  });

  it("that cannot be written is complained of once", async () => {
    mkdirSync(file());
    const device = simDevice(ON_LINE);
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    await drain(device, one, {});
    await drain(device, one, {});
    expect(one.lines.filter((line) => line.includes("cannot be kept"))).toHaveLength(1);
  });

  it("keeps a discharge in whose middle the driver ends", async () => {
    const device = simDevice(ON_LINE);
    const one = await start(device);
    await one.clock.advance(STEP * 1000);
    device.status = ["OB"];
    await one.clock.advance(120_000);
    const stopped = one.handle.stop();
    await one.clock.advance(60_000);
    await stopped;
    expect(readFileSync(file(), "utf8")).toMatch(/"began"/);
  });
});
