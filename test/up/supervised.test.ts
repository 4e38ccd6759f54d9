import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { SharedMirrors } from "../../src/mirror/shared-mirrors.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { ChangedFiles } from "../../src/up/changed-files.ts";
import { CrashCount } from "../../src/up/crash-count.ts";
import { type RunningPart, Supervised } from "../../src/up/supervised.ts";
import { webPart } from "../../src/up/web-part.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { until } from "../sim/servers/nut-pair.ts";

interface Life extends RunningPart {
  fail(why: string): void;
  stopped: boolean;
}

function supervised(begin: (life: number) => void = () => undefined) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const lives: Life[] = [];
  const start = async (): Promise<RunningPart> => {
    let fail: (why: string) => void = () => undefined;
    const failed = new Promise<string>((resolve) => {
      fail = resolve;
    });
    const life: Life = {
      failed,
      fail,
      stopped: false,
      stop: async () => {
        life.stopped = true;
      },
    };
    lives.push(life);
    begin(lives.length);
    return life;
  };
  const log = createLog((level, line) => lines.push(`${level}: ${line}`));
  const part = new Supervised({ name: "the part", start }, { clock, log });
  const running = part.run();
  return { clock, lines, lives, part, running };
}

describe("a part of nutts up", () => {
  it("that fails is ended, reported, and started again after a pause that doubles", async () => {
    const { clock, lines, lives, part } = supervised((life) => {
      if (life > 1) throw new Error(`no luck ${life}`);
    });
    await clock.settle();
    lives[0]?.fail("it has lost its way");
    await clock.settle();
    expect(lives[0]?.stopped).toBe(true);
    expect(lines).toEqual(["error: the part: it has lost its way; it is started again in 1 s, the rest goes on"]);
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const before = lives.length;
      await clock.advance(seconds * 1000 - 1);
      expect(lives).toHaveLength(before);
      await clock.advance(1);
      await clock.settle();
      expect(lives).toHaveLength(before + 1);
    }
    expect(lines.at(-1)).toContain("no luck 9; it is started again in 60 s");
    await part.stop();
  });

  it("that held for a minute waits a second only", async () => {
    const { clock, lines, lives, part } = supervised();
    await clock.settle();
    for (let i = 0; i < 3; i++) {
      await clock.advance(60_000);
      lives.at(-1)?.fail("why");
      await clock.settle();
      expect(lines.at(-1)).toContain("in 1 s");
      await clock.advance(1000);
      await clock.settle();
    }
    expect(lives).toHaveLength(4);
    await part.stop();
  });

  it("that is taken for the cause of a fault is started again, and stopped for good when all ends", async () => {
    const { clock, lives, part, running } = supervised();
    await clock.settle();
    part.fault("an error");
    await clock.settle();
    await clock.advance(1000);
    await clock.settle();
    expect(lives.map(({ stopped }) => stopped)).toEqual([true, false]);
    await part.stop();
    await running;
    expect(lives.map(({ stopped }) => stopped)).toEqual([true, true]);
    await clock.advance(100_000);
    expect(lives).toHaveLength(2);
    expect(part.running).toBe(false);
  });
});

