import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { DriverActions } from "../../src/sockproto/driver-peer.ts";
import { queryFacts, queryInstcmd, querySet } from "../../src/sockproto/driver-query.ts";
import { DriverSocket } from "../../src/sockproto/driver-socket.ts";
import { PublishedState } from "../../src/sockproto/published-state.ts";
import { type Clock, SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

let folder = "";
let open: DriverSocket[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-"));
});

afterEach(() => {
  for (const socket of open) socket.close();
  open = [];
  rmSync(folder, { recursive: true });
});

const NO_ACTIONS: DriverActions = { setvar: () => Promise.resolve(1), instcmd: () => Promise.resolve(1) };

async function serve(
  actions: DriverActions = NO_ACTIONS,
  path = join(folder, "dummy-ups-a"),
  log = SILENT_LOG,
  clock: Clock = SYSTEM_CLOCK,
) {
  const published = new PublishedState();
  const socket = await DriverSocket.open(path, { published, actions, pid: 4242, clock, log });
  open.push(socket);
  return { published, socket, path, options: { path, clock: SYSTEM_CLOCK, timeoutMs: 5000 } };
}

/** Sends `text`, ends its side, and returns all that came back. */
function talk(path: string, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const socket = connect({ path, allowHalfOpen: true }, () => socket.end(text));
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(answer));
  });
}

