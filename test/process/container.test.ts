/** What the image would do, done here: its health check, and its build from what Docker would be given. */
import { spawn } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { COPIED, HEALTH, ROOT } from "../packaging/dockerfile.ts";
import { type Ended, Started } from "../sim/machine/started.ts";
import { freePort, RUN_JS } from "./daemon.ts";

let folder = "";
const started: Started[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-container-"));
  chmodSync(folder, 0o755);
});
afterEach(async () => {
  for (const { child } of started) child.kill("SIGKILL");
  await Promise.all(started.splice(0).map(({ ended }) => ended));
  rmSync(folder, { recursive: true, force: true });
});

function run(command: string, args: readonly string[], cwd = folder): Started {
  const env = { ...process.env, NUT_CONFPATH: join(folder, "etc"), NUT_STATEPATH: join(folder, "run") };
  const one = new Started(spawn(command, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] }));
  started.push(one);
  return one;
}

const nutts = (...words: readonly string[]): Started => run(process.execPath, [RUN_JS, ...words]);

/** The health check, with the port of the test. */
const health = (port: number): Promise<Ended> =>
  nutts(...HEALTH.slice(1).map((word) => (word === "localhost" ? `127.0.0.1:${port}` : word))).ended;

it("is healthy while its server answers, whatever its UPS does, and not when it does not", async () => {
  const port = await freePort();
  mkdirSync(join(folder, "etc"));
  const conf = (name: string, text: string) => writeFileSync(join(folder, "etc", name), text, { mode: 0o640 });
  conf("ups.conf", "[gone]\ndriver = dummy-ups\nport = nowhere.dev\n");
  conf("upsd.conf", `LISTEN 127.0.0.1 ${port}\n`);
  conf("upsd.users", "");
  expect((await health(port)).status).toBe(1);
  const up = nutts("up", "-u", userInfo().username);
  await up.says(/Found 1 UPS defined/);
  expect(await health(port)).toMatchObject({ status: 0, out: "gone\n" });
  up.child.kill("SIGTERM");
  await up.ended;
  expect((await health(port)).status).toBe(1);
});

it("is built whole from what Docker is given", async () => {
  for (const path of COPIED) cpSync(join(ROOT, path), join(folder, path), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"));
  const packed = await run("npm", ["pack", "--silent", "--json"]).ended;
  expect(packed).toMatchObject({ status: 0 });
  const [{ files }] = JSON.parse(packed.out.slice(packed.out.indexOf("[\n")));
  const paths = files.map(({ path }: { readonly path: string }) => path);
  expect(paths).toEqual(expect.arrayContaining(["bin/run.js", "dist/index.js", "dist/programs.json", "LICENSE"]));
  expect(paths).toContain("dist/daemon-bundle/main.js");
});
