/** A folder with upsmon.conf, a server made of behaviours, and the built upsmon: nothing here shuts anything down. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SimUps } from "../../src/drill/world/sim-ups.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { kill, RUN_JS, SAME_USER, Started, textOf, until } from "./daemon.ts";

export const IS_ROOT = process.getuid?.() === 0;

export class UpsmonMachine {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-upsmon-"));
  readonly flag = join(this.folder, "killpower");
  readonly server = new ServedUpses();
  readonly #pids = new Set<number>();
  readonly #started: Started[] = [];

  get ups(): SimUps {
    return this.server.ups();
  }

  /** Starts the server and writes what upsmon needs; `more` is added to upsmon.conf. */
  async prepare(more = "", role = "primary"): Promise<void> {
    this.ups.status = "OL";
    await this.server.start();
    mkdirSync(join(this.folder, "bin"));
    chmodSync(this.folder, 0o755);
    this.#script("bin/wall", 'cat >> "$NUTTS_TEST/wall"');
    this.#script("bin/busctl", "exit 1");
    this.#script("bin/notify", 'echo "$NOTIFYTYPE" >> "$NUTTS_TEST/told"');
    this.#script("bin/down", 'echo "$(id -u)" >> "$NUTTS_TEST/down"');
    this.configure(more, role);
  }

  configure(more: string, role = "primary"): void {
    const types = "ONLINE ONBATT LOWBATT FSD COMMOK COMMBAD SHUTDOWN SHUTDOWN_HOSTSYNC NOPARENT NOLOGIN NOCOMM";
    const own = [
      `MONITOR ups1@127.0.0.1:${this.server.port} 1 monuser secret ${role}`,
      `SHUTDOWNCMD ${join(this.folder, "bin/down")}`,
      `NOTIFYCMD ${join(this.folder, "bin/notify")}`,
      `POWERDOWNFLAG ${this.flag}`,
      "POLLFREQ 1",
      "POLLFREQALERT 1",
      "DEADTIME 3",
      "HOSTSYNC 2",
      "FINALDELAY 0",
      ...[...types.split(" "), "SUSPEND_STARTING", "SUSPEND_FINISHED"].map((type) => `NOTIFYFLAG ${type} EXEC`),
    ];
    const replaced = more.split("\n").map((line) => line.split(" ")[0]);
    const kept = own.filter((line) => line.startsWith("NOTIFYFLAG") || !replaced.includes(line.split(" ")[0]));
    writeFileSync(join(this.folder, "upsmon.conf"), `${[...kept, more].join("\n")}\n`, { mode: 0o640 });
  }

  #script(name: string, text: string): void {
    writeFileSync(join(this.folder, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
  }

  /** Replaces one of the programs that upsmon finds on PATH. */
  fake(name: string, text: string): void {
    this.#script(`bin/${name}`, text);
  }

  get env(): NodeJS.ProcessEnv {
    return {
      ...process.env,
      PATH: `${join(this.folder, "bin")}:${process.env.PATH}`,
      NUTTS_TEST: this.folder,
      NUT_CONFPATH: this.folder,
      NUT_STATEPATH: this.folder,
      NUT_PIDPATH: this.folder,
      NUT_ALTPIDPATH: this.folder,
    };
  }

  /** `nutts upsmon ARGS` as whoever we are. */
  start(...args: readonly string[]): Started {
    const own = args.includes("-p") || args.includes("-c") || args.includes("--dry-run") ? [] : SAME_USER;
    return this.startAs([...own, ...args]);
  }

  startAs(args: readonly string[], env: NodeJS.ProcessEnv = this.env): Started {
    const child = spawn(process.execPath, [RUN_JS, "upsmon", ...args], { env, stdio: ["ignore", "pipe", "pipe"] });
    const started = new Started(child);
    this.#started.push(started);
    return started;
  }

  get pid(): number | undefined {
    const pid = Number(textOf(join(this.folder, "upsmon.pid")));
    if (pid === 0) return undefined;
    this.#pids.add(pid);
    const parent = parentOf(pid);
    if (titleOf(parent).includes("upsmon-parent")) this.#pids.add(parent);
    return pid;
  }

  /** The child, once its number is in the PID file and it is logged in. */
  async watching(): Promise<number> {
    const pid = await until("the PID file", () => this.pid);
    await until("the login", () => this.server.logins() > 0);
    return pid;
  }

  lines(name: "told" | "down" | "wall"): readonly string[] {
    const text = textOf(join(this.folder, name)).trim();
    return text === "" ? [] : text.split("\n");
  }

  /** Waits until SHUTDOWNCMD has run. */
  async goesDown(): Promise<void> {
    await until("the shutdown", () => this.lines("down").length > 0);
  }

  async clear(): Promise<void> {
    const own = this.#started.flatMap(({ pid }) => childrenOf(pid));
    for (const pid of [...this.#pids, this.pid ?? 0, ...own]) if (titleOf(pid).includes("upsmon")) kill(pid);
    for (const { child } of this.#started) child.kill("SIGKILL");
    await Promise.all(this.#started.map(({ ended }) => ended));
    await this.server.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** The command line of a process (Linux), or nothing. */
export function titleOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1");
  } catch {
    return "";
  }
}

/** The children of a process (Linux). */
export function childrenOf(pid: number): readonly number[] {
  try {
    const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1");
    return text.split(" ").filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** The parent of a process (Linux), or 0. */
export function parentOf(pid: number): number {
  try {
    return Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** The user a process runs as (Linux). */
export const userOf = (pid: number): number =>
  Number(/^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1] ?? -1);
