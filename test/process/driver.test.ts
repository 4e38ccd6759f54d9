import { spawn } from "node:child_process";
import { chmodSync, chownSync, existsSync, readFileSync, readlinkSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { freePort, Machine, RUN_JS, SAME_USER, Started, textOf, until } from "./daemon.ts";

const UPS_CONF = "[ups1]\ndriver = dummy-ups\nport = ups1.dev\n[ups2]\ndriver = dummy-ups\nport = ups1.dev\n";

let machine: Machine;

beforeEach(async () => {
  machine = new Machine(await freePort());
  machine.write("ups.conf", UPS_CONF);
});

/** Whatever was put into the background answers to `stop`. */
afterEach(async () => {
  machine.write("ups.conf", UPS_CONF);
  await machine.start("driver", "stop").ended;
  await machine.clear();
});

const socketOf = (ups: string): string => join(machine.run, `dummy-ups-${ups}`);
const nutts = (...args: readonly string[]) => machine.start("driver", ...args).ended;

/** The columns of `driver status` by UPS. */
async function status(): Promise<Record<string, readonly string[]>> {
  const { out } = await nutts("status");
  const rows = out
    .trimEnd()
    .split("\n")
    .slice(2)
    .map((row) => row.split("\t").map((cell) => cell.trim()));
  return Object.fromEntries(rows.map(([name = "", ...cells]) => [name, cells]));
}

const titleOf = (pid: number): string => textOf(`/proc/${pid}/cmdline`).replaceAll("\0", " ").trim();
/** Nothing for a process that has ended, collected or not. */
const titles = (pid: number): string[] => [titleOf(pid)].filter((title) => title !== "");
const parentOf = (pid: number): number =>
  Number(/^PPid:\t(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]);

describe("a driver as a process", () => {
  it("is up before its launcher ends, names its UPS in ps, and ends at SIGTERM without a trace", async () => {
    const started = await nutts("dummy-ups", "-a", "ups1", ...SAME_USER);
    expect(started).toMatchObject({ status: 0 });
    const pid = machine.pidOf("dummy-ups-ups1") ?? 0;
    expect(titleOf(pid)).toBe("nutts: dummy-ups -a ups1");
    expect(await status()).toMatchObject({
      ups1: ["dummy-ups", "RUNNING", String(pid), "RESPONSIVE", String(pid), '"OL"'],
    });
    process.kill(pid, "SIGTERM");
    await until("the driver to be gone", () => titles(pid).length === 0);
    expect([existsSync(socketOf("ups1")), machine.pidOf("dummy-ups-ups1")]).toEqual([false, undefined]);
  });

  it("asks the one that runs to leave, and takes its place", async () => {
    await nutts("dummy-ups", "-a", "ups1", ...SAME_USER);
    const first = machine.pidOf("dummy-ups-ups1") ?? 0;
    const { status: code, err } = await nutts("dummy-ups", "-a", "ups1", ...SAME_USER);
    expect(code).toBe(0);
    expect(err).toContain("another driver served [ups1]: it was asked to leave and has ended");
    const second = machine.pidOf("dummy-ups-ups1") ?? 0;
    expect(second).not.toBe(first);
    expect([titles(first), titles(second), existsSync(socketOf("ups1"))]).toEqual([
      [],
      ["nutts: dummy-ups -a ups1"],
      true,
    ]);
  });

  it("reloads at SIGHUP and ends with 138 at SIGUSR1 when only a restart will do", async () => {
    const driver = machine.start("driver", "dummy-ups", "-a", "ups1", "-FF", ...SAME_USER);
    await until("the PID file", () => machine.pidOf("dummy-ups-ups1"));
    machine.write("ups.conf", `pollinterval = 9\n${UPS_CONF}`);
    driver.child.kill("SIGHUP");
    await driver.says(/configuration read again/);
    machine.write("ups.conf", UPS_CONF.replace("ups1.dev", "ups1.dev\n\tmode = dummy-loop"));
    driver.child.kill("SIGUSR1");
    expect(await driver.ended).toMatchObject({
      status: 138,
      err: expect.stringMatching(/only a restart .* applies it: mode/),
    });
  });

  it("is started under the name of a driver, by a link", async () => {
    const link = join(machine.folder, "dummy-ups");
    symlinkSync(RUN_JS, link);
    const env = { ...process.env, NUT_CONFPATH: machine.folder, NUT_STATEPATH: machine.run };
    const started = new Started(spawn(process.execPath, [link, "-a", "ups1", "-d", "1"], { env }));
    const { out, status: code } = await started.ended;
    expect(code).toBe(0);
    expect(out).toContain("battery.charge: 100\n");
  });

  it("fails with the reason when its state folder is missing", async () => {
    machine.write("ups.conf", `${UPS_CONF}`);
    const env = { ...process.env, NUT_CONFPATH: machine.folder, NUT_STATEPATH: join(machine.folder, "none") };
    const args = [RUN_JS, "driver", "dummy-ups", "-a", "ups1", ...SAME_USER];
    const { status: code, err } = await new Started(spawn(process.execPath, args, { env })).ended;
    expect(code).toBe(1);
    expect(err).toMatch(/the folder does not exist: mkdir .*none/);
  });
});

describe("the driver host as a process", () => {
  it("runs all of ups.conf in one process, each on its own socket", async () => {
    expect((await nutts(...SAME_USER, "start")).status).toBe(0);
    const { ups1 = [], ups2 = [] } = await status();
    expect([ups1[1], ups1[3], ups1[5]]).toEqual(["RUNNING", "RESPONSIVE", '"OL"']);
    expect(ups1[4]).toBe(ups2[4]);
    const pid = Number(ups1[4]);
    expect(titleOf(pid)).toBe("nutts: drivers dummy-ups/ups1 dummy-ups/ups2");
    expect([0, 1, 2].map((fd) => readlinkSync(`/proc/${pid}/fd/${fd}`))).toEqual([
      "/dev/null",
      "/dev/null",
      "/dev/null",
    ]);
  });

  const NOBODY = 65534;
  const itAsRoot = process.getuid?.() === 0 ? it : it.skip;

  itAsRoot("starts from an ups.conf that only root may read, as the C drivers do, and leaves root", async () => {
    chmodSync(machine.folder, 0o755);
    chmodSync(join(machine.folder, "ups1.dev"), 0o644);
    chmodSync(join(machine.folder, "ups.conf"), 0o600);
    chownSync(machine.run, NOBODY, NOBODY);
    expect(await nutts("-u", "nobody", "start")).toMatchObject({ status: 0 });
    const pid = Number((await status()).ups1?.[4]);
    expect(readFileSync(`/proc/${pid}/status`, "utf8")).toMatch(new RegExp(`^Uid:\\t${NOBODY}\\t`, "m"));
    expect(await nutts("-c", "reload", "ups1")).toMatchObject({ status: 1 });
    expect((await status()).ups2?.[5]).toBe('"OL"');
  });

  it("lets one device go and takes it in again, and ends with the last", async () => {
    await nutts(...SAME_USER, "start");
    const pid = Number((await status()).ups1?.[4]);
    expect((await nutts("stop", "ups1")).status).toBe(0);
    expect([existsSync(socketOf("ups1")), existsSync(socketOf("ups2"))]).toEqual([false, true]);
    expect(titleOf(pid)).toBe("nutts: drivers dummy-ups/ups2");
    expect((await nutts(...SAME_USER, "start", "ups1")).status).toBe(0);
    expect((await status()).ups1?.[4]).toBe(String(pid));
    const watch = parentOf(pid);
    expect((await nutts("stop")).status).toBe(0);
    await until("host and watch to be gone", () => [...titles(pid), ...titles(watch)].length === 0);
  });

  it("is started again when it dies, with those that were in it then", async () => {
    await nutts(...SAME_USER, "start", "ups1");
    await nutts(...SAME_USER, "start", "ups2");
    const pid = Number((await status()).ups2?.[4]);
    process.kill(pid, "SIGKILL");
    await until("the old host to be gone", () => titles(pid).length === 0);
    let rows = await status();
    while (rows.ups1?.[3] !== "RESPONSIVE" || rows.ups2?.[3] !== "RESPONSIVE") rows = await status();
    expect(rows.ups1?.[4]).toBe(rows.ups2?.[4]);
    expect(rows.ups1?.[4]).not.toBe(String(pid));
  });

  it("fails when no device can be started, and starts the others when one cannot", async () => {
    machine.write("ups.conf", "[ups1]\ndriver = no-such\nport = x\n");
    const { status: code, err } = await nutts(...SAME_USER, "start");
    expect(code).toBe(1);
    expect(err).toContain("there is no driver called no-such");
    machine.write("ups.conf", `${UPS_CONF}[bad]\ndriver = no-such\nport = x\n`);
    const mixed = await nutts(...SAME_USER, "start");
    expect(mixed.status).toBe(1);
    expect(mixed.err).toContain("Driver for bad failed to start");
    expect((await status()).ups2?.[3]).toBe("RESPONSIVE");
  });

  it("waits for a device that is not there, and says so", async () => {
    machine.write(
      "ups.conf",
      "maxretry = 1\n[ups1]\ndriver = dummy-ups\nport = later.dev\n[ups2]\ndriver = dummy-ups\nport = ups1.dev\n",
    );
    const { status: code, err } = await nutts(...SAME_USER, "start");
    expect(code).toBe(0);
    expect(err).toContain("[ups1] not there after 1 try: waiting for it, nothing needs to be restarted when it comes");
    machine.write("later.dev", "ups.status: OB\n");
    let rows = await status();
    while (rows.ups1?.[5] !== '"OB"') rows = await status();
  });

  it("stays in the foreground with -F, and ends at SIGTERM", async () => {
    const host = machine.start("driver", "-F", ...SAME_USER, "start");
    await until("the sockets", () => existsSync(socketOf("ups1")) && existsSync(socketOf("ups2")));
    expect((await status()).ups1?.[4]).toBe(String(host.pid));
    host.child.kill("SIGTERM");
    expect((await host.ended).status).toBe(0);
    expect(existsSync(socketOf("ups1"))).toBe(false);
  });
});
