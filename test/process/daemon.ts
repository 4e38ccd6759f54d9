/** A folder of configuration and a built program in it, for tests of whole processes. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemCode } from "../../src/system/system-error.ts";
import { Started } from "../sim/machine/started.ts";

export { freePort, Started, until } from "../sim/machine/started.ts";

export const RUN_JS = join(process.cwd(), "bin/run.js");

if (!existsSync("dist/programs.json")) throw new Error("there is no dist: run `npm run build` first");

export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-process-"));
  readonly run = join(this.folder, "run");
  readonly port: number;
  /** Added to the environment of what is started. */
  readonly env: Readonly<Record<string, string>>;
  readonly #started: Started[] = [];

  constructor(port: number, env: Readonly<Record<string, string>> = {}) {
    this.port = port;
    this.env = env;
    mkdirSync(this.run);
    this.write("upsd.conf", `LISTEN 127.0.0.1 ${port}\n`);
    this.write("ups.conf", "[ups1]\ndriver = dummy-ups\nport = ups1.dev\n");
    this.write("upsd.users", "");
    this.write("ups1.dev", "ups.status: OL\nbattery.charge: 100\n");
  }

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text, { mode: 0o640 });
  }

  /** `nutts ARGS`, with this folder for everything. Its own user where we are root: the folder belongs to us. */
  start(...args: readonly string[]): Started {
    const paths = {
      NUT_CONFPATH: this.folder,
      NUT_STATEPATH: this.run,
      NUT_ALTPIDPATH: this.run,
      NUT_PIDPATH: this.run,
    };
    const env = { ...process.env, ...paths, ...this.env };
    const started = new Started(spawn(process.execPath, [RUN_JS, ...args], { env, stdio: ["ignore", "pipe", "pipe"] }));
    this.#started.push(started);
    return started;
  }

  /** The number in a PID file, or undefined. */
  pidOf(name: string): number | undefined {
    const text = textOf(join(this.run, `${name}.pid`));
    return text === "" ? undefined : Number(text);
  }

  /** Ends everything that was started here and removes the folder. */
  async clear(): Promise<void> {
    const background = this.pidOf("upsd");
    if (background !== undefined) kill(background);
    for (const { child } of this.#started) child.kill("SIGKILL");
    await Promise.all(this.#started.map(({ ended }) => ended));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a file holds; nothing where it is not there, also where it goes at this moment. */
export function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (["ENOENT", "ESRCH"].includes(systemCode(error) ?? "")) return "";
    throw error;
  }
}

export function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Ends a process at once, if it has not ended by itself. Number 0 would be all of ours. */
export function kill(pid: number): void {
  if (!(pid > 0)) throw new Error(`${pid} is no process`);
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if (systemCode(error) !== "ESRCH") throw error;
  }
}

/** Options for a daemon that keeps the user it was started by. */
export const SAME_USER: readonly string[] = process.getuid?.() === 0 ? ["-u", "root"] : [];
