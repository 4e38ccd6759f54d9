/** nut-upower on a busctl made of answers. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DeviceError } from "../../../src/drivers/types.ts";
import { pathsIn, propertiesIn } from "../../../src/drivers/upower/busctl-json.ts";
import { NUT_UPOWER } from "../../../src/drivers/upower/upower.ts";
import { driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

const UPS = "/org/freedesktop/UPower/devices/ups_hiddev0";
const PATHS = ["/org/freedesktop/UPower/devices/battery_BAT0", UPS];

const listed = (paths: readonly string[]): string => JSON.stringify({ type: "ao", data: [paths] });

const told = (properties: Readonly<Record<string, string | number>>): string => {
  const variants = Object.entries(properties).map(([name, data]) => [name, { type: "x", data }]);
  return JSON.stringify({ type: "a{sv}", data: [Object.fromEntries(variants)] });
};

const FULL = { Vendor: "APC", Model: "Back-UPS", Serial: "", State: 4, Percentage: 100, Voltage: 13.6, TimeToEmpty: 0 };

function upower(properties: Readonly<Record<string, string | number>>, options: Readonly<Record<string, string>> = {}) {
  const asked: string[][] = [];
  const programs = {
    run: (program: string, args: readonly string[]) => {
      asked.push([program, ...args]);
      return Promise.resolve(args.includes("EnumerateDevices") ? listed(PATHS) : told({ ...FULL, ...properties }));
    },
  };
  const all = { port: "auto", ...options };
  const clock = new VirtualClock();
  return { ...driverBench({ definition: NUT_UPOWER, clock, programs, options: all, stepMs: 10, longMs: 1000 }), asked };
}

const polled = async (...parts: Parameters<typeof upower>) => {
  const { driver } = upower(...parts);
  await driver.open(() => undefined);
  return driver.poll("full");
};

describe("nut-upower", () => {
  it.each([
    [1, 60, ["OL", "CHRG"]],
    [2, 60, ["OB", "DISCHRG"]],
    [2, 19, ["OB", "DISCHRG", "LB"]],
    [3, 0, ["OB", "LB"]],
    [4, 100, ["OL"]],
    [5, 90, ["OL"]],
  ])("takes the state %i at %i %% for %j", async (State, Percentage, status) => {
    expect((await polled({ State, Percentage })).status).toEqual(status);
  });

  it("tells what UPower knows, and nothing of what it does not", async () => {
    const reading = await polled({ State: 2, Percentage: 55.26, TimeToEmpty: 900 });
    const names = [
      "battery.charge",
      "battery.voltage",
      "battery.runtime",
      "device.mfr",
      "device.model",
      "device.serial",
    ];
    expect(names.map((name) => valueIn(reading, name))).toEqual(["55.3", "13.6", "900", "APC", "Back-UPS", undefined]);
    expect((await polled({})).vars.has("battery.runtime")).toBe(false);
  });

  it("has no reading where UPower does not know the state: a shutdown hangs on it", async () => {
    await expect(polled({ State: 0 })).rejects.toThrow("does not know the state");
  });

  it("takes lowbatt for what is low", async () => {
    expect((await polled({ State: 2, Percentage: 39 }, { lowbatt: "40" })).status).toContain("LB");
    expect(() => upower({}, { lowbatt: "all" }).driver).toThrow();
  });

  it("asks for the first UPS, or for the device that port names", async () => {
    const { driver, asked } = upower({});
    expect((await driver.open(() => undefined)).title).toBe(`UPower's ${UPS}`);
    await driver.poll("full");
    expect(asked[1]?.slice(4, 6)).toEqual(["org.freedesktop.UPower", UPS]);
    await expect(upower({}, { port: "ups_other" }).driver.open(() => undefined)).rejects.toThrow(
      /no device with "ups_other".*battery_BAT0/,
    );
  });

  it("survives any text of busctl", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        for (const read of [pathsIn, propertiesIn]) {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(DeviceError);
          }
        }
      }),
    );
  });
});
