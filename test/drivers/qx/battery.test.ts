/** Charge and runtime where the device tells only a voltage. */
import { describe, expect, it } from "@jest/globals";
import { dumpOf, type QxBench, qxBench } from "../../sim/devices/qx-device.ts";

const RATING = { send: "F\r", recv: "#220.0 000 012.0 50.0\r" };

const q1 = (volts: string, load = "050", bits = "00001000"): string =>
  `(226.0 195.0 226.0 ${load} 49.0 ${volts} 30.0 ${bits}\r`;

const profile = (volts: string, load?: string, bits?: string) => ({
  exchanges: [{ send: "Q1\r", recv: q1(volts, load, bits) }, RATING, { send: "I\r", recv: `#${" ".repeat(37)}\r` }],
});

const OPTIONS = { protocol: "megatec", novendor: "" };

async function read({ driver }: QxBench, ...names: readonly string[]): Promise<readonly (string | undefined)[]> {
  const { vars } = dumpOf(await driver.poll("full"));
  return names.map((name) => vars.get(name));
}

async function opened(volts: string, options: Readonly<Record<string, string>> = {}, bits?: string): Promise<QxBench> {
  const bench = qxBench(profile(volts, undefined, bits), { ...OPTIONS, ...options });
  await bench.driver.open();
  return bench;
}

describe("the charge by the voltage", () => {
  it.each([
    ["10.4", "0"],
    ["11.7", "50"],
    ["13.0", "100"],
    ["13.8", "100"],
    ["09.9", "0"],
  ])("of a 12 V battery at %s V is %s %%, between 104 and 130 parts of 120", async (volts, charge) => {
    expect(await read(await opened(volts), "battery.charge", "battery.voltage.low", "battery.voltage.high")).toEqual([
      charge,
      "10.40",
      "13.00",
    ]);
  });

  it("counts the cells where the voltage is that of one", async () => {
    expect(await read(await opened("2.17"), "battery.charge", "battery.voltage")).toEqual(["100", "2.17"]);
    expect(await read(await opened("1.95"), "battery.charge")).toEqual(["50"]);
  });

  it("goes from the user's low to the user's high", async () => {
    const limits = { "default.battery.voltage.low": "10.4", "override.battery.voltage.high": "13.6" };
    expect(await read(await opened("12.0", limits), "battery.charge")).toEqual(["50"]);
  });

  it("is left out where nobody knows a nominal voltage", async () => {
    expect(await read(await opened("12.0", { norating: "" }), "battery.charge", "battery.voltage")).toEqual([
      undefined,
      "12.0",
    ]);
  });

  it("multiplies the voltage of one pack by the number of packs, told or found", async () => {
    const one = { battery_voltage_reports_one_pack: "" };
    const told = { ...one, "override.battery.packs": "2", "override.battery.voltage.nominal": "24" };
    expect(await read(await opened("12.7", told), "battery.voltage", "battery.charge")).toEqual(["25.40", "88"]);
    const found = { ...one, "override.battery.voltage.nominal": "24" };
    expect(await read(await opened("12.7", found), "battery.voltage", "battery.charge")).toEqual(["25.40", "88"]);
    expect(await read(await opened("12.7", one), "battery.voltage")).toEqual(["12.7"]);
  });
});

/** 240 s at full load, 720 s at half: an exponent of 1.585. */
const CURVE = { runtimecal: "240,100,720,50", chargetime: "3600" };

describe("runtimecal", () => {
  it("gives the runtime at the load of the moment", async () => {
    expect(await read(await opened("13.0", CURVE), "battery.runtime", "battery.charge")).toEqual(["720", "100"]);
  });

  it("drains the battery by the load while on battery, and never faster than it was filled", async () => {
    const bench = await opened("13.0", CURVE, "10001000");
    await bench.clock.advance(360_000);
    expect(await read(bench, "battery.runtime", "battery.charge")).toEqual(["360", "50"]);
    await bench.clock.advance(3_600_000);
    expect(await read(bench, "battery.runtime", "battery.charge")).toEqual(["0", "0"]);
  });

  it("fills it in chargetime while on line", async () => {
    const bench = await opened("13.0", CURVE, "10001000");
    await bench.clock.advance(720_000);
    expect(await read(bench, "battery.charge")).toEqual(["0"]);
    bench.device.table.set("Q1\r", q1("13.0"));
    await bench.clock.advance(1_800_000);
    expect(await read(bench, "battery.charge", "battery.runtime")).toEqual(["50", "360"]);
    await bench.clock.advance(7_200_000);
    expect(await read(bench, "battery.charge")).toEqual(["100"]);
  });

  it("believes the voltage where it is lower: the battery is old", async () => {
    const bench = await opened("13.0", CURVE, "10001000");
    await bench.clock.advance(30_000);
    bench.device.table.set("Q1\r", q1("11.05", "050", "10001000").replace(" 11.05", " 11.0"));
    expect(await read(bench, "battery.charge")).toEqual(["23"]);
  });

  it("takes a small load for the idle load", async () => {
    const bench = qxBench(profile("13.0", "000"), { ...OPTIONS, ...CURVE, idleload: "20" });
    await bench.driver.open();
    expect(await read(bench, "battery.runtime")).toEqual(["1200"]);
  });

  it.each([
    ["runtimecal", "240,100,720", /four numbers/],
    ["runtimecal", "240,100,x,50", /four numbers/],
    ["runtimecal", "720,100,240,50", /low load must be the longer/],
    ["runtimecal", "240,120,720,50", /loads must fall/],
    ["runtimecal", "240,50,720,100", /loads must fall/],
    ["chargetime", "0", /chargetime = 0/],
    ["chargetime", "soon", /chargetime = soon/],
    ["idleload", "0", /idleload = 0/],
    ["idleload", "120", /idleload = 120/],
  ])("refuses %s = %s", async (name, value, message) => {
    const bench = qxBench(profile("13.0"), { ...OPTIONS, ...CURVE, [name]: value });
    await expect(bench.driver.open()).rejects.toMatchObject({
      fault: "configuration",
      message: expect.stringMatching(message),
    });
  });
});
