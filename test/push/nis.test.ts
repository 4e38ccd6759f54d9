import { connect } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readWebConfSection } from "../../src/conf/web/web-conf.ts";
import { asRecord, StatusReader } from "../../src/drivers/nis/status-reader.ts";
import { UNASKED, type UpsSnapshot } from "../../src/mirror/snapshot.ts";
import { NutError } from "../../src/nut/errors.ts";
import { NisOutput } from "../../src/push/nis/nis-server.ts";
import { NIS_SECTION } from "../../src/push/nis/settings.ts";
import { statusLines } from "../../src/push/nis/status-items.ts";
import { createLog } from "../../src/system/log/log.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { until } from "../sim/servers/nut-pair.ts";

const values = (more: Readonly<Record<string, string>> = {}): ReadonlyMap<string, string> =>
  new Map(
    Object.entries({
      "ups.status": "OL",
      "ups.load": "12",
      "battery.charge": "100",
      "battery.runtime": "1890",
      "input.voltage": "230.14",
      "ups.model": "Smart",
      "ups.serial": "S1",
      ...more,
    }),
  );

const rack = (more: Readonly<Record<string, string>> = {}): UpsSnapshot => ({
  ...UNASKED,
  answeredAt: 0,
  values: values(more),
});

const stops: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  await Promise.all(stops.splice(0).map((stop) => stop()));
});

async function served(upses: Readonly<Record<string, UpsSnapshot>> = { rack: rack() }, ups?: string, port = 0) {
  const clock = new VirtualClock(Date.UTC(2026, 0, 2, 3, 4, 5));
  const said: string[] = [];
  const log = createLog((_level, text) => said.push(text));
  const followed = [{ server: "h:1", mirror: { upses: new Map(Object.entries(upses)) } }];
  const output = new NisOutput({ host: "127.0.0.1", port, ups }, followed, { clock, log, fetch });
  stops.push(() => output.stop());
  await until(() => output.port !== undefined || said.length > 0);
  return { clock, output, said, port: output.port ?? 0 };
}

/** What a server says to these bytes, until it has ended or said `wanted` bytes. */
function exchange(port: number, bytes: Uint8Array, wanted: (said: Buffer) => boolean): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(bytes));
    let said = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      said = Buffer.concat([said, chunk]);
      if (wanted(said)) socket.destroy();
    });
    socket.on("close", () => resolve(said)).on("error", reject);
  });
}

async function itemsOf(port: number): Promise<Readonly<Record<string, string>>> {
  const whole = (said: Buffer): boolean => new StatusReader().take(said).kind === "whole";
  const reader = new StatusReader();
  expect(reader.take(await exchange(port, asRecord("status"), whole)).kind).toBe("whole");
  return Object.fromEntries(reader.items);
}

describe("the answer of an apcupsd", () => {
  it("tells a UPS in apcupsd's items and units, which our apcupsd-ups reads", async () => {
    const { port } = await served();
    expect(await itemsOf(port)).toMatchObject({
      DATE: "2026-01-02 03:04:05 +0000",
      UPSNAME: "rack",
      MODEL: "Smart",
      STATUS: "ONLINE",
      LINEV: "230.1 Volts",
      LOADPCT: "12.0 Percent",
      BCHARGE: "100.0 Percent",
      TIMELEFT: "31.5 Minutes",
      SERIALNO: "S1",
      STATFLAG: "0x05000008",
      END: "2026-01-02 03:04:05 +0000",
    });
  });

  it.each([
    ["OB DISCHRG LB", "ONBATT LOWBATT", "0x05000050"],
    ["OL BOOST RB", "BOOST ONLINE REPLACEBATT", "0x0500008C"],
    ["FSD OB LB", "SHUTTING DOWN", "0x05000250"],
    ["OFF", "", "0x05000000"],
  ])("has for %s the status %s and the flags %s", async (status, word, flags) => {
    const { port } = await served({ rack: rack({ "ups.status": status }) });
    expect(await itemsOf(port)).toMatchObject({ STATUS: word, STATFLAG: flags });
  });

  it("is COMMLOST without a single value where data are stale, nothing is known, or no UPS has the name", async () => {
    const stale = { ...rack(), error: new NutError("data-stale") };
    for (const [upses, ups] of [
      [{ rack: stale }, undefined],
      [{ rack: UNASKED }, undefined],
      [{}, undefined],
      [{ rack: rack() }, "attic"],
    ] as const) {
      const { port } = await served(upses, ups);
      const items = await itemsOf(port);
      expect(items).toMatchObject({ STATUS: "COMMLOST", STATFLAG: "0x00000100" });
      expect(items).not.toHaveProperty("BCHARGE");
    }
  });

  it("is of the UPS that is named, else of the first", async () => {
    const upses = { rack: rack(), attic: rack({ "ups.load": "55" }) };
    expect(await itemsOf((await served(upses)).port)).toMatchObject({ UPSNAME: "rack" });
    expect(await itemsOf((await served(upses, "attic")).port)).toMatchObject({ LOADPCT: "55.0 Percent" });
  });

  it("counts its lines and bytes in the first, one item a line, whatever a server says", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200 }),
      fc.constantFrom("\n", "N/A", "x".repeat(9999)),
    );
    const name = fc.oneof(fc.constantFrom(...values().keys()), text);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text)), text, (given, ups) => {
        const lines = statusLines({ ups, values: new Map(given), host: "h", version: "1", wall: 0 });
        const bytes = Buffer.byteLength(lines.slice(1).join(""));
        const frame = `APC      : 001,${String(lines.length).padStart(3, "0")},${String(bytes).padStart(4, "0")}\n`;
        expect(lines[0]).toBe(frame);
        for (const line of lines) expect(line).toMatch(/^[A-Z ]{9}: [^\x00-\x1f\x7f]*\n$/);
      }),
      { seed: 12 },
    );
  });
});

