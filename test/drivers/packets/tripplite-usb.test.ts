/** tripplite_usb on UPSes of each of its protocols. */
import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../../src/drivers/types.ts";
import { shownBy } from "../../sim/bench/family-bench.ts";
import { type PipeBench, pipeBench } from "../../sim/bench/pipe-bench.ts";
import { usbDevice } from "../../sim/devices/fake-pipe.ts";
import {
  OMNIVS,
  OMNIVS_2001,
  SMART_0004,
  SMART_3005,
  SMART_3017,
  SMARTPRO,
  TrippUnit,
} from "../../sim/families/tripplite-usb.ts";

/** Answers that are spoilt; a hundred thousand with NUTTS_RUNS=10. */
const INPUTS = process.env.NUTTS_RUNS === undefined ? 400 : 10_000 * Number(process.env.NUTTS_RUNS);

const named = (product: string) => usbDevice(0x09ae, 0x0001, { vendor: "TRIPP LITE", product });
const SMART_1500 = named("TRIPP LITE SMART1500RM2U  ");

async function opened(unit: TrippUnit, options: Readonly<Record<string, string>> = {}): Promise<PipeBench> {
  const bench = await pipeBench("tripplite_usb", SMART_1500, unit.does, options);
  await bench.run(bench.driver.open(() => undefined));
  return bench;
}

const COMMON = {
  "driver.version.usb": "libusb-1.0.27",
  "ups.delay.shutdown": "64",
  "ups.mfr": "Tripp Lite",
  "ups.model": "SMART1500RM2U",
  "ups.productid": "0001",
  "ups.vendorid": "09ae",
} as const;

const outlets = (banks: number, switched: boolean): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Array.from({ length: banks + 1 }, (_, at) => at + 1).flatMap((outlet) => [
      [`outlet.${outlet}.desc`, `Load ${outlet}`],
      [`outlet.${outlet}.id`, String(outlet)],
      [`outlet.${outlet}.switchable`, outlet > banks ? "0" : "1"],
      ...(switched && outlet <= banks ? [[`outlet.${outlet}.switch`, "1"]] : []),
    ]),
  );

const PROTOCOLS = [
  [
    "OMNIVS",
    0x1001,
    OMNIVS,
    {
      "battery.charge": "89",
      "battery.voltage": "12.94",
      "battery.voltage.nominal": "12",
      "input.voltage": "119.17",
      "input.voltage.nominal": "120",
      "output.voltage": "117.0",
      "ups.firmware": "F1143.A",
      "ups.firmware.aux": "protocol 1001",
      "ups.power.nominal": "1000",
    },
    ["shutdown.return"],
  ],
  [
    "OMNIVS, later",
    0x2001,
    OMNIVS_2001,
    {
      "battery.charge": "89",
      "battery.test.status": "Battery OK",
      "battery.voltage": "12.94",
      "battery.voltage.nominal": "12",
      "input.voltage": "228.40",
      "input.voltage.nominal": "230",
      "output.voltage": "224.2",
      "ups.firmware": "F1143.A",
      "ups.firmware.aux": "protocol 2001",
      "ups.id": "258",
      "ups.power.nominal": "1000",
    },
    ["shutdown.return"],
  ],
  [
    "SMARTPRO",
    0x3003,
    SMARTPRO,
    {
      "battery.charge": "100",
      "battery.test.status": "Battery OK",
      "battery.voltage": "27.00",
      "battery.voltage.nominal": "24",
      "input.frequency": "60.0",
      "input.frequency.nominal": "60",
      "input.voltage": "113",
      "input.voltage.maximum": "127",
      "input.voltage.minimum": "106",
      "input.voltage.nominal": "120",
      "ups.firmware": "F1019.A",
      "ups.firmware.aux": "protocol 3003",
      "ups.id": "65535",
      "ups.load": "41",
      "ups.power.nominal": "1500",
      "ups.temperature": "24.4",
      ...outlets(2, true),
    },
    ["load.off", "load.on", "reset.input.minmax", "shutdown.return", "test.battery.start"],
  ],
  [
    "SMART, older",
    0x0004,
    SMART_0004,
    {
      "battery.charge": "100",
      "battery.test.status": "Battery OK",
      "battery.voltage": "13.50",
      "battery.voltage.nominal": "12",
      "input.frequency": "60.0",
      "input.voltage": "103",
      "input.voltage.maximum": "111",
      "input.voltage.minimum": "101",
      "input.voltage.nominal": "110",
      "ups.firmware": "F10.SM.",
      "ups.firmware.aux": "protocol 0004",
      "ups.load": "30",
      "ups.power.nominal": "700",
      "ups.temperature": "24.4",
      ...outlets(2, true),
    },
    ["load.off", "load.on", "reset.input.minmax", "shutdown.return", "test.battery.start"],
  ],
  [
    "SMART in bytes",
    0x3005,
    SMART_3005,
    {
      "battery.charge": "93",
      "battery.test.status": "Battery OK",
      "battery.voltage": "26.20",
      "battery.voltage.nominal": "24",
      "input.voltage": "115",
      "input.voltage.maximum": "127",
      "input.voltage.minimum": "106",
      "input.voltage.nominal": "120",
      "ups.firmware": "F2.0XX.",
      "ups.firmware.aux": "protocol 3005",
      "ups.id": "7",
      "ups.load": "17",
      "ups.power.nominal": "500",
      "ups.temperature": "3",
      ...outlets(2, true),
    },
    ["load.off", "load.on", "reset.input.minmax", "shutdown.return", "test.battery.start"],
  ],
  [
    "SMART of 230 V",
    0x3017,
    SMART_3017,
    {
      "battery.charge": "100",
      "battery.test.status": "Battery OK",
      "battery.voltage": "54.00",
      "battery.voltage.nominal": "48",
      "input.frequency": "50.0",
      "input.frequency.nominal": "50",
      "input.voltage": "230",
      "input.voltage.maximum": "243",
      "input.voltage.minimum": "203",
      "input.voltage.nominal": "230",
      "ups.firmware": "F1019.A",
      "ups.firmware.aux": "protocol 3017",
      "ups.id": "65535",
      "ups.load": "41",
      "ups.power.nominal": "1500",
      "ups.temperature": "24.4",
    },
    ["reset.input.minmax", "shutdown.return", "test.battery.start"],
  ],
] as const;

