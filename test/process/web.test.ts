/** `nutts web` as a process: what it says when it cannot start, its settings read again, its end. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Started, until } from "../sim/machine/started.ts";
import { type FakeUps, NutServer, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";
import { freePort, RUN_JS } from "./daemon.ts";

const RACK: Readonly<Record<string, FakeUps>> = { rack: { vars: { "ups.status": "OL", "ups.load": "20" } } };

describe("nutts web as a process", () => {
  let folder = "";
  const started: Started[] = [];
  const servers: NutServer[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-web-"));
  });
  afterEach(async () => {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    await Promise.all(servers.splice(0).map((server) => server.stop()));
    rmSync(folder, { recursive: true, force: true });
  });

  async function serving(upses = RACK): Promise<string> {
    const server = await NutServer.start(noTls, saysGoodbye, serves(upses));
    servers.push(server);
    return `127.0.0.1:${server.port}`;
  }

  function web(args: readonly string[], env: NodeJS.ProcessEnv = {}): Started {
    const own = { HOME: folder, NUT_CONFPATH: folder, NUT_STATEPATH: folder };
    const child = spawn(process.execPath, [RUN_JS, "web", "-u", "root", ...args], {
      env: { ...process.env, ...own, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const one = new Started(child);
    started.push(one);
    return one;
  }

  const devices = async (port: number): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}/api/v1/devices`).catch(() => undefined))?.text() ?? "";

  it("serves until it is told to end, and leaves its history behind", async () => {
    const port = await freePort();
    const one = web(["--listen", `:${port}`, await serving()]);
    await until("the UPS", async () => (await devices(port)) === '[{"ups.load":20,"ups.status":"OL"}]');
    one.child.kill("SIGTERM");
    expect((await one.ended).status).toBe(0);
    expect(existsSync(join(folder, ".local/state/nutts/web/energy.json"))).toBe(true);
  });

  it("says who to ask when its port is taken", async () => {
    const taken = createServer();
    const port = await new Promise<number>((resolve) => {
      taken.listen(0, "127.0.0.1", () => resolve((taken.address() as { port: number }).port));
    });
    const { status, err } = await web(["--listen", `:${port}`, await serving()]).ended;
    taken.close();
    expect({ status, err }).toEqual({
      status: 1,
      err: expect.stringContaining(`127.0.0.1 port ${port}: Address already in use; name another with --listen`),
    });
  });

  it("says where its settings are broken, and at a reload goes on with what it had", async () => {
    const path = join(folder, "settings.yml");
    writeFileSync(path, "NUT_SERVERS: [");
    const { status, err } = await web(["--settings", path]).ended;
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining(`${path}:1:15: `) });

    const [port, first, second] = [await freePort(), await serving(), await serving({ desk: { vars: { a: "b" } } })];
    const settings = (server: string): string => `NUT_SERVERS: [{HOST: 127.0.0.1, PORT: ${server.split(":")[1]}}]\n`;
    writeFileSync(path, settings(first));
    const one = web(["--settings", path, "--listen", `:${port}`]);
    await until("the first server", async () => (await devices(port)).includes("OL"));
    writeFileSync(path, "NUT_SERVERS: [");
    one.child.kill("SIGHUP");
    await until("the complaint", () => one.err.includes("reload failed"));
    expect(await devices(port)).toContain("OL");
    writeFileSync(
      path,
      `${settings(second)}WEB_PORT: ${await freePort()}\nSSL_CERT_PATH: ${path}\nSSL_KEY_PATH: ${path}\n`,
    );
    one.child.kill("SIGHUP");
    await until("the complaint about HTTPS", () => one.err.includes("certificate or key of HTTPS"));
    await until("what it had", async () => (await devices(port)).includes("OL"));
    writeFileSync(path, settings(second));
    one.child.kill("SIGHUP");
    await until("the second server", async () => (await devices(port)) === '[{"a":"b"}]');
    writeFileSync(path, settings(first));
    await until("the first one again, without a signal", async () => (await devices(port)).includes("OL"));
    expect(one.err).toContain(`${path} has changed: it is read again`);
  });

  it("does not open itself to others without a password", async () => {
    const { status, err } = await web(["--listen", "0.0.0.0:0"]).ended;
    expect({ status, err }).toEqual({ status: 1, err: expect.stringContaining("set WEB_USERNAME and WEB_PASSWORD") });
  });
});
