import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Started } from "../sim/machine/started.ts";
import { freePort, Machine, RUN_JS, SAME_USER, until } from "./daemon.ts";

describe("nutts up --demo as a process", () => {
  let temporary = "";
  const started: Started[] = [];
  beforeEach(() => {
    temporary = mkdtempSync(join(tmpdir(), "nutts-up-"));
  });
  afterEach(async () => {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    rmSync(temporary, { recursive: true, force: true });
  });

  function run(...words: readonly string[]): Started {
    const env = { ...process.env, TMPDIR: temporary, WEB_PORT: "0", NUTTS_CALLED_AS: `${process.execPath} ${RUN_JS}` };
    const [command = "", ...args] = words;
    const one = new Started(spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] }));
    started.push(one);
    return one;
  }

  const demo = (port: number): Started => run(process.execPath, RUN_JS, "up", "--demo", "--port", String(port));

  it("prints four commands that work as they stand", async () => {
    const up = demo(await freePort());
    await up.says(/demo {2}OL {2}/);
    const [all = "", follow = "", settable = "", drill = ""] = up.out.match(/^ {2}\S+ \S+run\.js .*$/gm) ?? [];
    expect((await run(...all.trim().split(" ")).ended).out).toMatch(/^ups\.status: O[LB]/m);
    await run(...follow.trim().split(" ")).says(/^\d{8} \d{6} \S+ \S+ \S+ \[O[LB]/m);
    expect(await run(...drill.trim().split(" ")).ended).toMatchObject({
      status: 0,
      out: expect.stringMatching(/demo@localhost/),
    });
    const { status, out, err } = await run(...settable.trim().split(" ")).ended;
    expect({ status, err }).toEqual({ status: 0, err: "" });
    expect(out).toContain("[battery.charge.low]");
  });

  it.each([
    ["SIGINT", 2],
    ["SIGTERM", 15],
  ] as const)("leaves no file behind after %s", async (signal, number) => {
    const up = demo(await freePort());
    await up.says(/demo {2}OL {2}/);
    expect(readdirSync(temporary)).toHaveLength(1);
    up.child.kill(signal);
    const { status, err } = await up.ended;
    expect(status).toBe(0);
    expect(err).toMatch(new RegExp(`^Signal ${number}: exiting\n$`, "m"));
    expect(err).not.toMatch(/stale|failed|error/i);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it("takes the next port when somebody listens on the wanted one, and says so", async () => {
    const port = await freePort();
    const other = await new Promise<Server>((resolve) => {
      const server = createServer().listen(port, "127.0.0.1", () => resolve(server));
    });
    const up = demo(port);
    const said = await up.says(/Port (\d+) is in use .* so this one serves port (\d+)/);
    expect(Number(said[1])).toBe(port);
    expect(Number(said[2])).toBeGreaterThan(port);
    await new Promise((resolve) => other.close(resolve));
  });
});

describe("nutts up with an upsmon.conf", () => {
  let machine: Machine;
  const ups: Started[] = [];
  beforeEach(async () => {
    machine = new Machine(await freePort(), { WEB_PORT: "0", WEB_HISTORY: "" });
    machine.write("upsd.users", "[local]\npassword = s3cret\nupsmon primary\n");
  });
  afterEach(async () => {
    // What it has started as root's process outlives one that is killed.
    for (const up of ups.splice(0)) {
      up.child.kill("SIGTERM");
      await up.ended;
    }
    await machine.clear();
  });

  function start(): Started {
    const up = machine.start("up", ...SAME_USER);
    ups.push(up);
    return up;
  }

  const watch = (shutdowncmd: string): void =>
    machine.write(
      "upsmon.conf",
      `MONITOR ups1@127.0.0.1:${machine.port} 1 local s3cret primary\nSHUTDOWNCMD ${shutdowncmd}\nPOLLFREQ 1\n`,
    );

  async function dashboard(up: Started): Promise<string> {
    const [, url = ""] = await up.says(/the dashboard is at (http:\S+)\//);
    return url;
  }

  const ready = async (url: string): Promise<readonly string[]> => {
    const { problems } = (await (await fetch(`${url}/ready`)).json()) as { readonly problems: readonly string[] };
    return problems;
  };

  it("watches although the port of upsd is taken, and serves when it is free", async () => {
    watch("/bin/true");
    const other = await new Promise<Server>((resolve) => {
      const server = createServer((socket) => socket.destroy()).listen(machine.port, "127.0.0.1", () =>
        resolve(server),
      );
    });
    const up = start();
    await up.says(/upsd: .*the port is in use.*; it is started again in 1 s, the rest goes on/);
    await up.says(/Poll of UPS \[ups1@127\.0\.0\.1:\d+\] failed|UPS ups1@\S+ cannot be reached/);
    await new Promise((resolve) => other.close(resolve));
    const url = await dashboard(up);
    await until("upsmon is let in", async () => (await ready(url)).length === 0);
  });

  it("is not ready, and says why, where SHUTDOWNCMD is a program that is not there", async () => {
    watch("/nowhere/shutdown");
    const url = await dashboard(start());
    await until("upsmon is let in", async () => (await ready(url)).length === 1);
    const answer = await fetch(`${url}/ready`);
    expect([answer.status, await answer.json()]).toEqual([
      503,
      { status: "failing", problems: ["SHUTDOWNCMD: /nowhere/shutdown: No such file or directory"] },
    ]);
    const { protection } = (await (await fetch(`${url}/api/v1/snapshot`)).json()) as {
      readonly protection: readonly { readonly text: string }[];
    };
    const verdict = "This machine is not protected, because SHUTDOWNCMD: /nowhere/shutdown: No such file or directory.";
    expect(protection.map(({ text }) => text)).toEqual([verdict]);
    expect((await machine.start("doctor").ended).out).toContain("This machine is not protected, because ");
  });
});
