import { mkdtempSync, rmSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { openControlSocket } from "../../src/driver-daemon/host/control-socket.ts";
import { DriverConnection } from "../../src/sockproto/driver-connection.ts";
import { queryFacts } from "../../src/sockproto/driver-query.ts";
import { DriverSocket } from "../../src/sockproto/driver-socket.ts";
import { PublishedState } from "../../src/sockproto/published-state.ts";
import { type Clock, SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { ask } from "../../src/upssched/pipe.ts";
import { formatRequest, LIST_TIMERS } from "../../src/upssched/requests.ts";
import { TimerDaemon } from "../../src/upssched/timer-daemon.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

let folder: string;
let path: string;
let clock: VirtualClock;
let lines: string[];
const cleanUps: (() => void)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-"));
  path = join(folder, "socket");
  clock = new VirtualClock();
  lines = [];
});
afterEach(() => {
  for (const clean of cleanUps.splice(0).reverse()) clean();
  rmSync(folder, { recursive: true });
});

const PATIENCE_MS = 4000;

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

async function until(what: () => boolean): Promise<void> {
  const end = performance.now() + PATIENCE_MS;
  while (!what()) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`);
    await turn();
  }
}

interface Stranger {
  readonly socket: Socket;
  closed: boolean;
}

/** Strangers that send something and never read. */
function strangers(count: number, text: string): readonly Stranger[] {
  return Array.from({ length: count }, () => {
    const socket = connect({ path }, () => {
      if (text !== "") socket.write(text, () => undefined);
    });
    const stranger = { socket, closed: false };
    socket.pause();
    socket.on("error", () => undefined);
    socket.on("close", () => {
      stranger.closed = true;
    });
    cleanUps.push(() => socket.destroy());
    return stranger;
  });
}

async function driver(variables = 300): Promise<{ readonly published: PublishedState; readonly socket: DriverSocket }> {
  const published = new PublishedState();
  for (let i = 0; i < variables; i++) published.set(`outlet.${i}.desc`, "x".repeat(100));
  published.set("ups.status", "OL");
  published.setStale(false);
  const actions = { setvar: () => Promise.resolve(0), instcmd: () => Promise.resolve(0) };
  const log = createLog((_level, line) => lines.push(line));
  const socket = await DriverSocket.open(path, { published, actions, pid: 1, clock, log });
  cleanUps.push(() => socket.close());
  return { published, socket };
}

interface Upsd {
  readonly connection: DriverConnection;
  readonly links: string[];
  readonly results: string[];
}

async function upsd(): Promise<Upsd> {
  const links: string[] = [];
  const results: string[] = [];
  const listener = { link: (now: string) => links.push(now), tracking: (id: string) => results.push(id) };
  const options = { upsname: "a", path, maxAgeMs: 15_000, clock: SYSTEM_CLOCK, log: SILENT_LOG, listener };
  const connection = new DriverConnection(options);
  cleanUps.push(() => connection.stop());
  connection.start();
  await until(() => connection.link === "ok");
  return { connection, links, results };
}

async function pipe(clock: Clock = SYSTEM_CLOCK): Promise<void> {
  const log = createLog((_level, line) => lines.push(line));
  const daemon = new TimerDaemon({ clock, log, run: () => undefined, onEnd: () => undefined });
  await daemon.listen(path);
  cleanUps.push(() => daemon.abandon());
}

const START = formatRequest({
  kind: "start",
  name: "down",
  argument: "30",
  notifyType: "ONBATT",
  upsname: "a@b",
  message: "",
});

describe("a driver's socket under strangers", () => {
  it.each([
    ["say nothing", ""],
    ["ask for dump after dump and never read", "DUMPALL\n".repeat(5000)],
    ["ask and stay", "PING\n"],
    ["send half a line", "PIN"],
  ])("keeps upsd's connection while three hundred %s", async (_name, text) => {
    const { published } = await driver();
    const { connection, links, results } = await upsd();
    await clock.advance(10_000);
    strangers(300, text);
    for (let i = 0; i < 10; i++) {
      expect(connection.instcmd("load.off", undefined, `t${i}`)).toBe(true);
      await until(() => results.includes(`t${i}`));
      published.set("ups.status", `OB ${i}`);
      await until(() => connection.state.value("ups.status") === `OB ${i}`);
    }
    expect(links).toEqual(["waiting", "ok"]);
  });

  it("lets in who comes and asks while three hundred hold on", async () => {
    const { socket } = await driver();
    strangers(300, "DUMPALL\n".repeat(1000));
    await until(() => socket.peers === 64);
    for (let i = 0; i < 5; i++) expect((await queryFacts({ path, clock, timeoutMs: 5000 })).kind).toBe("answer");
    const { connection } = await upsd();
    expect(connection.state.value("ups.status")).toBe("OL");
    expect(lines.length).toBeLessThanOrEqual(3);
  });

  it("cuts one that does not read after ten seconds, and not at once", async () => {
    const { socket } = await driver();
    const [deaf] = strangers(1, "DUMPALL\n".repeat(50_000));
    await until(() => (deaf?.socket.writableLength ?? 0) > 0);
    for (let i = 0; i < 50; i++) await turn();
    const began = clock.now();
    while (socket.peers > 0 && clock.now() < 60_000) await clock.advance(1000);
    expect(clock.now() - began).toBeGreaterThan(9000);
    expect(clock.now() - began).toBeLessThan(13_000);
    expect(lines).toEqual(["a program on the driver's socket does not read what it is told: disconnected"]);
  });

  it("answers who is there before it has answered all that another asks at once", async () => {
    await driver(5);
    const busy = connect({ path }, () => busy.write("DUMPALL\n".repeat(2000)));
    cleanUps.push(() => busy.destroy());
    let heard = 0;
    busy.on("data", (chunk: Buffer) => {
      heard += chunk.toString().split("DUMPDONE").length - 1;
    });
    await until(() => heard > 0);
    expect((await queryFacts({ path, clock, timeoutMs: 5000 })).kind).toBe("answer");
    expect(heard).toBeLessThan(2000);
    await until(() => heard === 2000);
  });
});

describe("upssched's pipe under strangers", () => {
  it.each([
    ["say nothing", ""],
    ["ask for the list and never read", `${LIST_TIMERS}\n`.repeat(5000)],
    ["send half a line", "LIST"],
  ])("takes an order while three hundred %s", async (_name, text) => {
    await pipe();
    strangers(300, text);
    await until(() => lines.some((line) => line.startsWith("64 programs are connected")));
    expect(await ask(path, START)).toEqual({ kind: "answer", text: "OK\n" });
    expect(await ask(path, LIST_TIMERS)).toMatchObject({ text: expect.stringContaining("down\t") });
  });

  it("cuts one that sends a byte a second", async () => {
    await pipe(clock);
    const [slow] = strangers(1, "");
    await new Promise<void>((resolve) => slow?.socket.once("connect", () => resolve()));
    for (let i = 0; i < 8; i++) {
      slow?.socket.write("L");
      await clock.advance(1000);
    }
    slow?.socket.resume();
    await until(() => slow?.closed === true);
  });
});

describe("a driver host's control socket under strangers", () => {
  it("answers while a hundred hold on, and starts no more at a time than it can", async () => {
    let starting = 0;
    let most = 0;
    const actions = {
      start: async () => {
        most = Math.max(most, ++starting);
        await turn();
        starting--;
        return { outcome: "up", text: "" } as const;
      },
      stop: () => Promise.resolve(),
      list: () => ["a"],
    };
    const server = await openControlSocket(path, actions, SILENT_LOG, clock);
    cleanUps.push(() => server.close());
    strangers(100, "");
    const [many] = strangers(1, "START a 0\n".repeat(500));
    await until(() => most > 0);
    const socket = connect({ path }, () => socket.write("LIST\n"));
    const text = await new Promise<string>((resolve) => socket.once("data", (chunk: Buffer) => resolve(String(chunk))));
    socket.destroy();
    many?.socket.destroy();
    expect(text).toBe("DEVICE a\nEND LIST\n");
    expect(most).toBeLessThanOrEqual(32);
  });
});