describe("a part of nutts up that cannot start", () => {
  const failing = (deps: { readonly firstMustWork?: boolean; readonly stopping?: AbortSignal } = {}) => {
    const clock = new VirtualClock();
    const lines: string[] = [];
    let starts = 0;
    const start = (): Promise<RunningPart> => Promise.reject(new Error(`no luck\n${++starts}`));
    const log = createLog((_level, line) => lines.push(line));
    const part = new Supervised({ name: "the part", start }, { clock, log, ...deps });
    return { clock, lines, part, running: part.run(), count: () => starts };
  };

  it("says so in one line, and to whoever waits for its start", async () => {
    const { lines, part } = failing();
    await expect(part.begun).rejects.toThrow("no luck");
    await until(() => lines.length > 0);
    expect(lines).toEqual(["the part: no luck 1; it is started again in 1 s, the rest goes on"]);
    expect(part.trouble).toBe("the part: no luck\n1");
    await part.stop();
  });

  it("is tried at once when the files are read again", async () => {
    const { clock, part, count } = failing();
    await clock.advance(4000);
    const before = count();
    await part.reload();
    await clock.settle();
    expect(count()).toBe(before + 1);
    await part.stop();
  });

  it("ends without a line where the first start must work", async () => {
    const { lines, part, running } = failing({ firstMustWork: true });
    await expect(part.begun).rejects.toThrow("no luck");
    await running;
    expect(lines).toEqual([]);
  });

  it("is not tried again when all ends", async () => {
    const ending = new AbortController();
    ending.abort();
    const { lines, running, count } = failing({ stopping: ending.signal });
    await running;
    expect({ lines, count: count() }).toEqual({ lines: [], count: 1 });
  });

  it("is given up while it still starts, when it is taken for what failed", async () => {
    const clock = new VirtualClock();
    const lines: string[] = [];
    let arrive: (running: RunningPart) => void = () => undefined;
    const start = (): Promise<RunningPart> =>
      new Promise((resolve) => {
        arrive = resolve;
      });
    const log = createLog((_level, line) => lines.push(line));
    const part = new Supervised({ name: "the part", start }, { clock, log });
    void part.run();
    await clock.settle();
    part.fault("it hangs");
    await clock.settle();
    expect(lines).toEqual(["the part: it hangs; it is started again in 1 s, the rest goes on"]);
    let stopped = false;
    const stop = async (): Promise<void> => {
      stopped = true;
    };
    arrive({ failed: new Promise(() => undefined), stop });
    await clock.settle();
    expect({ stopped, running: part.running }).toEqual({ stopped: true, running: false });
    await part.stop();
  });
});

describe("the dashboard in nutts up", () => {
  const cleanUp: (() => unknown)[] = [];
  afterEach(async () => {
    for (const run of cleanUp.splice(0)) await run();
  });
  it("says what to do when its port is taken, and comes when it is free", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const clock = new VirtualClock();
    const lines: string[] = [];
    const log = createLog((_level, line) => lines.push(line));
    const opened: string[] = [];
    const place = { listen: `127.0.0.1:${port}`, ports: 1, addresses: () => [{ host: "127.0.0.1", port: 1 }] };
    const mirrors = new SharedMirrors({ clock, log });
    const told = { opened: (url: string) => opened.push(url), shown: () => undefined };
    const part = new Supervised(webPart({ ...place, ...told, env: {}, clock, files: FILES, log, mirrors }), {
      clock,
      log,
    });
    cleanUp.push(() => part.stop());
    void part.run();
    await until(() => lines.some((line) => line.includes("is started again")));
    expect(lines.join("\n")).toMatch(/the dashboard: .*127\.0\.0\.1 port \d+: .*; name another with --listen/);
    await new Promise((resolve) => other.close(resolve));
    await clock.advance(1000);
    await until(() => opened.length > 0);
    expect(opened).toEqual([`http://127.0.0.1:${port}`]);
  });
});

describe("what nutts up notices", () => {
  it("is a file that has changed since it was read, once, and not one that was read again", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nutts-changed-"));
    const clock = new VirtualClock();
    const lines: string[] = [];
    const touch = (name: string, seconds: number) => {
      writeFileSync(join(folder, name), "");
      utimesSync(join(folder, name), seconds, seconds);
    };
    touch("ups.conf", 1000);
    const changed = new ChangedFiles(
      folder,
      clock,
      createLog((_level, line) => lines.push(line)),
    );
    await clock.advance(30_000);
    expect(lines).toEqual([]);
    touch("ups.conf", 2000);
    touch("upsmon.conf", 2000);
    await clock.advance(30_000);
    expect(lines).toEqual([
      `${folder}/ups.conf has changed: kill -HUP ${process.pid} reads it again`,
      `${folder}/upsmon.conf has changed: kill -HUP ${process.pid} reads it again`,
    ]);
    touch("ups.conf", 3000);
    changed.read();
    rmSync(join(folder, "upsmon.conf"));
    await clock.advance(30_000);
    expect(lines.slice(2)).toEqual([`${folder}/upsmon.conf is gone: kill -HUP ${process.pid} reads it again`]);
    changed.stop();
    expect(clock.waiting).toBe(0);
    rmSync(folder, { recursive: true });
  });

  it("is that errors which nobody caught are too many: more than five in a minute", async () => {
    const clock = new VirtualClock();
    const count = new CrashCount(clock);
    expect(Array.from({ length: 6 }, () => count.tooMany())).toEqual([false, false, false, false, false, true]);
    await clock.advance(60_000);
    expect(count.tooMany()).toBe(false);
  });
});
