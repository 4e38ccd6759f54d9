import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { runProgram } from "../../src/cli/program.ts";
import { UPSMON } from "../../src/commands/upsmon.ts";
import { VERSION } from "../../src/nut/version.ts";
import type { Env } from "../../src/system/files/paths.ts";
import { runUpsmon } from "../../src/upsmon/program.ts";
import { FakeHost } from "../sim/machine/fake-host.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-upsmon-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const MONITOR = "MONITOR ups1@localhost 1 monuser secret primary\n";

function rig(conf?: string, more: Env = {}) {
  const host = new FakeHost();
  host.env = { NUT_CONFPATH: "/etc/nut", NUT_PIDPATH: "/run/nut", ...more };
  if (conf !== undefined) host.files.texts.set("/etc/nut/upsmon.conf", conf);
  const io = new FakeIo(host.env);
  const run = (...argv: readonly string[]): Promise<number> =>
    runProgram({ ...UPSMON, load: () => Promise.resolve({ run: (line) => runUpsmon(line, io, host) }) }, argv, io);
  return { host, io, run };
}

describe("upsmon's command line", () => {
  it("says its version, and with -D what its TLS is made of", async () => {
    const { run, io } = rig();
    expect([await run("-V"), io.stdout]).toEqual([0, `Network UPS Tools upsmon ${VERSION}\n`]);
    expect(await run("-Dh")).toBe(0);
    expect(io.stderr).toMatch(/^Using NUT libupsclient library version .* built with SSL support: OpenSSL$/m);
    expect(io.stdout).toContain("--dry-run");
  });

  it.each([
    ["fsd", "SIGUSR1"],
    ["reload", "SIGHUP"],
    ["stop", "SIGTERM"],
    ["f", "SIGUSR1"],
  ])("-c %s sends %s to the process of the PID file", async (word, signal) => {
    const { run, host } = rig();
    host.files.texts.set("/run/nut/upsmon.pid", "99\n");
    host.running.processes.set(99, "nutts: upsmon");
    expect(await run("-c", word)).toBe(0);
    expect(host.running.sent).toEqual([[99, signal]]);
  });

  it("-c says what to do when no upsmon runs", async () => {
    const { run, io } = rig();
    expect(await run("-c", "fsd")).toBe(1);
    expect(io.stderr).toContain("there is no PID file /run/nut/upsmon.pid");
    expect(await run("-c", "shutdown")).toBe(1);
    expect(io.stderr).toContain("write fsd, reload or stop");
  });

  it("-P names another process than the PID file", async () => {
    const { run, host } = rig();
    host.running.processes.set(77, "/usr/sbin/upsmon");
    expect(await run("-c", "stop", "-P", "77")).toBe(0);
    expect(host.running.sent).toEqual([[77, "SIGTERM"]]);
  });

  it.each([
    ["upsmon-shutdown-file", 0, "POWERDOWNFLAG is set"],
    [undefined, 1, "POWERDOWNFLAG is not set"],
    ["other", 1, "was not written by upsmon"],
  ])("-K with a flag that holds %p ends with %p", async (text, status, said) => {
    const flag = join(folder, "killpower");
    if (text !== undefined) writeFileSync(flag, text);
    const { run, io } = rig(`${MONITOR}POWERDOWNFLAG ${flag}\n`);
    expect(await run("-K")).toBe(status);
    expect(io.stderr).toContain(said);
  });

  it("-K without POWERDOWNFLAG ends with 1, and so without a file", async () => {
    expect(await rig(MONITOR).run("-K")).toBe(1);
    expect(await rig().run("-K")).toBe(1);
  });

  it("-K -f reads another file", async () => {
    const flag = join(folder, "killpower");
    writeFileSync(flag, "upsmon-shutdown-file");
    const { run, host } = rig();
    host.files.texts.set("/tmp/other.conf", `POWERDOWNFLAG ${flag}\n`);
    expect(await run("-K", "-f", "/tmp/other.conf")).toBe(0);
  });

  it.each(["x", "-1", "1e", ""])("refuses -W %p", async (text) => {
    const { run, io } = rig(MONITOR);
    expect(await run("-W", text, "-K")).toBe(1);
    expect(io.stderr).toContain("invalid network timeout");
  });

  it.each([
    [undefined, true],
    ["no", true],
    ["0", true],
    ["", false],
    ["true", false],
    ["1", false],
  ])("with NUT_QUIET_INIT_BANNER=%p says its version at the start: %p", async (quiet, said) => {
    const { run, io } = rig(undefined, { NUT_QUIET_INIT_BANNER: quiet });
    await run("-F", "-p");
    expect(io.stdout).toBe(said ? `Network UPS Tools upsmon ${VERSION}\n` : "");
  });

  it("refuses settings that cannot be met, with the line", async () => {
    const { run, host } = rig(`MINSUPPLIES 2\n${MONITOR}`);
    expect(await run("-F", "-p")).toBe(1);
    expect(host.said).toContain("Fatal error: /etc/nut/upsmon.conf:1:1: MINSUPPLIES is 2");
  });

  it("names what keeps it from starting, and not the first fault of the file", async () => {
    const { run, host } = rig(`POLFREQ 5\n${MONITOR.replace(" 1 ", " x ")}`);
    expect(await run("-F", "-p")).toBe(1);
    expect(host.said).toContain("Fatal error: /etc/nut/upsmon.conf:2:1: MINSUPPLIES is 1");
  });

  it("refuses to run without its file", async () => {
    const { run, host } = rig();
    expect(await run("-F", "-p")).toBe(1);
    expect(host.said).toContain("/etc/nut/upsmon.conf: there is no such file");
  });

  it("refuses to run beside another upsmon", async () => {
    const { run, host } = rig(MONITOR);
    host.files.texts.set("/run/nut/upsmon.pid", "99\n");
    host.running.processes.set(99, "/usr/sbin/upsmon");
    expect(await run("-F", "-p")).toBe(1);
    expect(host.said).toContain("upsmon runs already");
  });
});
