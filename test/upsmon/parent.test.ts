import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import type { Daemon } from "../../src/daemon/run-daemon.ts";
import { createLog } from "../../src/system/log/log.ts";
import { Parent } from "../../src/upsmon/shell/parent.ts";
import type { ShutDownPlan } from "../../src/upsmon/shell/shut-down.ts";
import type { Child, ChildEnd } from "../../src/upsmon/shell/spawn-child.ts";
import { FakeFiles, FakeRunner } from "../sim/machine/fake-host.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const PID_FILE = "/run/nut/upsmon.pid";

class FakeChild implements Child {
  readonly pid: number;
  readonly signals: string[] = [];
  ready: Promise<void>;
  ended: Promise<ChildEnd>;
  up: () => void = () => undefined;
  end: (end: ChildEnd) => void = () => undefined;
  shutDown: (how: "halt" | "restart") => void = () => undefined;
  decide: () => void = () => undefined;
  callOff: () => void = () => undefined;
  readonly told: string[] = [];

  constructor(pid: number) {
    this.pid = pid;
    this.ready = new Promise((resolve) => {
      this.up = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.end = resolve;
    });
  }

  onShutDown(hear: (how: "halt" | "restart") => void): void {
    this.shutDown = hear;
  }

  onDecided(hear: () => void): void {
    this.decide = hear;
  }

  onCallOff(hear: () => void): void {
    this.callOff = hear;
  }

  /** Hears that the PID file names it. */
  onNamed: () => void = () => undefined;

  tell(word: string): void {
    if (word === "named") this.onNamed();
    else this.told.push(word);
  }

  kill(signal: string): void {
    this.signals.push(signal);
  }
}

class FakeDaemon implements Daemon {
  readonly lines: string[] = [];
  readonly log = createLog((level, line) => this.lines.push(`${level} ${line}`));
  readonly #abort = new AbortController();
  readonly stopped = new Promise<string>((resolve) => {
    this.#abort.signal.addEventListener("abort", () => resolve("Signal 15: exiting"));
  });
  readies = 0;
  reload: () => void | Promise<void> = () => undefined;
  user1: () => void | Promise<void> = () => undefined;

  get stopping(): AbortSignal {
    return this.#abort.signal;
  }

  onCrash(): void {}

  stop(): void {
    this.#abort.abort(new Error("stopped"));
  }

  onReload(reload: () => void): void {
    this.reload = reload;
  }

  onUser1(run: () => void): void {
    this.user1 = run;
  }

  dropPrivileges(): void {}

  /** Hears that the daemon is up. */
  onReady: () => void = () => undefined;

  ready(): Promise<void> {
    this.readies++;
    this.onReady();
    return Promise.resolve();
  }

  beatWhile(): void {}

  status(): void {}
}

const KILLED: ChildEnd = { status: undefined, how: "signal SIGKILL" };
const CRASHED: ChildEnd = { status: 1, how: "status 1" };

function begin(plan: Partial<ShutDownPlan> = {}) {
  const daemon = new FakeDaemon();
  const clock = new VirtualClock();
  const files = new FakeFiles();
  const runner = new FakeRunner();
  const children: FakeChild[] = [];
  const parent = new Parent(daemon, {
    machine: { clock, files, runner },
    spawn: () => {
      const child = new FakeChild(100 + children.length);
      children.push(child);
      return child;
    },
    plan: { shutdowncmd: undefined, restartcmd: undefined, powerdownflag: undefined, ...plan },
    pidFile: PID_FILE,
  });
  let status: number | undefined;
  const ended = parent.run().then((result) => {
    status = result;
  });
  return { daemon, clock, files, runner, children, ended, status: () => status };
}

/** A parent whose first child is up. */
async function running(plan: Partial<ShutDownPlan> = {}) {
  const all = begin(plan);
  const [first] = all.children;
  if (!first) throw new Error("no child was started");
  first.up();
  await all.clock.settle();
  return { ...all, first };
}

