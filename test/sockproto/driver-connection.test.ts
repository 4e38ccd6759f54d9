import type { Duplex } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { DriverConnection, type DriverLink } from "../../src/sockproto/driver-connection.ts";
import { createLog } from "../../src/system/log/log.ts";
import type { Retries } from "../../src/system/retries.ts";
import { duplexPair } from "../sim/machine/duplex-pair.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

/** A driver's end that a test speaks through, with the connection that listens to it. */
function rig(present = true, retries?: Retries) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const links: DriverLink[] = [];
  const results: [string, number][] = [];
  const ends: Duplex[] = [];
  const heard: string[] = [];
  const device = { present };
  const connect = (): Duplex => {
    const [near, far] = duplexPair();
    ends.push(far);
    far.on("data", (chunk: Buffer) => heard.push(...chunk.toString().trimEnd().split("\n")));
    far.on("error", () => undefined);
    if (device.present) setImmediate(() => near.emit("connect"));
    else near.destroy(new Error("connect ENOENT"));
    return near;
  };
  const ups = new DriverConnection({
    upsname: "rack",
    path: "/run/nut/dummy-ups-rack",
    maxAgeMs: 15_000,
    clock,
    log: createLog((_level, line) => lines.push(line)),
    listener: { link: (now) => links.push(now), tracking: (id, result) => results.push([id, result]) },
    connect,
    ...(retries ? { retries } : {}),
  });
  ups.start();
  const say = async (text: string): Promise<void> => {
    ends.at(-1)?.write(text);
    await clock.settle();
  };
  return { clock, lines, links, results, ends, heard, device, ups, say };
}

async function connected() {
  const it = rig();
  await it.clock.settle();
  return it;
}

const DUMP = 'SETINFO ups.status "OL"\nSETINFO ups.model "A \\"B\\""\nADDCMD load.off\nDATAOK\nDUMPDONE\n';

describe("the client end of a driver socket", () => {
  it("asks for everything, and shows WAIT until it has been told", async () => {
    const { heard, ups, lines, say, links } = await connected();
    expect(heard).toEqual(["DUMPALL"]);
    expect(ups.link).toBe("waiting");
    expect(ups.state.value("ups.status")).toBe("WAIT");
    await say(DUMP);
    expect(links).toEqual(["waiting", "ok"]);
    expect(ups.state.value("ups.model")).toBe('A "B"');
    expect(ups.state.commands()).toEqual(["load.off"]);
    expect(lines).toEqual(["Connected to UPS [rack]: dummy-ups-rack"]);
    ups.stop();
  });

  it("applies every kind of change", async () => {
    const { ups, say } = await connected();
    await say(
      `${DUMP}SETINFO input.transfer.low "90"\nADDENUM input.transfer.low "90"\nADDENUM input.transfer.low "95"\n` +
        "ADDRANGE input.transfer.low 80 100\nSETAUX input.transfer.low 3\nSETFLAGS input.transfer.low RW STRING ODD\n",
    );
    expect(ups.state.get("input.transfer.low")).toEqual({
      name: "input.transfer.low",
      value: "90",
      rw: true,
      type: "string",
      maxLength: 3,
      enums: ["90", "95"],
      ranges: [{ min: 80, max: 100 }],
    });
    await say(
      'DELENUM input.transfer.low "90"\nDELRANGE input.transfer.low 80 100\nDELCMD load.off\nDELINFO ups.model\n',
    );
    expect(ups.state.get("input.transfer.low")).toMatchObject({ enums: ["95"], ranges: [] });
    expect(ups.state.commands()).toEqual([]);
    expect(ups.state.get("ups.model")).toBeUndefined();
    ups.stop();
  });

  it("says once that data are stale and once that they are good again", async () => {
    const { ups, say, lines } = await connected();
    await say(DUMP);
    await say("DATASTALE\nDATASTALE\n");
    expect(ups.link).toBe("stale");
    await say("DATAOK\n");
    expect(ups.link).toBe("ok");
    expect(lines.slice(1)).toEqual([
      "Data for UPS [rack] is stale - check driver",
      "UPS [rack] data is no longer stale",
    ]);
    ups.stop();
  });

  it("pings a silent driver after a third of MAXAGE, and calls its data stale a second after MAXAGE", async () => {
    const { ups, say, heard, clock } = await connected();
    await say(DUMP);
    await clock.advance(5000);
    expect(heard).toEqual(["DUMPALL", "PING"]);
    await clock.advance(10_999);
    expect(ups.link).toBe("ok");
    await clock.advance(1);
    expect(ups.link).toBe("stale");
    await say("PONG\n");
    expect(ups.link).toBe("ok");
    ups.stop();
  });

  it("keeps the data good for as long as a driver answers PING", async () => {
    const { ups, say, links, clock, ends, heard } = await connected();
    await say(DUMP);
    ends[0]?.on("data", (chunk: Buffer) => chunk.toString() === "PING\n" && ends[0]?.write("PONG\n"));
    await clock.advance(3_600_000);
    expect(links).toEqual(["waiting", "ok"]);
    expect(heard.filter((line) => line === "PING").length).toBeGreaterThan(700);
    ups.stop();
  });

  it("forgets everything when the driver goes, complains once in five minutes, and finds it again", async () => {
    const { ups, say, links, clock, ends, device, lines } = await connected();
    await say(DUMP);
    device.present = false;
    ends[0]?.destroy();
    await clock.settle();
    expect(ups.link).toBe("gone");
    expect(ups.state.variables()).toEqual([]);
    expect(ups.setvar("ups.id", "x")).toBe(false);
    await clock.advance(310_000);
    expect(lines.filter((line) => line.startsWith("Can't connect"))).toEqual([
      "Can't connect to UPS [rack] (/run/nut/dummy-ups-rack): connect ENOENT",
      "Can't connect to UPS [rack] (/run/nut/dummy-ups-rack): connect ENOENT",
    ]);
    device.present = true;
    await clock.advance(1000);
    await say(DUMP);
    expect(links).toEqual(["waiting", "ok", "gone", "waiting", "ok"]);
    ups.stop();
  });

  it("tries less often after some tries in vain, and complains as often as it is told", async () => {
    const { ups, clock, ends, device, lines } = rig(false, { complainMs: 20_000, maxFails: 3, coolOffMs: 15_000 });
    await clock.advance(3000);
    expect(ends).toHaveLength(4);
    await clock.advance(45_000);
    expect(ends).toHaveLength(7);
    expect(lines.filter((line) => line.startsWith("Can't connect"))).toHaveLength(2);
    device.present = true;
    await clock.advance(15_000);
    expect(ups.link).toBe("waiting");
    device.present = false;
    ends.at(-1)?.destroy();
    await clock.settle();
    await clock.advance(2000);
    expect(ends.length).toBeGreaterThan(8);
    ups.stop();
  });

  it("sends SET and INSTCMD with and without parameter and tracking, and hands back results", async () => {
    const { ups, say, heard, results } = await connected();
    await say(DUMP);
    ups.setvar("ups.id", 'a "b"');
    ups.setvar("ups.id", "", "id-1");
    ups.instcmd("load.off");
    ups.instcmd("load.off", "10 s");
    ups.instcmd("load.off", undefined, "id-2");
    ups.instcmd("load.off", "10", "id-3");
    await say("TRACKING id-1 0\nTRACKING id-2 -1\n");
    expect(heard.slice(1)).toEqual([
      'SET ups.id "a \\"b\\""',
      'SET ups.id "" TRACKING id-1',
      "INSTCMD load.off",
      'INSTCMD load.off "10 s"',
      "INSTCMD load.off TRACKING id-2",
      "INSTCMD load.off 10 TRACKING id-3",
    ]);
    expect(results).toEqual([
      ["id-1", 0],
      ["id-2", -1],
    ]);
    ups.stop();
  });
});

