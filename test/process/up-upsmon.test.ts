/** upsmon in `nutts up`: its own words find it there. */
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { freePort, kill, Machine, SAME_USER, type Started, until } from "./daemon.ts";
import { childrenOf } from "./upsmon-machine.ts";

let machine: Machine;
let pids = "";
let up: Started;
const down = (): string => join(machine.folder, "down");

beforeEach(async () => {
  pids = mkdtempSync(join(tmpdir(), "nutts-up-pid-"));
  machine = new Machine(await freePort(), { NUT_PIDPATH: pids });
  machine.write("upsd.users", "[mon]\npassword = secret\nupsmon primary\n");
  const monitor = `MONITOR ups1@127.0.0.1:${machine.port} 1 mon secret primary`;
  machine.write("upsmon.conf", `${monitor}\nSHUTDOWNCMD "touch ${down()}"\nFINALDELAY 0\nHOSTSYNC 0\n`);
});
afterEach(async () => {
  for (const child of childrenOf(up.pid)) kill(child);
  await machine.clear();
  rmSync(pids, { recursive: true, force: true });
});

async function guarding(...options: readonly string[]): Promise<void> {
  up = machine.start("up", "--no-web", ...SAME_USER, ...options);
  await until(
    "the server",
    async () => (await machine.start("upsc", "-l", `127.0.0.1:${machine.port}`).ended).out === "ups1\n",
  );
}

const upsmon = (...words: readonly string[]) => machine.start("upsmon", ...words).ended;

it("hears upsmon -c fsd, and says by --health that it is on guard", async () => {
  await guarding();
  await until("the guard", async () => (await upsmon("--health")).out.startsWith("protected: watching 1 UPS"));
  expect(await upsmon("-c", "fsd")).toMatchObject({ status: 0, err: "" });
  await until("SHUTDOWNCMD", () => existsSync(down()));
});

it("lets no second upsmon start beside it, and no second one of itself", async () => {
  await guarding();
  await until("the guard", async () => (await upsmon("--health")).status === 0);
  for (const words of [
    ["upsmon", "-F"],
    ["up", "--no-web"],
  ])
    expect(await machine.start(...words, ...SAME_USER).ended).toMatchObject({
      status: 1,
      err: expect.stringMatching(/runs already \(process \d+/),
    });
});

it("is not there with --no-upsmon, which leaves the guard to another process", async () => {
  await guarding("--no-upsmon");
  expect(await upsmon("--health")).toMatchObject({ status: 1, out: expect.stringMatching(/^no upsmon runs/) });
  expect(up.err).not.toMatch(/upsmon/);
  const other = machine.start("upsmon", "-F", "-p");
  await until("the guard", async () => (await upsmon("--health")).out.startsWith("protected: watching 1 UPS"));
  other.child.kill("SIGTERM");
  expect((await other.ended).status).toBe(0);
});
