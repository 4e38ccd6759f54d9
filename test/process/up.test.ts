import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Started } from "../sim/machine/started.ts";
import { freePort, RUN_JS } from "./daemon.ts";

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
