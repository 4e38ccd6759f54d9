import { describe, expect, it } from "@jest/globals";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import type { RunOptions, RunResult } from "../../src/system/process/process-runner.ts";
import { heartbeatMs, serviceNotify } from "../../src/system/service-notify.ts";
import { FakeRunner } from "../sim/machine/fake-host.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const SOCKET = { NOTIFY_SOCKET: "/run/systemd/notify" };

describe("service states", () => {
  it("start nothing when no service manager listens", async () => {
    const runner = new FakeRunner();
    const notify = serviceNotify({ env: {}, runner, clock: new VirtualClock(), log: SILENT_LOG });
    await notify.ready(5);
    await notify.stopping("bye");
    expect(runner.ran).toEqual([]);
  });

  it("beat twice in the time that the watchdog allows, from READY to STOPPING", async () => {
    const runner = new FakeRunner();
    const clock = new VirtualClock();
    const notify = serviceNotify({ env: { ...SOCKET, WATCHDOG_USEC: "10000000" }, runner, clock, log: SILENT_LOG });
    await clock.advance(20_000);
    expect(runner.ran).toEqual([]);
    await notify.ready(5);
    await clock.advance(20_000);
    const beats = () => runner.ran.filter((line) => line.includes("WATCHDOG=1")).length;
    expect(beats()).toBe(5);
    await notify.stopping("bye");
    await clock.advance(20_000);
    expect(beats()).toBe(5);
    expect(clock.waiting).toBe(0);
  });

  it("leave the heartbeat out where what belongs to the daemon does not answer", async () => {
    const runner = new FakeRunner();
    const clock = new VirtualClock();
    const notify = serviceNotify({ env: { ...SOCKET, WATCHDOG_USEC: "10000000" }, runner, clock, log: SILENT_LOG });
    let answers = true;
    notify.beatWhile(() => answers);
    await notify.ready(5);
    answers = false;
    await clock.advance(20_000);
    expect(runner.ran.filter((line) => line.includes("WATCHDOG=1"))).toHaveLength(1);
    answers = true;
    await clock.advance(5000);
    expect(runner.ran.filter((line) => line.includes("WATCHDOG=1"))).toHaveLength(2);
    await notify.stopping("bye");
  });

  it("beat once per interval after a reload too", async () => {
    const runner = new FakeRunner();
    const clock = new VirtualClock();
    const notify = serviceNotify({ env: { ...SOCKET, WATCHDOG_USEC: "2000000" }, runner, clock, log: SILENT_LOG });
    await notify.ready(5);
    await notify.reloading();
    await notify.ready(5);
    expect(clock.waiting).toBe(1);
  });

  it("give a busy systemd a minute, and ten seconds on the way out", async () => {
    const limits: (number | undefined)[] = [];
    class Slow extends FakeRunner {
      override run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
        limits.push(options.timeoutMs);
        return super.run(command, args);
      }
    }
    const notify = serviceNotify({ env: SOCKET, runner: new Slow(), clock: new VirtualClock(), log: SILENT_LOG });
    await notify.ready(5);
    await notify.reloading();
    await notify.stopping("bye");
    expect(limits).toEqual([60_000, 60_000, 10_000]);
  });

  it("complain once when systemd-notify is not there", async () => {
    const runner = new FakeRunner();
    runner.answers.set("systemd-notify", { kind: "not-started", reason: "spawn systemd-notify ENOENT" });
    const said: string[] = [];
    const log = createLog((level, line) => said.push(`${level}: ${line}`));
    const notify = serviceNotify({ env: SOCKET, runner, clock: new VirtualClock(), log });
    await notify.ready(5);
    await notify.status("fine");
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(/^warning: cannot tell systemd our state: spawn systemd-notify ENOENT; install/);
  });

  it("complain of no messenger that systemd ends with the service", async () => {
    const runner = new FakeRunner();
    const said: string[] = [];
    const log = createLog((level, line) => said.push(`${level}: ${line}`));
    const notify = serviceNotify({ env: SOCKET, runner, clock: new VirtualClock(), log });
    runner.answers.set("systemd-notify", { kind: "killed", signal: "SIGTERM", stdout: "", stderr: "" });
    await notify.stopping("bye");
    expect(said).toEqual([]);
    runner.answers.set("systemd-notify", { kind: "killed", signal: "SIGSEGV", stdout: "", stderr: "" });
    await notify.status("fine");
    expect(said).toEqual(["warning: cannot tell systemd our state: killed"]);
  });

  it.each([
    [undefined, undefined],
    ["0", undefined],
    ["soon", undefined],
    ["3000000", 1500],
  ])("with WATCHDOG_USEC=%s beat every %s ms", (usec, ms) => {
    expect(heartbeatMs({ WATCHDOG_USEC: usec })).toBe(ms);
  });
});