describe("a driver's socket", () => {
  it("is for owner and group alone from the first moment", async () => {
    const { path } = await serve();
    expect(statSync(path).mode & 0o777).toBe(0o660);
  });

  it("gives everything in the order of C drivers: value, enums, ranges, length, flags, then commands", async () => {
    const { published, path } = await serve();
    published.set("ups.status", "OL");
    published.set("ups.id", 'rack "7" \\ #1');
    published.apply({ kind: "flags", name: "ups.id", rw: true, type: "string" });
    published.apply({ kind: "aux", name: "ups.id", maxLength: 8 });
    published.set("input.transfer.low", "90");
    published.apply({ kind: "add-range", name: "input.transfer.low", range: { min: 80, max: 100 } });
    published.apply({ kind: "add-enum", name: "input.transfer.low", value: "90" });
    published.apply({ kind: "add-cmd", name: "load.off" });
    published.apply({ kind: "add-cmd", name: "driver.reload" });
    published.setStale(false);
    expect(await talk(path, "DUMPALL\n")).toBe(
      [
        'SETINFO input.transfer.low "90"',
        'ADDENUM input.transfer.low "90"',
        "ADDRANGE input.transfer.low 80 100",
        'SETINFO ups.id "rack \\"7\\" \\\\ \\#1"',
        "SETAUX ups.id 8",
        "SETFLAGS ups.id RW STRING",
        'SETINFO ups.status "OL"',
        "ADDCMD driver.reload",
        "ADDCMD load.off",
        "DATAOK",
        "DUMPDONE",
        "",
      ].join("\n"),
    );
  });

  it("says DATASTALE first while there are no data", async () => {
    const { path } = await serve();
    expect(await talk(path, "DUMPALL\n")).toBe("DATASTALE\nDUMPDONE\n");
  });

  it("answers PING, GETPID, DUMPSTATUS, DUMPVALUE and LOGOUT in any case", async () => {
    const { published, path } = await serve();
    published.set("ups.status", "OB LB");
    published.set("ups.load", "12");
    published.setStale(false);
    expect(await talk(path, "ping\nGETPID\nDumpStatus\nDUMPVALUE ups.load\nDUMPVALUE nope\nLOGOUT\n")).toBe(
      'PONG\nPID 4242\nSETINFO ups.status "OB LB"\nDATAOK\nDUMPDONE\nSETINFO ups.load "12"\nDATAOK\nDUMPDONE\nDATAOK\nDUMPDONE\nOK Goodbye\n',
    );
  });

  it("hands SET and INSTCMD on, and their results back under their tracking ids", async () => {
    const asked: unknown[] = [];
    const { path } = await serve({
      setvar: (...words) => Promise.resolve(asked.push(words)).then(() => 0),
      instcmd: (...words) => Promise.resolve(asked.push(words)).then(() => 3),
    });
    const answer = await talk(
      path,
      'SET ups.id "a b" TRACKING s1\nSET ups.id ""\nINSTCMD load.off\nINSTCMD load.off 10 TRACKING i1\nINSTCMD load.on TRACKING i2\n',
    );
    expect(asked).toEqual([
      ["ups.id", "a b"],
      ["ups.id", ""],
      ["load.off", undefined],
      ["load.off", "10"],
      ["load.on", undefined],
    ]);
    expect(answer).toBe("TRACKING s1 0\nTRACKING i1 3\nTRACKING i2 3\n");
  });

  it("logs what is no request, five times and no more", async () => {
    const lines: string[] = [];
    const { path } = await serve(
      NO_ACTIONS,
      join(folder, "x"),
      createLog((_level, line) => lines.push(line)),
    );
    expect(await talk(path, `INSTCMD a b c d e\nSET x\n${"GET / HTTP/1.1\n".repeat(10)}PING\n`)).toBe("PONG\n");
    expect(lines).toEqual([
      "Malformed INSTCMD request",
      "Malformed SET request",
      ...Array.from({ length: 3 }, () => "Unknown command on socket: GET / HTTP/1.1"),
    ]);
  });

  it("tells changes to everybody who has not asked for silence", async () => {
    const { published, path } = await serve();
    const heard: Promise<string>[] = [];
    const sockets = ["PING\n", "NOBROADCAST\nPING\n", "NOBROADCAST\nBROADCAST 1\nPING\n", "BROADCAST 0\nPING\n"].map(
      (text) => {
        const socket = connect({ path }, () => socket.write(text));
        let answer = "";
        heard.push(new Promise((resolve) => socket.on("close", () => resolve(answer))));
        const ready = new Promise<void>((resolve) =>
          socket.on("data", (chunk) => {
            answer += chunk.toString();
            resolve();
          }),
        );
        return { socket, ready };
      },
    );
    await Promise.all(sockets.map(({ ready }) => ready));
    published.set("ups.load", "5");
    published.set("ups.load", "5");
    published.setStale(false);
    open.splice(0).forEach((socket) => {
      socket.close();
    });
    const told = 'PONG\nSETINFO ups.load "5"\nDATAOK\n';
    expect(await Promise.all(heard)).toEqual([told, "PONG\n", told, "PONG\n"]);
  });

  it("drops a peer that does not read, and serves the others", async () => {
    const lines: string[] = [];
    const { published, path, options } = await serve(
      NO_ACTIONS,
      join(folder, "x"),
      createLog((_level, line) => lines.push(line)),
    );
    const deaf = connect({ path });
    await new Promise<void>((resolve) => deaf.once("connect", resolve));
    deaf.pause();
    const closed = new Promise<void>((resolve) => deaf.once("close", () => resolve()));
    await queryFacts(options);
    for (let i = 0; lines.length === 0 && i < 200_000; i++) {
      published.set("ups.load", `${i} ${"x".repeat(200)}`);
      if (i % 100 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    expect(lines).toEqual(["a program on the driver's socket does not read what it is told: disconnected"]);
    expect((await queryFacts(options)).kind).toBe("answer");
    deaf.resume();
    await closed;
  });

  it("carries out a flood of orders a few at a time, all of them and in order", async () => {
    const asked: string[] = [];
    let busy = 0;
    let most = 0;
    const { path } = await serve({
      ...NO_ACTIONS,
      setvar: async (_name, value) => {
        asked.push(value);
        busy++;
        most = Math.max(most, busy);
        await new Promise((resolve) => setImmediate(resolve));
        busy--;
        return 0;
      },
    });
    const values = Array.from({ length: 3000 }, (_, i) => String(i));
    const answer = await talk(path, values.map((value) => `SET ups.id ${value} TRACKING t${value}\n`).join(""));
    expect(asked).toEqual(values);
    expect(answer).toBe(values.map((value) => `TRACKING t${value} 0\n`).join(""));
    expect(most).toBe(32);
  });

  it("cuts off a peer that asks for dump after dump and reads none", async () => {
    const lines: string[] = [];
    const log = createLog((_level, line) => lines.push(line));
    const clock = new VirtualClock();
    const { published, path } = await serve(NO_ACTIONS, join(folder, "x"), log, clock);
    for (let i = 0; i < 100; i++) published.set(`outlet.${i}.desc`, "x".repeat(100));
    const deaf = connect({ path });
    const closed = new Promise<void>((resolve) => deaf.once("close", () => resolve()));
    deaf.on("error", () => undefined);
    deaf.pause();
    deaf.write("DUMPALL\n".repeat(4000), () => undefined);
    while (lines.length === 0) await clock.advance(1000);
    deaf.resume();
    await closed;
    expect(lines).toEqual(["a program on the driver's socket does not read what it is told: disconnected"]);
  });

  it("says once that it turns programs away when there are too many, and again after most have gone", async () => {
    const lines: string[] = [];
    const log = createLog((_level, line) => lines.push(line));
    const { socket, path } = await serve(NO_ACTIONS, join(folder, "x"), log);
    const crowd = async (): Promise<void> => {
      const all = Array.from({ length: 70 }, () => connect({ path }).on("error", () => undefined));
      let closed = 0;
      for (const one of all) one.resume().on("close", () => closed++);
      while (closed < 6) await new Promise((resolve) => setImmediate(resolve));
      for (const one of all) one.destroy();
      while (socket.peers > 0) await new Promise((resolve) => setImmediate(resolve));
    };
    await crowd();
    expect(lines).toEqual([
      expect.stringMatching(/^64 programs are connected to .* already, and another was turned away/),
    ]);
    await crowd();
    expect(lines).toHaveLength(2);
  });

  it("takes over the file of a driver that died, and not that of one that lives", async () => {
    const script = 'require("net").createServer().listen(process.argv[1], () => process.kill(process.pid, "SIGKILL"))';
    spawnSync(process.execPath, ["-e", script, join(folder, "dummy-ups-a")]);
    expect(existsSync(join(folder, "dummy-ups-a"))).toBe(true);
    const first = await serve();
    await expect(serve()).rejects.toThrow(/a driver answers on .*dummy-ups-a already; stop it first/);
    expect((await queryFacts(first.options)).kind).toBe("answer");
  });

  it("refuses to stand where a file of another kind is", async () => {
    const path = join(folder, "dummy-ups-a");
    writeFileSync(path, "precious");
    await expect(serve()).rejects.toThrow(/something that is no socket stands there/);
    expect(existsSync(path)).toBe(true);
  });

  it("says how long a path may be when it is too long, and that a folder is missing", async () => {
    await expect(serve(NO_ACTIONS, join(folder, "x".repeat(100)))).rejects.toThrow(
      /the system takes 10[37].*shorter name, or set statepath/,
    );
    await expect(serve(NO_ACTIONS, join(folder, "none", "x"))).rejects.toThrow(
      /the folder does not exist: mkdir .*none$/,
    );
  });

  it("says of a folder that cannot be looked into where that was, instead of dying of it", async () => {
    symlinkSync("loop", join(folder, "loop"));
    const path = join(folder, "loop", "dummy-ups-a");
    await expect(serve(NO_ACTIONS, path)).rejects.toThrow(
      // Root looks at each folder itself, and follows no link of others.
      new RegExp(`cannot listen on ${path}: (ELOOP|\\S+ is a link in a folder that others than root may write to)`),
    );
  });

  it("removes its file when it closes, but never that of a driver that came after it", async () => {
    const first = await serve();
    rmSync(first.path);
    const second = await serve();
    first.socket.close();
    expect(existsSync(first.path)).toBe(true);
    expect((await queryFacts(second.options)).kind).toBe("answer");
    second.socket.close();
    expect(existsSync(first.path)).toBe(false);
  });
});

describe("a short talk with a driver", () => {
  it("runs commands and sets variables with their results", async () => {
    const { options } = await serve({ setvar: () => Promise.resolve(2), instcmd: () => Promise.resolve(0) });
    expect(await queryInstcmd(options, "driver.reload")).toEqual({ kind: "answer", value: 0 });
    expect(await querySet(options, "driver.debug", "1")).toEqual({ kind: "answer", value: 2 });
  });

  it("learns the process and the status", async () => {
    const { options, published } = await serve();
    expect(await queryFacts(options)).toEqual({ kind: "answer", value: { pid: "4242", status: undefined } });
    published.set("ups.status", "OL CHRG");
    expect(await queryFacts(options)).toEqual({ kind: "answer", value: { pid: "4242", status: "OL CHRG" } });
  });

  it("tells a driver that is not there from one that does not answer", async () => {
    const { options } = await serve({ ...NO_ACTIONS, instcmd: () => new Promise(() => undefined) });
    expect(await queryInstcmd({ ...options, timeoutMs: 20 }, "load.off")).toEqual({ kind: "silent" });
    expect(await queryFacts({ ...options, path: join(folder, "none") })).toMatchObject({ kind: "absent" });
  });
});