describe("a socket's path that the system cannot take", () => {
  it("is said to be too long, and not cut off to another one", async () => {
    const clock = new VirtualClock();
    const lines: string[] = [];
    const path = `/run/nut/${"x".repeat(100)}`;
    const log = createLog((_level, line) => lines.push(line));
    const ups = new DriverConnection({ upsname: "long", path, maxAgeMs: 15_000, clock, log });
    ups.start();
    await clock.settle();
    expect(ups.link).toBe("gone");
    expect(lines).toEqual([
      expect.stringMatching(/^Can't connect to UPS \[long\] .*has 109 bytes and the system takes 10[37]/),
    ]);
    ups.stop();
  });
});

describe("a driver that sends rubbish", () => {
  it.each([
    ["lines that are no sentences", "GET / HTTP/1.1\n".repeat(16), /16 lines in a row/],
    ["a line without an end", "x".repeat(70_000), /64 KiB/],
    [
      "variables without end",
      Array.from({ length: 9000 }, (_, i) => `SETINFO x.${i} "1"\n`).join(""),
      /8192 variables/,
    ],
    [
      "values of an enumeration without end",
      `SETINFO x "1"\n${Array.from({ length: 2000 }, (_, i) => `ADDENUM x "${i}"\n`).join("")}`,
      /1024 values of x/,
    ],
  ])("is cut off and named: %s", async (_what, text, reason) => {
    const { ups, say, clock, lines, ends } = await connected();
    await say(text);
    await clock.settle(20);
    expect(ups.link).toBe("gone");
    expect(lines.at(-1)).toMatch(reason);
    expect(lines.at(-1)).toContain("/run/nut/dummy-ups-rack");
    await clock.advance(29_000);
    expect(ends).toHaveLength(1);
    await clock.advance(1000);
    expect(ends).toHaveLength(2);
    ups.stop();
  });

  it("may say a few things nobody knows, as a newer driver would", async () => {
    const { ups, say } = await connected();
    await say(`NEWTHING 1\n${DUMP}${'NEWTHING 2\nSETINFO ups.load "1"\n'.repeat(40)}`);
    expect(ups.link).toBe("ok");
    ups.stop();
  });
});
