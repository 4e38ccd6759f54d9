import { createServer, type Server, Socket } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import type { UpstreamUps } from "../../../src/device/openers.ts";
import { systemOpeners } from "../../../src/driver-daemon/engine/openers.ts";
import { enumeration, range, string } from "../../../src/nut/var-type.ts";
import { SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import { SILENT_LOG } from "../../../src/system/log/log.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { UpsdServers } from "../../sim/servers/upsd-server.ts";
import { SMALL_WORLD } from "../../sim/servers/upsd-world.ts";

const servers = new UpsdServers();
const open: UpstreamUps[] = [];
const others: (Server | Socket)[] = [];

afterEach(async () => {
  for (const upstream of open.splice(0)) await upstream.close();
  servers.end();
  for (const other of others.splice(0)) other instanceof Socket ? other.destroy() : other.close();
});

const RACK = [
  'SETINFO ups.status "OL"',
  'SETINFO ups.id "a b"',
  "SETFLAGS ups.id RW STRING",
  "SETAUX ups.id 8",
  'SETINFO input.sensitivity "low"',
  'ADDENUM input.sensitivity "low"',
  'ADDENUM input.sensitivity "high"',
  "SETFLAGS input.sensitivity RW",
  'SETINFO input.transfer.low "90"',
  "ADDRANGE input.transfer.low 80 100",
  "SETFLAGS input.transfer.low RW NUMBER",
  'SETINFO ups.load "12"',
  "ADDCMD load.off",
  "DATAOK",
  "DUMPDONE",
];

const LOGIN = { username: "admin", password: "secret" };

async function upstream(upsname = "rack", login?: typeof LOGIN) {
  const texts = { ...SMALL_WORLD, drivers: { ...SMALL_WORLD.drivers, rack: RACK }, results: { "ups.id": 0 } };
  const server = await servers.start({ texts });
  const { nut } = systemOpeners(SYSTEM_CLOCK, SILENT_LOG);
  const ups = await nut.open({ upsname, host: "127.0.0.1", port: server.port }, login);
  open.push(ups);
  const driver = server.drivers.get("/run/nut/fake-rack");
  if (!driver) throw new Error("no driver");
  return { ups, driver, server };
}

describe("a UPS of another server", () => {
  it("is read with the types of what can be set", async () => {
    const { ups } = await upstream();
    const vars = await ups.read();
    expect(vars.get("ups.load")).toEqual({ value: "12" });
    expect(vars.get("ups.id")).toEqual({ value: "a b", rw: true, type: string(8) });
    expect(vars.get("input.sensitivity")).toEqual({ value: "low", rw: true, type: enumeration("low", "high") });
    expect(vars.get("input.transfer.low")).toEqual({ value: "90", rw: true, type: range(80, 100) });
    expect(await ups.commands()).toEqual(["load.off"]);
  });

  it("is asked for types again when it has other variables", async () => {
    const { ups, driver, server } = await upstream();
    await ups.read();
    driver.say('SETINFO ups.beeper.status "enabled"', "SETFLAGS ups.beeper.status RW");
    await server.clock.settle();
    expect((await ups.read()).get("ups.beeper.status")).toMatchObject({ rw: true });
  });

  it("passes changes on", async () => {
    const { ups, driver } = await upstream("rack", LOGIN);
    await ups.setvar("ups.id", "new");
    await ups.instcmd("load.off", "10");
    expect(driver.heard).toEqual(['SET ups.id "new"', "INSTCMD load.off 10"]);
    await expect(ups.setvar("ups.load", "1")).rejects.toThrow(/read-?only/i);
  });

  it("is stale while its server has no data for it, and not lost", async () => {
    const { ups, driver, server } = await upstream();
    driver.say("DATASTALE");
    await server.clock.settle();
    await expect(ups.read()).rejects.toMatchObject({ fault: "stale" });
    driver.say("DATAOK");
    await server.clock.settle();
    expect((await ups.read()).size).toBe(5);
  });

  it("is refused by name when the server does not know it", async () => {
    const { ups } = await upstream("nope");
    await expect(ups.read()).rejects.toThrow(/Unknown UPS/);
  });

  it("is lost with its server", async () => {
    const { ups } = await upstream();
    servers.end();
    await expect(ups.read()).rejects.toMatchObject({ fault: "lost" });
    const { nut } = systemOpeners(SYSTEM_CLOCK, SILENT_LOG);
    await expect(nut.open({ upsname: "rack", host: "127.0.0.1", port: 1 })).rejects.toMatchObject({ fault: "lost" });
  });

  it("refuses a change to whom it does not know, and stays readable", async () => {
    const { ups } = await upstream("rack", { username: "admin", password: "not the one" });
    await expect(ups.setvar("ups.id", "x")).rejects.toMatchObject({ code: "access-denied" });
    await expect(ups.instcmd("load.off")).rejects.toMatchObject({ code: "access-denied" });
    expect((await ups.read()).get("ups.status")?.value).toBe("OL");
  });
});

/** A server that a test plays, with time that it moves; `asked` is what becomes of opening and reading. */
async function strange(answer: (socket: Socket) => void): Promise<{ asked: Promise<unknown>; clock: VirtualClock }> {
  let met: () => void = () => undefined;
  const connected = new Promise<void>((resolve) => {
    met = resolve;
  });
  const server = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.on("data", () => answer(socket));
    others.push(socket);
    met();
  });
  others.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const clock = new VirtualClock();
  const id = { upsname: "rack", host: "127.0.0.1", port };
  const opened = systemOpeners(clock, SILENT_LOG).nut.open(id, { authconf: "none" });
  const asked = opened.then((ups) => {
    open.push(ups);
    return ups.read();
  });
  const outcome = asked.catch((error: unknown) => error);
  await connected;
  return { asked: outcome, clock };
}

describe("what is no server of NUT, or hangs", () => {
  it("is given up when it does not answer within a minute", async () => {
    const { asked, clock } = await strange(() => undefined);
    let ended = false;
    void asked.then(() => {
      ended = true;
    });
    await clock.advance(2000);
    expect(ended).toBe(false);
    await clock.advance(58_000);
    expect(await asked).toMatchObject({ fault: "lost" });
  });

  it.each([
    ["another protocol", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["an endless line", "x".repeat(300_000)],
    ["the list of another UPS", 'BEGIN LIST VAR other\nVAR other ups.status "OL"\nEND LIST VAR other\n'],
  ])("is lost when it sends %s", async (_, text) => {
    const { asked } = await strange((socket) => socket.write(text));
    expect(await asked).toMatchObject({ fault: "lost" });
  });
});