describe("tripplite_usb", () => {
  it.each(PROTOCOLS)("shows what a UPS of protocol %s tells", async (_, protocol, answers, vars, commands) => {
    const { driver, run } = await opened(new TrippUnit(protocol, answers));
    const reading = await run(driver.poll("full"));
    expect(shownBy(reading)).toEqual({ status: "OL", alarm: undefined, vars: { ...COMMON, ...vars } });
    expect([...(reading.commands ?? [])].sort()).toEqual(commands);
  });

  it.each([
    ["OMNIVS", 0x1001, OMNIVS, "11", "OB"],
    ["OMNIVS", 0x1001, OMNIVS, "01", "OB LB"],
    ["OMNIVS", 0x1001, OMNIVS, "12", "BYPASS"],
    ["SMARTPRO", 0x3003, SMARTPRO, "10\0\x01", "OB"],
    ["SMARTPRO", 0x3003, SMARTPRO, "00\0\x01", "OB LB"],
    ["SMARTPRO", 0x3003, SMARTPRO, "10\0\x04", "OFF"],
    ["SMARTPRO", 0x3003, SMARTPRO, "21\0\0", "OL RB"],
    ["SMARTPRO", 0x3003, SMARTPRO, "12\0\0", "CAL OL"],
    ["SMARTPRO", 0x3003, SMARTPRO, "13\0\x01", "OVER OB"],
    ["SMARTPRO", 0x3003, SMARTPRO, "14\0\0", "OL"],
    ["SMART in bytes", 0x3005, SMART_3005, "\0\0\0\x01", "OB LB"],
    ["SMART in bytes", 0x3005, SMART_3005, "\x01\x05\0\0", "OVER OL"],
  ])("makes of the state of %s (%d) %j %s", async (_, protocol, answers, state, status) => {
    const unit = new TrippUnit(protocol, answers);
    const { driver, run } = await opened(unit);
    unit.answers.set("S", state);
    expect(shownBy(await run(driver.poll("quick"))).status).toBe(status);
  });

  it.each([
    ["SMARTPRO", 0x3003, SMARTPRO, "16\0\0"],
    ["SMARTPRO", 0x3003, SMARTPRO, "X0\0\0"],
    ["SMART of 230 V", 0x3017, SMART_3017, "20\0\0"],
    ["OMNIVS", 0x1001, OMNIVS, "1X"],
  ])("makes data stale of a state of %s (%d) that means nothing", async (_, protocol, answers, state) => {
    const unit = new TrippUnit(protocol, answers);
    const { driver, run } = await opened(unit);
    unit.answers.set("S", state);
    await expect(run(driver.poll("quick"))).rejects.toMatchObject({ fault: "stale" });
    unit.answers.set("S", "10\0\0");
    expect(shownBy(await run(driver.poll("quick"))).status).toBe("OL");
  });

  it.each([
    ["SMARTPRO", 0x3003, SMARTPRO, "test.battery.start", ["41"]],
    ["SMARTPRO", 0x3003, SMARTPRO, "reset.input.minmax", ["5a"]],
    ["SMARTPRO", 0x3003, SMARTPRO, "load.off", ["4e3035", "4b3030"]],
    ["SMART in bytes", 0x3005, SMART_3005, "load.on", ["4e05", "4b0001"]],
    ["OMNIVS", 0x1001, OMNIVS, "shutdown.return", ["4e012c", "47"]],
  ])("tells a UPS of protocol %s (%d)%j for %s %j", async (_, protocol, answers, command, orders) => {
    const unit = new TrippUnit(protocol, answers);
    const { driver, run } = await opened(unit, { offdelay: "300" });
    unit.orders.length = 0;
    expect(await run(driver.instcmd(command))).toBe("handled");
    expect(unit.orders).toEqual(orders);
  });

  it("ends a shutdown, and says when the UPS does not take it", async () => {
    const unit = new TrippUnit(0x3003, SMARTPRO);
    const { driver, run } = await opened(unit);
    expect(await run(driver.setvar("ups.delay.shutdown", "20"))).toBe("handled");
    unit.orders.length = 0;
    expect(await run(driver.killpower())).toBe("handled");
    expect(unit.orders).toEqual(["4e0014", "47"]);
    unit.answers.delete("G");
    expect(await run(driver.killpower())).toBe("failed");
  });

  it("switches groups of outlets, and shows them as they were switched", async () => {
    const unit = new TrippUnit(0x3003, SMARTPRO);
    const { driver, run } = await opened(unit);
    unit.orders.length = 0;
    expect(await run(driver.setvar("outlet.2.switch", "off"))).toBe("handled");
    expect(unit.orders).toEqual(["4e3035", "4b3230"]);
    expect(shownBy(await run(driver.poll("full"))).vars).toMatchObject({
      "outlet.1.switch": "1",
      "outlet.2.switch": "0",
    });
    expect(await run(driver.setvar("outlet.3.switch", "off"))).toBe("unknown");
    unit.answers.delete("K");
    expect(await run(driver.setvar("outlet.2.switch", "on"))).toBe("failed");
  });

  it("gives the unit another number", async () => {
    const unit = new TrippUnit(0x3005, SMART_3005);
    const { driver, run } = await opened(unit);
    expect(await run(driver.setvar("ups.id", "70000"))).toBe("invalid");
    expect(await run(driver.setvar("ups.id", "513"))).toBe("handled");
    expect(unit.orders.at(-1)).toBe("4a0201");
    expect(shownBy(await run(driver.poll("full"))).vars["ups.id"]).toBe("513");
  });

  it("takes of two UPSes the one with the number that is meant, and says which it has found instead", async () => {
    const [seven, other] = [new TrippUnit(0x3005, SMART_3005), new TrippUnit(0x3003, SMARTPRO)];
    const device = usbDevice(0x09ae, 0x0001, { address: "005", product: "SMART500RT1U" });
    const both = (upsid: string) =>
      pipeBench("tripplite_usb", SMART_1500, other.does, { upsid }, [[device, seven.does]]);
    const found = await both("7");
    await found.run(found.driver.open(() => undefined));
    expect(found.pipe.closed).toBe(true);
    expect(shownBy(await found.run(found.driver.poll("full"))).vars["ups.model"]).toBe("SMART500RT1U");
    const none = await both("8");
    await expect(none.run(none.driver.open(() => undefined))).rejects.toMatchObject({ fault: "absent" });
  });

  it.each([
    ["is silent", (unit: TrippUnit) => Object.assign(unit, { mute: true }), /does not answer.*Check/],
    ["speaks another protocol", (unit: TrippUnit) => unit.answers.set("\0", "\x30\x04"), /protocol 3004.*Check/],
    ["does not tell how it is set up", (unit: TrippUnit) => unit.answers.delete("V"), /Check/],
  ])("says so where the device %s", async (_, spoil, message) => {
    const unit = new TrippUnit(0x3003, SMARTPRO);
    spoil(unit);
    const { driver, run, pipe } = await pipeBench("tripplite_usb", SMART_1500, unit.does);
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(message),
    });
    expect(pipe.closed).toBe(true);
  });

  it("never sends the watchdog to a SMARTPRO, which has none, and stops that of others", async () => {
    const [smart, omnivs] = [new TrippUnit(0x3003, SMARTPRO), new TrippUnit(0x1001, OMNIVS)];
    await opened(smart);
    await opened(omnivs);
    expect([smart.orders, omnivs.orders]).toEqual([[], ["5700"]]);
  });

  it("makes no state of packets that are cut, of another letter, or noise", async () => {
    let seed = 20_261_130;
    const below = (count: number): number => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fffffff;
      return (seed >>> 8) % count;
    };
    const noise = (count: number): Uint8Array => Uint8Array.from({ length: count }, () => below(256));
    const unit = new TrippUnit(0x3003, SMARTPRO);
    const { driver, run } = await opened(unit);
    let inputs = 0;
    let spoilt = 0;
    const spoils: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
      (bytes) => bytes.subarray(0, below(8)),
      () => noise(8).map((byte, at) => (at === 0 ? 0x20 : byte)),
      () => noise(below(8)),
      () => new Uint8Array(),
    ];
    unit.spoil = (bytes) => {
      inputs++;
      return below(8) === 0 ? bytes : (spoils[below(spoils.length)]?.(bytes) ?? bytes);
    };
    while (inputs < INPUTS) {
      const outcome: unknown = await run(driver.poll(below(2) === 0 ? "full" : "quick")).then(
        ({ status = [] }) => status.join(" "),
        (error: unknown) => error,
      );
      if (outcome instanceof DeviceError) {
        expect(outcome.fault).toBe("stale");
        spoilt++;
      } else expect(outcome).toBe("OL");
    }
    expect(spoilt).toBeGreaterThan(0);
  });
});