describe("the privileged parent", () => {
  it("has the number of its child in the PID file before anybody hears that it is up", async () => {
    const { daemon, children, files } = begin();
    const seen: unknown[] = [];
    const [child] = children;
    if (!child) throw new Error("no child was started");
    const look = (): void => void seen.push(files.texts.get(PID_FILE));
    daemon.onReady = look;
    child.onNamed = look;
    child.up();
    await Promise.resolve().then(() => undefined);
    expect(seen).toEqual(["100\n", "100\n"]);
    child.end({ status: 0, how: "status 0" });
  });

  it("writes the number of its child into the PID file when that is up, and removes it at the end", async () => {
    const { files, first, clock, daemon, status } = await running();
    expect([files.texts.get(PID_FILE), daemon.readies]).toEqual(["100\n", 1]);
    first.end({ status: 0, how: "status 0" });
    await clock.settle();
    expect([files.texts.has(PID_FILE), status()]).toEqual([false, 0]);
  });

  it("passes TERM, HUP and USR1 on", async () => {
    const { daemon, first, clock } = await running();
    await daemon.reload();
    await daemon.user1();
    daemon.stop();
    await clock.settle();
    expect(first.signals).toEqual(["SIGHUP", "SIGUSR1", "SIGTERM"]);
  });

  it("stays until its child has ended, however often it is told to stop", async () => {
    const { daemon, first, clock, status } = await running();
    daemon.stop();
    await clock.advance(3_600_000);
    expect(status()).toBeUndefined();
    first.end({ status: 0, how: "status 0" });
    await clock.settle();
    expect(status()).toBe(0);
  });

  it("replaces a child that is lost, loudly", async () => {
    const { first, clock, children, daemon, runner, files } = await running();
    await clock.advance(60_000);
    first.end(KILLED);
    await clock.advance(0);
    expect(children).toHaveLength(2);
    expect(daemon.lines.some((line) => line.startsWith("error upsmon was lost (signal SIGKILL)"))).toBe(true);
    expect(runner.ran).toEqual(["wall"]);
    children[1]?.up();
    await clock.settle();
    expect([files.texts.get(PID_FILE), daemon.readies]).toEqual(["101\n", 1]);
  });

  it("gives one that keeps dying ever more time, and never gives up", async () => {
    const { first, clock, children } = await running();
    first.end(CRASHED);
    const starts: number[] = [];
    for (let second = 0; second < 200; second++) {
      await clock.advance(1000);
      if (children.length > starts.length + 1) {
        starts.push(second + 1);
        children.at(-1)?.up();
        children.at(-1)?.end(CRASHED);
      }
    }
    expect(starts.slice(0, 6)).toEqual([1, 3, 7, 15, 31, 61]);
    expect(starts.at(-1)).toBeGreaterThan(170);
  });

  it("ends with the child's status when that never came up: the reason has been said", async () => {
    const { children, clock, status } = begin();
    children[0]?.end(CRASHED);
    await clock.settle();
    expect([children.length, status()]).toEqual([1, 1]);
  });

  it("ends with the status of a child that was stopped while its login was refused", async () => {
    const { first, clock, status } = await running();
    first.end({ status: 2, how: "status 2" });
    await clock.settle();
    expect(status()).toBe(2);
  });

  it("shuts down once at the child's word, and then starts no other", async () => {
    const { first, clock, children, daemon, status } = await running();
    first.shutDown("halt");
    first.shutDown("halt");
    first.end(KILLED);
    await clock.advance(60_000);
    expect([children.length, status()]).toEqual([1, 0]);
    expect(daemon.lines).toEqual(["error There is no SHUTDOWNCMD: this machine stays up until the power fails"]);
  });

  it("tells the next child what the lost one had decided, at once", async () => {
    const { first, clock, children, status } = await running();
    first.decide();
    first.end(KILLED);
    await clock.advance(0);
    expect(children.map(({ told }) => told)).toEqual([[], ["decided"]]);
    children[1]?.shutDown("halt");
    children[1]?.end({ status: 0, how: "status 0" });
    await clock.settle();
    expect(status()).toBe(0);
  });

  it("shuts down by itself where the next child is lost on its way down as well", async () => {
    const { first, clock, children, daemon, status } = await running();
    first.decide();
    first.end(KILLED);
    await clock.advance(0);
    children[1]?.end(CRASHED);
    await clock.settle();
    expect([children.length, status()]).toEqual([2, 0]);
    expect(daemon.lines.slice(-2)).toEqual([
      "error upsmon was lost on its way down (status 1): shutting this machine down without it",
      "error There is no SHUTDOWNCMD: this machine stays up until the power fails",
    ]);
  });

  it("goes down also when it is told to stop and its child is lost after the decision", async () => {
    const { first, clock, children, daemon, status } = await running();
    first.decide();
    daemon.stop();
    first.end(KILLED);
    await clock.settle();
    expect([children.length, status()]).toEqual([1, 0]);
    expect(daemon.lines.at(-1)).toContain("There is no SHUTDOWNCMD");
  });

  it("starts no other child when it was told to stop in between", async () => {
    const { first, clock, children, daemon, ended, status } = await running();
    first.end(CRASHED);
    await clock.settle();
    daemon.stop();
    await ended;
    expect([children.length, status()]).toEqual([1, 0]);
  });

  const failing = (): Promise<Awaited<ReturnType<typeof running>>> => running({ shutdowncmd: "exit 7" });
  const tell = async (child: FakeChild | undefined, clock: VirtualClock, count: number): Promise<void> => {
    child?.shutDown("halt");
    while ((child?.told.length ?? count) < count) await new Promise((resolve) => setImmediate(resolve));
    await clock.settle();
  };

  it("tells its child each time that SHUTDOWNCMD fails, and runs it again at the child's word", async () => {
    const { first, clock, status } = await failing();
    await tell(first, clock, 1);
    await tell(first, clock, 2);
    expect([first.told, status()]).toEqual([["failed: it ended with 7", "failed: it ended with 7"], undefined]);
  });

  it("ends with a status that is not 0 when its child is stopped after SHUTDOWNCMD has failed", async () => {
    const { first, clock, children, status } = await failing();
    first.decide();
    await tell(first, clock, 1);
    first.end({ status: 2, how: "status 2" });
    await clock.settle();
    expect([children.length, status()]).toEqual([1, 2]);
  });

  it("replaces a child that is lost after SHUTDOWNCMD has failed, and leaves it to that one to look again", async () => {
    const { first, clock, children, status } = await failing();
    first.decide();
    await tell(first, clock, 1);
    await clock.advance(60_000);
    first.end(KILLED);
    await clock.advance(0);
    expect([children.length, children[1]?.told, status()]).toEqual([2, [], undefined]);
  });

  it("removes the flag when the shutdown that failed is called off, and not before", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nutts-parent-"));
    const powerdownflag = join(folder, "killpower");
    const { first, clock } = await running({ shutdowncmd: "exit 7", powerdownflag });
    first.callOff();
    await tell(first, clock, 1);
    const before = existsSync(powerdownflag);
    first.callOff();
    expect([before, existsSync(powerdownflag)]).toEqual([true, false]);
    rmSync(folder, { recursive: true });
  });
});
