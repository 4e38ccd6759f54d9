/** A folder of configuration and a built program in it, for tests of whole processes. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

export const RUN_JS = join(process.cwd(), "bin/run.js");
const DEADLINE_MS = 15_000;

if (!existsSync("dist/daemon-road.js")) throw new Error("there is no dist: run `npm run build` first");

export const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === "object" && address ? address.port : 0));
    });
  });

/** Waits until `check` gives something, looking every 20 ms. */
export async function until<T>(what: string, check: () => T | undefined | false): Promise<T> {
  const end = performance.now() + DEADLINE_MS;
  for (;;) {
    const found = check();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > end) throw new Error(`waited in vain for: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How a program ended and what it said. */
export interface Ended {
  readonly status: number | null;
  readonly out: string;
  readonly err: string;
}

/** A program that was started here. */
export class Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  out = "";
  err = "";

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on("data", (chunk: Buffer) => {
      this.out += chunk.toString();
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      this.err += chunk.toString();
    });
    this.ended = new Promise((resolve) => {
      child.on("close", (status) => resolve({ status, out: this.out, err: this.err }));
    });
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  says(pattern: RegExp): Promise<RegExpExecArray> {
    return until(`${pattern} in: ${this.err}${this.out}`, () => pattern.exec(this.err + this.out) ?? undefined);
  }
}

export class Machine {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-process-"));
  readonly run = join(this.folder, "run");
  readonly port: number;
  readonly #started: Started[] = [];

  constructor(port: number) {
    this.port = port;
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
    const env = { ...process.env, NUT_CONFPATH: this.folder, NUT_STATEPATH: this.run, NUT_ALTPIDPATH: this.run };
    const started = new Started(spawn(process.execPath, [RUN_JS, ...args], { env, stdio: ["ignore", "pipe", "pipe"] }));
    this.#started.push(started);
    return started;
  }

  /** The number in a PID file, or undefined. */
  pidOf(name: string): number | undefined {
    const path = join(this.run, `${name}.pid`);
    return existsSync(path) ? Number(readFileSync(path, "utf8")) : undefined;
  }

  /** Ends everything that was started here and removes the folder. */
  async clear(): Promise<void> {
    const background = this.pidOf("upsd");
    if (background !== undefined && alive(background)) process.kill(background, "SIGKILL");
    for (const { child } of this.#started) child.kill("SIGKILL");
    await Promise.all(this.#started.map(({ ended }) => ended));
    rmSync(this.folder, { recursive: true, force: true });
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

/** Options for a daemon that keeps the user it was started by. */
export const SAME_USER: readonly string[] = process.getuid?.() === 0 ? ["-u", "root"] : [];
