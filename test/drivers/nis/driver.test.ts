/** apcupsd-ups on the network information server of an apcupsd in memory. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { unexplainedIn } from "../../../src/driver-daemon/control/unexplained.ts";
import { APCUPSD_UPS } from "../../../src/drivers/nis/driver.ts";
import { StatusReader } from "../../../src/drivers/nis/status-reader.ts";
import type { Reading } from "../../../src/drivers/types.ts";
import { type DriverBench, driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { MemoryTcp } from "../../sim/devices/memory-tcp.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { half, NisServer, SMART_UPS, silent } from "../../sim/servers/nis-server.ts";

interface NisBench extends DriverBench {
  readonly server: NisServer;
  readonly tcp: MemoryTcp;
  poll(): Promise<Reading>;
}

function bench(port = "attic.example", items = SMART_UPS): NisBench {
  const clock = new VirtualClock();
  const server = new NisServer(items);
  const tcp = new MemoryTcp(server.serve, clock);
  const one = driverBench({ definition: APCUPSD_UPS, clock, tcp, options: { port }, stepMs: 1000, longMs: 60_000 });
  return { ...one, server, tcp, poll: () => one.run(one.driver.poll("full")) };
}

const statusOf = async (said: string): Promise<readonly string[] | undefined> =>
  (await bench("h", { ...SMART_UPS, STATUS: said }).poll()).status;

const failing = ({ run, driver }: NisBench, call: "open" | "poll"): Promise<unknown> =>
  run<unknown>(call === "open" ? driver.open(() => undefined) : driver.poll("full")).then(
    () => undefined,
    (error: unknown) => error,
  );

describe("apcupsd-ups", () => {
  it("shows what the apcupsd says, in the units of NUT", async () => {
    const reading = await bench().poll();
    expect(reading.status).toEqual(["BOOST", "OL"]);
    expect(Object.fromEntries(reading.vars)).toMatchObject({
      "ups.mfr": "APC",
      "ups.model": "Smart-UPS 1000 RM",
      "ups.serial": "AS1913240017",
      "ups.date": "2026-01-31",
      "ups.time": "08:15:02",
      "ups.firmware": "617.3.I USB FW:7.3",
      "ups.firmware.aux": "1.2",
      "ups.temperature": "-1.5",
      "battery.charge": "98.5",
      "battery.runtime": "1890.0",
      "battery.runtime.low": "240",
      "battery.date": "2024-11-02",
      "input.sensitivity": "M",
      "input.transfer.reason": "Automatic or explicit self test",
      "output.current": "1.07",
      "output.frequency": "49.9",
    });
  });

  it("leaves out limits that the apcupsd does not know, as before its UPS has answered", async () => {
    const { vars, status } = await bench("h", {
      ...SMART_UPS,
      STATUS: "",
      LOTRANS: "-1.0 Volts",
      HITRANS: "-1.0 Volts",
    }).poll();
    expect([...vars.keys()].filter((name) => name.startsWith("input.transfer."))).toEqual(["input.transfer.reason"]);
    expect(unexplainedIn({ vars, status: status ?? ["?"] })).toBeDefined();
  });

  it("asks once a poll, over a connection that it closes", async () => {
    const one = bench();
    await one.poll();
    await one.poll();
    await one.clock.settle();
    expect(one.server.heard).toEqual(["status", "status"]);
    expect(one.tcp.live).toBe(0);
  });

  it.each([
    ["attic.example", "attic.example", 3551],
    ["attic.example:3552", "attic.example", 3552],
    ["[2001:db8::7]:3552", "2001:db8::7", 3552],
    ["::1", "::1", 3551],
    ["", "localhost", 3551],
    [":3552", "localhost", 3552],
  ])("takes port = %s for %s, %d", async (port, host, number) => {
    const { tcp, poll } = bench(port);
    await poll();
    expect(tcp.targets).toEqual([{ host, port: number }]);
  });

  it.each(["attic:0", "attic:70000", "a:b"])("refuses port = %s", (port) => {
    expect(() => bench(port)).toThrow(/is no host, host:port/);
  });

  it("takes an answer in pieces of a byte", async () => {
    const one = bench();
    one.server.pieces = 1;
    expect(valueIn(await one.poll(), "battery.charge")).toBe("98.5");
  });

  it("withdraws what is no longer told, and makes no 0 of N/A", async () => {
    const one = bench();
    one.server.items.delete("ITEMP");
    one.server.items.set("BCHARGE", "N/A");
    const reading = await one.poll();
    expect([valueIn(reading, "ups.temperature"), valueIn(reading, "battery.charge")]).toEqual([undefined, undefined]);
  });

  it("knows the words of the status", async () => {
    expect(await statusOf("ONBATT LOWBATT ")).toEqual(["OB", "LB"]);
    expect(await statusOf("CAL TRIM ONLINE OVERLOAD REPLACEBATT NOBATT")).toEqual([
      "CAL",
      "TRIM",
      "OL",
      "OVER",
      "RB",
      "BYPASS",
    ]);
    expect(await statusOf("SELFTEST")).toEqual(["OB"]);
    expect(await statusOf("SLAVE SOMETHING NEW")).toEqual([]);
    expect(await statusOf("constructor ONLINE")).toEqual(["OL"]);
  });

  it("goes down with an apcupsd that does, where the C driver has no status at all", async () => {
    expect(await statusOf("SHUTTING DOWN")).toEqual(["OB", "LB"]);
  });
});

describe("an apcupsd", () => {
  it("that has lost its UPS gives nothing, where the C driver says OFF: an outage could be hidden behind it", async () => {
    const one = bench();
    one.server.loseUps();
    expect(await failing(one, "open")).toBeUndefined();
    const error = await failing(one, "poll");
    expect(error).toMatchObject({ fault: "stale" });
    expect(String(error)).toMatch(/attic\.example:3551 hears nothing of its UPS \(COMMLOST\)/);
  });

  it("that does not listen is named at the start, and waited for later", async () => {
    const one = bench();
    one.tcp.present = false;
    expect(String(await failing(one, "open"))).toMatch(/attic\.example:3551: Connection refused: check that apcupsd/);
    expect(await failing(one, "poll")).toMatchObject({ fault: "stale" });
  });

  it("that is silent is given up after 15 s, and its connection closed", async () => {
    const one = bench();
    one.server.fault = silent;
    expect(await one.time(one.driver.poll("full").catch(() => undefined))).toBe(15_000);
    await one.clock.settle();
    expect(one.tcp.live).toBe(0);
  });

  it.each([
    ["half an answer", half, /half an answer/],
    ["records that are too long", () => Buffer.from([0xff, 0xff, 1, 2, 3]), /a record of 65535 bytes/],
    ["records without end", () => Buffer.alloc(3000, Buffer.from([0, 1, 65])), /more than 512 records/],
    ["another protocol", () => Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"), /a record of 18516 bytes/],
  ])("that sends %s is named", async (_, fault, words) => {
    const one = bench();
    one.server.fault = fault;
    const error = await failing(one, "poll");
    expect(error).toMatchObject({ fault: "stale" });
    expect(String(error)).toMatch(words);
  });

  it("can send any bytes in any pieces", () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (pieces) => {
        const reader = new StatusReader();
        for (const piece of pieces) if (reader.take(piece).kind !== "more") return true;
        return reader.items.size <= 512;
      }),
    );
  });
});

it("has no way to turn the UPS off, and says who has", async () => {
  const { driver, said } = bench();
  expect(await driver.killpower()).toBe("failed");
  expect(said.join()).toMatch(/apcupsd turns its UPS off itself/);
});