describe("the NIS server", () => {
  it("has no events, answers several requests on a connection, and says what is no command", async () => {
    const { port } = await served();
    const asked = Buffer.concat([asRecord("events"), asRecord("shutdown"), asRecord("events")]);
    const said = await exchange(port, asked, (bytes) => bytes.length >= 22);
    expect(said).toEqual(Buffer.concat([asRecord(""), asRecord("Invalid command\n"), asRecord(""), asRecord("")]));
  });

  it("hangs up on rubbish, and on whoever says nothing for half a minute", async () => {
    const { port, clock } = await served();
    for (const rubbish of ["GET / HTTP/1.1\r\n\r\n", "\0\0"])
      expect((await exchange(port, Buffer.from(rubbish, "latin1"), () => false)).length).toBe(0);
    const silent = exchange(port, Buffer.from([0]), () => false);
    await until(() => clock.waiting > 0);
    await clock.settle();
    await clock.advance(30_000);
    expect((await silent).length).toBe(0);
  });

  it("serves 32 at once and turns further ones away", async () => {
    const { port } = await served();
    const open = Array.from({ length: 32 }, () => connect(port, "127.0.0.1"));
    for (const socket of open) socket.on("error", () => undefined);
    await until(() => open.every((socket) => socket.readyState === "open"));
    expect((await exchange(port, asRecord("status"), () => false).catch(() => Buffer.alloc(0))).length).toBe(0);
    for (const socket of open) socket.destroy();
  });

  it("says so where the port is taken, and listens when it is free", async () => {
    const first = await served();
    const second = await served(undefined, undefined, first.port);
    expect(second.said).toEqual([expect.stringMatching(/cannot listen on 127\.0\.0\.1 port \d+: .*tried again/)]);
    await first.output.stop();
    await second.clock.advance(60_000);
    await until(() => second.output.port !== undefined);
    expect(await itemsOf(first.port)).toMatchObject({ UPSNAME: "rack" });
  });

  it("is configured by [nis], on loopback unless told otherwise", () => {
    const read = (text: string) => readWebConfSection(`[nis]\n${text}`, "web.conf", NIS_SECTION);
    expect(read("").settings).toEqual({ host: "127.0.0.1", port: 3551, ups: undefined });
    expect(read("listen = 0.0.0.0:4000\nups = rack\n").settings).toEqual({ host: "0.0.0.0", port: 4000, ups: "rack" });
    expect(read("listen = [::1]:4000\n").settings).toMatchObject({ host: "::1", port: 4000 });
    expect(readWebConfSection("[mqtt]\n", "web.conf", NIS_SECTION).settings).toBeUndefined();
    for (const wrong of ["localhost", "127.0.0.1:0", "127.0.0.1:99999", "1.2.3", "x:y:z"])
      expect(read(`listen = ${wrong}\n`).settings).toBeUndefined();
  });
});
