/** A folder of configuration with drivers on their sockets, and on it the C upsd, ours, or both. */

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { loadConfig } from "../../src/upsd/load-config.ts";
import { startUpsd, type Upsd } from "../../src/upsd/upsd.ts";
import { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { type Ended, freePort, Started } from "../sim/machine/started.ts";
import { NOBODY } from "./peer.ts";

/** Waits until every driver that is there has told all it has. */
async function dumped(port: number): Promise<void> {
  const client = new NutClient({ host: "127.0.0.1", port, tls: { mode: "off" } });
  await client.connect();
  for (const name of (await client.listUps()).keys()) {
    for (let left = 100; left > 0; left--) {
      const status = await client.getVar(name, "ups.status").catch(() => "away");
      if (status !== "WAIT") break;
    }
  }
  await client.close();
}

export interface OurUpsd {
  readonly upsd: Upsd;
  readonly port: number;
  readonly lines: readonly string[];
}

export class NutFolder {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-peers-"));
  readonly run = join(this.folder, "run");
  readonly env = {
    ...process.env,
    NUT_CONFPATH: this.folder,
    NUT_STATEPATH: this.run,
    NUT_ALTPIDPATH: this.run,
    NUT_PIDPATH: this.run,
  };
  readonly #started: Started[] = [];
  readonly #sockets: Server[] = [];
  /** Drivers that never come to the end of what they have to say. */
  readonly #endless = new Set<string>();
  readonly #upsds: Upsd[] = [];

  constructor() {
    mkdirSync(this.run);
  }

  write(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(path, text, { mode: 0o640 });
    return path;
  }

  /** A driver made of lines on the socket `fake-NAME`. */
  async driver(
    name: string,
    dump: readonly string[],
    results: Readonly<Record<string, number>> = {},
  ): Promise<ScriptedDriver> {
    const driver = new ScriptedDriver(dump, results);
    if (!dump.includes("DUMPDONE")) this.#endless.add(name);
    const server = createServer((end) => driver.serve(end));
    this.#sockets.push(server);
    await new Promise<void>((resolve) => server.listen(join(this.run, `fake-${name}`), resolve));
    return driver;
  }

  /** A program with this folder for everything. */
  start(path: string, ...args: readonly string[]): Started {
    const started = new Started(spawn(path, args, { env: this.env, stdio: ["ignore", "pipe", "pipe"] }));
    this.#started.push(started);
    return started;
  }

  /** A C driver for a section of ups.conf. Then its socket can be connected to: a file may be there a moment earlier. */
  async cDriver(path: string, ups: string): Promise<Started> {
    const driver = this.start(path, "-a", ups, "-DD", "-u", userInfo().username);
    await driver.says(/sock \S+ open on fd/);
    return driver;
  }

  /** The C upsmon in the foreground. Its PID file has a fixed place: -P keeps it from looking whether another test's upsmon is there. */
  upsmon(path: string): Started {
    return this.start(path, "-D", "-p", "-P", NOBODY);
  }

  /** A program until it ends by itself. */
  ran(path: string, ...args: readonly string[]): Promise<Ended> {
    return this.start(path, ...args).ended;
  }

  /** The C upsd; returns its port. Then it has heard all that the drivers have to say: only its debug lines tell. */
  async cUpsd(path: string, conf = ""): Promise<number> {
    const port = await freePort();
    this.write("upsd.conf", `LISTEN 127.0.0.1 ${port}\n${conf}`);
    const upsd = this.start(path, "-F", "-DDD", "-u", userInfo().username);
    await upsd.says(/Running as foreground process/);
    for (const [, name = ""] of upsd.err.matchAll(/Connected to UPS \[(\w+)\]/g))
      if (!this.#endless.has(name)) await upsd.says(new RegExp(`UPS \\[${name}\\]: dump is done`));
    return port;
  }

  /** Ours, in this process, on a port that the system chose. */
  async ourUpsd(conf = ""): Promise<OurUpsd> {
    const lines: string[] = [];
    const log = createLog((_level, line) => lines.push(line), 1);
    this.write("upsd.conf", `LISTEN 127.0.0.1 0\n${conf}`);
    const { config } = loadConfig({ files: FILES, env: this.env, log, family: undefined });
    const upsd = await startUpsd(config, { clock: SYSTEM_CLOCK, log, env: this.env });
    this.#upsds.push(upsd);
    const port = upsd.addresses[0]?.port ?? 0;
    await dumped(port);
    return { upsd, port, lines };
  }

  /** Ends everything that was started here and removes the folder. */
  async clear(): Promise<void> {
    for (const upsd of this.#upsds.splice(0)) upsd.stop();
    for (const { child } of this.#started) child.kill("SIGKILL");
    await Promise.all(this.#started.splice(0).map(({ ended }) => ended));
    for (const server of this.#sockets.splice(0)) server.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
