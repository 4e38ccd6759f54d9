import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { connect } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { alive, freePort, Machine, SAME_USER, until } from "./daemon.ts";

const SIGHUP = 1;

/** One request on a connection of its own. */
const ask = (port: number, request: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    socket.on("error", reject).on("data", (chunk: Buffer) => {
      resolve(chunk.toString().trimEnd());
      socket.destroy();
    });
    socket.write(`${request}\n`);
  });

describe("upsd as a process", () => {
  let machine: Machine;
  beforeEach(async () => {
    machine = new Machine(await freePort());
  });
  afterEach(() => machine.clear());

  it("goes to the background, serves before the launcher ends, and stops at -c stop", async () => {
    const { status, err } = await machine.start("upsd", ...SAME_USER).ended;
    expect({ status, err }).toMatchObject({ status: 0 });
    expect(err).toContain(`listening on 127.0.0.1 port ${machine.port}`);
    expect(await ask(machine.port, "LIST UPS")).toContain("UPS ups1");
    const pid = machine.pidOf("upsd") ?? 0;
    expect(alive(pid)).toBe(true);
    expect((await machine.start("upsd", "-c", "stop").ended).status).toBe(0);
    await until("upsd to be gone", () => !alive(pid));
    expect(machine.pidOf("upsd")).toBeUndefined();
  });

  it("lets go of the terminal in the background", async () => {
    await machine.start("upsd", ...SAME_USER).ended;
    const fds = `/proc/${machine.pidOf("upsd")}/fd`;
    expect([0, 1, 2].map((fd) => readlinkSync(`${fds}/${fd}`))).toEqual(["/dev/null", "/dev/null", "/dev/null"]);
  });

  it("passes the reason on when it cannot start, with the status", async () => {
    machine.write("upsd.conf", `LISTEN 127.0.0.1 ${machine.port}\nCERTFILE /nowhere/at-all.pem\n`);
    const { status, err } = await machine.start("upsd", ...SAME_USER).ended;
    expect(status).toBe(1);
    expect(err).toContain("/nowhere/at-all.pem");
    expect(machine.pidOf("upsd")).toBeUndefined();
  });

  it("does not let SIGUSR1 start Node's debugger, not even right after the PID file appears", async () => {
    const upsd = machine.start("upsd", "-FF", ...SAME_USER);
    const pid = await until("the PID file", () => machine.pidOf("upsd") || undefined);
    process.kill(pid, "SIGUSR1");
    await upsd.says(/listening on/);
    process.kill(pid, "SIGUSR1");
    expect(await ask(machine.port, "VER")).toMatch(/Network UPS Tools upsd/);
    expect(upsd.err).not.toMatch(/Debugger|inspector/i);
    expect(listening(pid)).toBe(1);
  });

  it("survives SIGUSR1 and SIGHUP from its first moment on", async () => {
    const upsd = machine.start("upsd", "-F", ...SAME_USER);
    // Node itself catches SIGUSR1 from the start, for its debugger; SIGHUP is caught when our listeners are there.
    await until("our listeners for signals", () => catches(upsd.pid, SIGHUP));
    for (let i = 0; i < 20; i++) {
      process.kill(upsd.pid, i % 2 === 0 ? "SIGUSR1" : "SIGHUP");
      await new Promise((resolve) => setImmediate(resolve));
    }
    await upsd.says(/listening on/);
    expect(await ask(machine.port, "LIST UPS")).toContain("UPS ups1");
    expect(upsd.err).not.toMatch(/Debugger|inspector/i);
  });

  it("writes no PID file with -F, and ends with 0 at SIGTERM", async () => {
    const upsd = machine.start("upsd", "-F", ...SAME_USER);
    await upsd.says(/listening on/);
    expect(machine.pidOf("upsd")).toBeUndefined();
    process.kill(upsd.pid, "SIGTERM");
    const { status, err } = await upsd.ended;
    expect(status).toBe(0);
    expect(err).toContain("Signal 15: exiting");
  });

  it("reloads at -c reload", async () => {
    const upsd = machine.start("upsd", "-FF", ...SAME_USER);
    await upsd.says(/listening on/);
    await until("the PID file", () => machine.pidOf("upsd") || undefined);
    machine.write(
      "ups.conf",
      "[ups1]\ndriver = dummy-ups\nport = ups1.dev\n[ups2]\ndriver = dummy-ups\nport = ups1.dev\n",
    );
    expect((await machine.start("upsd", "-c", "reload").ended).status).toBe(0);
    await upsd.says(/ups2/);
    expect(await ask(machine.port, "LIST UPS")).toContain("UPS ups2");
  });

  it("refuses to start beside another one", async () => {
    await machine.start("upsd", ...SAME_USER).ended;
    const { status, err } = await machine.start("upsd", ...SAME_USER).ended;
    expect(status).toBe(1);
    expect(err).toContain("upsd runs already (process ");
  });

  it("times its lines with -D", async () => {
    const upsd = machine.start("upsd", "-D", ...SAME_USER);
    await upsd.says(/^ {0,3}\d{1,4}\.\d{6}\tlistening on 127/m);
  });
});

/** True when the process has a handler for a signal (Linux). */
function catches(pid: number, signal: number): boolean {
  const mask = /^SigCgt:\s+([0-9a-f]+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? "0";
  return ((BigInt(`0x${mask}`) >> BigInt(signal - 1)) & 1n) === 1n;
}

/** How many TCP ports the process listens on: a debugger would be one more. */
function listening(pid: number): number {
  const sockets = new Set(
    readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      try {
        return /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1] ?? [];
      } catch {
        return [];
      }
    }),
  );
  const rows = ["tcp", "tcp6"].flatMap((name) => readFileSync(`/proc/${pid}/net/${name}`, "latin1").split("\n"));
  const LISTEN = "0A";
  return rows.map((row) => row.trim().split(/\s+/)).filter((row) => row[3] === LISTEN && sockets.has(row[9] ?? ""))
    .length;
}
