/** Driver, upsd and upsmons of ours as processes in an outage, any of which may be killed. Nothing here shuts anything down. */
import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { kill, RUN_JS, SAME_USER, Started, textOf, until } from "./daemon.ts";
import { childrenOf, parentOf, titleOf } from "./upsmon-machine.ts";

const TYPES = "ONBATT LOWBATT FSD COMMBAD COMMOK SHUTDOWN NOPARENT".split(" ");

function start(folder: string, ...args: readonly string[]): Started {
  const places = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"].map((key) => [key, folder]);
  const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, NUTTS_TEST: folder };
  const child = spawn(process.execPath, [RUN_JS, ...args], {
    env: { ...env, ...Object.fromEntries(places) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return new Started(child);
}

/** One machine with its upsmon, in a folder of its own. */
export class WatchingMachine {
  readonly folder: string;
  #parent: Started | undefined;

  constructor(folder: string) {
    this.folder = folder;
  }

  write(name: string, text: string, mode = 0o640): void {
    writeFileSync(join(this.folder, name), text, { mode });
  }

  /** What NOTIFYCMD or SHUTDOWNCMD has written. */
  lines(name: "told" | "down" | "upsmon.pid"): readonly string[] {
    const text = textOf(join(this.folder, name)).trim();
    return text === "" ? [] : text.split("\n");
  }

  configure(...monitors: readonly string[]): void {
    this.write("wall", "#!/bin/sh\ncat >/dev/null\n", 0o755);
    this.write("note", '#!/bin/sh\necho "$NOTIFYTYPE" >> "$NUTTS_TEST/told"\n', 0o755);
    const rest = [
      'SHUTDOWNCMD "echo down >> $NUTTS_TEST/down"',
      `NOTIFYCMD ${this.folder}/note`,
      "POLLFREQ 1\nPOLLFREQALERT 1\nDEADTIME 3\nHOSTSYNC 2\nFINALDELAY 1",
      ...TYPES.map((type) => `NOTIFYFLAG ${type} EXEC`),
    ];
    this.write("upsmon.conf", [...monitors.map((line) => `MONITOR ${line}`), ...rest, ""].join("\n"));
  }

  /** Starts its upsmon; resolves when that has a child. */
  async begin(): Promise<Started> {
    this.#parent = start(this.folder, "upsmon", "-F", ...SAME_USER);
    await until("the PID file", () => this.child);
    return this.#parent;
  }

  get child(): number | undefined {
    const pid = Number(this.lines("upsmon.pid")[0] ?? 0);
    return pid > 0 ? pid : undefined;
  }

  get parent(): number | undefined {
    return this.#parent?.pid;
  }

  async clear(): Promise<void> {
    const pids = [this.child ?? 0, ...childrenOf(this.parent ?? 0)];
    this.#parent?.child.kill("SIGKILL");
    for (const pid of pids) if (titleOf(pid).includes("upsmon") && parentOf(pid) !== process.pid) kill(pid);
    await this.#parent?.ended;
  }
}

export class OutageChain {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-outage-"));
  readonly #started = new Map<string, Started>();
  readonly machines = new Map<string, WatchingMachine>();

  write(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text, { mode: 0o640 });
  }

  /** What the UPS says. */
  says(status: string, charge = 100): void {
    this.write("ups1.dev", `ups.status: ${status}\nbattery.charge: ${charge}\n`);
  }

  machine(name: string): WatchingMachine {
    const known = this.machines.get(name);
    if (known) return known;
    const folder = join(this.folder, name);
    mkdirSync(folder);
    const made = new WatchingMachine(folder);
    this.machines.set(name, made);
    return made;
  }

  /** The driver of `ups1`, those of further sections, and upsd, which has data of all then; `maxage` in seconds. */
  async serve(
    port: number,
    users: string,
    sections: Readonly<Record<string, string>> = {},
    maxage = 3,
  ): Promise<Started> {
    this.says("OL");
    const further = Object.entries(sections).map(([name, text]) => `[${name}]\n${text}\n`);
    this.write("ups.conf", `pollinterval = 1\n[ups1]\ndriver = dummy-ups\nport = ups1.dev\n${further.join("")}`);
    this.write("upsd.conf", `LISTEN 127.0.0.1 ${port}\nMAXAGE ${maxage}\n`);
    this.write("upsd.users", users);
    const drivers = { ups1: "dummy-ups", ...Object.fromEntries(Object.keys(sections).map((name) => [name, "clone"])) };
    for (const [name, driver] of Object.entries(drivers)) {
      this.#start(name, "driver", driver, "-a", name, "-F", ...SAME_USER);
      await until("the driver's socket", () => existsSync(join(this.folder, `${driver}-${name}`)));
    }
    const upsd = this.#start("upsd", "upsd", "-F", ...SAME_USER);
    for (const name of Object.keys(drivers)) await upsd.says(new RegExp(`Connected to UPS \\[${name}\\]`));
    return upsd;
  }

  #start(name: string, ...args: readonly string[]): Started {
    const started = start(this.folder, ...args);
    this.#started.set(name, started);
    return started;
  }

  /** `upsd`, a driver by its UPS, or `child` and `parent` of a machine: `nas child`. */
  kill(victim: string): void {
    const [name = "", part] = victim.split(" ");
    const machine = this.machines.get(name);
    const pid = part === undefined ? this.#started.get(name)?.pid : part === "child" ? machine?.child : machine?.parent;
    if (pid !== undefined && titleOf(pid) !== "") kill(pid);
  }

  async clear(): Promise<void> {
    for (const machine of this.machines.values()) await machine.clear();
    for (const { child } of this.#started.values()) child.kill("SIGKILL");
    await Promise.all([...this.#started.values()].map(({ ended }) => ended));
    rmSync(this.folder, { recursive: true, force: true });
  }
}
