import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { runProgram } from "../../src/cli/program.ts";
import { UPSD } from "../../src/commands/upsd.ts";
import { VERSION } from "../../src/nut/version.ts";
import { runUpsd } from "../../src/upsd/program.ts";
import { FakeHost } from "../sim/machine/fake-host.ts";
import { until } from "../sim/servers/nut-pair.ts";
import { RawClient } from "../sim/servers/raw-client.ts";

const running: FakeHost[] = [];
const folders: string[] = [];
afterEach(() => {
  for (const host of running.splice(0)) host.signals.send("SIGTERM");
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

const CONF = "/etc/nut";
const RACK = "[rack]\ndriver = fake\nport = none\n";

function rig(texts: Readonly<Record<string, string>> = {}) {
  const state = mkdtempSync(join(tmpdir(), "nutts-upsd-"));
  folders.push(state);
  const host = new FakeHost();
  host.env = { NUT_CONFPATH: CONF, NUT_STATEPATH: state };
  const files = { "ups.conf": RACK, "upsd.conf": "LISTEN 127.0.0.1 0\n", "upsd.users": "", ...texts };
  for (const [name, text] of Object.entries(files)) host.files.texts.set(`${CONF}/${name}`, text);
  const said = { out: "", err: "" };
  const io = {
    out: (text: string) => {
      said.out += text;
    },
    err: (text: string) => {
      said.err += text;
    },
    env: host.env,
    interactive: false,
  };
  const run = (...argv: readonly string[]): Promise<number> =>
    runProgram(
      { ...UPSD, load: () => Promise.resolve({ run: (line) => runUpsd(line, io, UPSD.table, host) }) },
      argv,
      io,
    );
  return { host, said, run, pidFile: join(state, "upsd.pid") };
}

/** Starts in the foreground and waits until it serves. */
async function serving(texts: Readonly<Record<string, string>> = {}, ...argv: readonly string[]) {
  const it = rig(texts);
  running.push(it.host);
  const status = it.run("-FF", ...argv);
  const port = (): number => Number(/listening on 127\.0\.0\.1 port (\d+)/.exec(it.host.said)?.[1] ?? 0);
  await until(() => port() > 0 && it.host.files.texts.has(it.pidFile));
  return { ...it, status, port };
}

describe("upsd", () => {
  it("says its version", async () => {
    const { run, said } = rig();
    expect(await run("-V")).toBe(0);
    expect(said.out).toBe(`Network UPS Tools upsd ${VERSION}\n`);
  });

  it("helps, and with -D says what TLS it has", async () => {
    const { run, said } = rig();
    expect(await run("-Dh")).toBe(0);
    expect(said.out).toContain("usage: upsd [OPTIONS]");
    expect(said.err).toContain("built with SSL support: OpenSSL; ");
  });

  it.each([[["-i", "127.0.0.1"]], [["-p", "3493"]]])("refuses %j with what to do instead", async (argv) => {
    const { run, said } = rig();
    expect(await run(...argv)).toBe(1);
    expect(said.err).toContain("write LISTEN <address> [<port>] into upsd.conf");
  });

  it("refuses an operand and an unknown word after -c", async () => {
    const { run, said } = rig();
    expect(await run("ups")).toBe(1);
    expect(await run("-c", "restart")).toBe(1);
    expect(said.err).toContain("-c restart: write reload or stop");
  });

  it.each([
    ["reload", "SIGHUP"],
    ["rel", "SIGHUP"],
    ["stop", "SIGTERM"],
  ])("-c %s sends %s to the server of the PID file", async (word, signal) => {
    const { run, host, pidFile } = rig();
    host.files.texts.set(pidFile, "777\n");
    host.running.processes.set(777, "nutts: upsd");
    expect(await run("-c", word)).toBe(0);
    expect(host.running.sent).toContainEqual([777, signal]);
  });

  it("-c says when there is no server", async () => {
    const { run, said } = rig();
    expect(await run("-c", "reload")).toBe(1);
    expect(said.err).toContain("there is no PID file");
  });

  it("serves until it is told to stop", async () => {
    const { port, host, status, pidFile } = await serving();
    const raw = new RawClient(port());
    expect(await raw.ask("GET VAR rack ups.status\n")).toBe("ERR DRIVER-NOT-CONNECTED\n");
    host.signals.send("SIGTERM");
    expect(await status).toBe(0);
    await raw.untilClosed();
    expect(host.said).toContain("Signal 15: exiting");
    expect(host.files.texts.has(pidFile)).toBe(false);
  });

  it("obeys changed files at SIGHUP without dropping clients", async () => {
    const { port, host } = await serving();
    const raw = new RawClient(port());
    await raw.ask("NETVER\n");
    host.files.texts.set(`${CONF}/ups.conf`, `${RACK}[desk]\ndriver = fake\nport = none\n`);
    host.files.texts.set(`${CONF}/upsd.conf`, "LISTEN 127.0.0.1 0\nDEBUG_MIN 3\n");
    host.signals.send("SIGHUP");
    let list = "";
    while (!list.includes("UPS desk")) list = await raw.ask("LIST UPS\n", "END LIST UPS\n");
    expect(host.said).toContain("SIGHUP: reloading configuration");
    raw.socket.destroy();
  });

  it("refuses files that are wrong at SIGHUP, says where, and goes on as it was", async () => {
    const { port, host } = await serving();
    const raw = new RawClient(port());
    host.files.texts.set(`${CONF}/ups.conf`, "");
    host.files.texts.set(`${CONF}/upsd.conf`, "LISTEN 127.0.0.1 0\nMAXAG 20\n");
    host.signals.send("SIGHUP");
    await until(() => host.said.includes("Reload refused"));
    expect(host.said).toContain("/etc/nut/upsd.conf:2:1: MAXAG is not known");
    expect(host.said).toContain("Reload refused: 1 error in the files; upsd goes on as it was");
    expect(await raw.ask("LIST UPS\n", "END LIST UPS\n")).toContain("UPS rack");
    host.files.texts.delete(`${CONF}/upsd.conf`);
    host.signals.send("SIGHUP");
    await until(() => host.said.includes("Reload refused: there is no /etc/nut/upsd.conf"));
    expect(await raw.ask("NETVER\n")).toBe("1.3\n");
    raw.socket.destroy();
  });

  it("keeps its users when their file cannot be read at SIGHUP", async () => {
    const { host } = await serving();
    host.files.read = (path) => {
      if (!path.endsWith("upsd.users")) return host.files.texts.get(path);
      throw Object.assign(new Error("EIO: i/o error, read"), { code: "EIO" });
    };
    host.signals.send("SIGHUP");
    await until(() => host.said.includes("Reload refused"));
    expect(host.said).toContain("can't open /etc/nut/upsd.users: Input/output error");
    expect(host.said).not.toContain("nobody can log in");
  });

  it("starts in spite of a wrong line and names it", async () => {
    const { host } = await serving({ "upsd.conf": "LISTEN 127.0.0.1 0\nMAXAG 20\n" });
    expect(host.said).toContain("/etc/nut/upsd.conf:2:1: MAXAG is not known");
  });

  it("does not start without UPSes, a readable certificate or upsd.conf, and says why", async () => {
    for (const [texts, reason] of [
      [{ "ups.conf": "" }, "Fatal error: ups.conf has no UPS: add a section"],
      [
        { "upsd.conf": "LISTEN 127.0.0.1 0\nCERTFILE /nowhere.pem\n" },
        "Fatal error: CERTFILE /nowhere.pem cannot be read",
      ],
    ] as const) {
      const { run, host } = rig(texts);
      expect(await run("-F")).toBe(1);
      expect(host.said).toContain(reason);
    }
    const { run, host } = rig();
    host.files.texts.delete(`${CONF}/upsd.conf`);
    expect(await run("-F")).toBe(1);
    expect(host.said).toContain("there is no /etc/nut/upsd.conf");
  });

  it("raises its debug level to DEBUG_MIN", async () => {
    const { port, host } = await serving({ "upsd.conf": "LISTEN 127.0.0.1 0\nDEBUG_MIN 2\n" });
    const raw = new RawClient(port());
    await raw.ask("NETVER\n");
    expect(host.said).toContain("Connect from 127.0.0.1");
    raw.socket.destroy();
  });
});
