/**
 * A staged outage of whole processes, in which any of them is killed at any moment: hosts that were up go down and come
 * back, those that were off stay off, each outage is told, and nothing else happens. NUTTS_KILLS says how many outages.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { kill, RUN_JS, type Started, until } from "./daemon.ts";
import { UpsmonMachine } from "./upsmon-machine.ts";

const OUTAGES = Number(process.env.NUTTS_KILLS ?? 4);
const AT_ONCE = 4;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const UP = ["nas", "pve"];
const OFF = "lab";

/** Its hosts are files: there while they are up. */
class House {
  readonly machine = new UpsmonMachine();
  readonly killed: string[] = [];
  #upsmon: Started | undefined;
  #ended = false;

  path(name: string): string {
    return join(this.machine.folder, name);
  }

  isUp(name: string): boolean {
    return existsSync(this.path(`host-${name}`));
  }

  async prepare(): Promise<void> {
    await this.machine.prepare();
    const section = (name: string, order: number): string => {
      const file = this.path(`host-${name}`);
      return [
        ...[`[${name}]`, "type = command", `check = "command test -e ${file}"`, `command = "sleep 0.3; rm -f ${file}"`],
        ...["wake = command", `wake_command = "touch ${file}"`, `wake_order = ${order}`, "timeout = 20"],
      ].join("\n");
    };
    const hosts = [...UP, OFF].map(section).join("\n");
    writeFileSync(
      this.path("upssched-cmd.conf"),
      `WAKEAFTER 1\n[stage]\nhosts = ${[...UP, OFF].join(" ")}\n${hosts}\n`,
    );
    for (const name of UP) writeFileSync(this.path(`host-${name}`), "");
    const stage = `[ "$NOTIFYTYPE" = ONBATT ] && exec ${process.execPath} ${RUN_JS} upssched-cmd stage`;
    this.machine.fake("notify", `echo "$NOTIFYTYPE" >> "$NUTTS_TEST/told"\n${stage}\nexit 0`);
    this.machine.fake("logger", "exec cat > /dev/null");
    this.#guard();
    await this.machine.watching();
  }

  /** As a service manager does. */
  #guard(): void {
    const started = this.machine.start();
    this.#upsmon = started;
    void started.ended.then(() => {
      if (!this.#ended && this.#upsmon === started) this.#guard();
    });
  }

  /** Every process of this machine but the service manager's own. */
  #processes(): readonly number[] {
    return readdirSync("/proc").flatMap((name) => {
      if (!/^\d+$/.test(name) || Number(name) === process.pid) return [];
      try {
        return readFileSync(`/proc/${name}/environ`, "latin1").includes(this.machine.folder) ? [Number(name)] : [];
      } catch {
        return [];
      }
    });
  }

  #title(pid: number): string {
    try {
      const title = readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ");
      return title.replaceAll(this.machine.folder, "").trim();
    } catch {
      return "";
    }
  }

  async killSomebody(): Promise<void> {
    const all = this.#processes();
    const victim = all[Math.floor(Math.random() * all.length)];
    if (victim === undefined) return;
    this.killed.push(this.#title(victim).slice(-60));
    kill(victim);
    await pause(0);
  }

  get remembered(): readonly string[] {
    const folder = this.path("outage");
    return existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith(".json")) : [];
  }

  get #atWork(): boolean {
    return this.#processes().some((pid) => / upssched-cmd stage/.test(this.#title(pid)));
  }

  /** Whoever shuts down has ended, and what was begun is done. */
  get isDown(): boolean {
    const open = this.remembered.filter((name) => name.startsWith("host-"));
    const begun = open.filter((name) => {
      try {
        return readFileSync(join(this.path("outage"), name), "utf8").includes('"work"');
      } catch {
        return true;
      }
    });
    return !this.#atWork && begun.length === 0;
  }

  get reports(): string {
    const path = join(this.path("outage"), "outages.log");
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  async clear(): Promise<void> {
    this.#ended = true;
    for (const pid of this.#processes()) kill(pid);
    await pause(100);
    for (const pid of this.#processes()) kill(pid);
    await this.machine.clear();
    rmSync(this.machine.folder, { recursive: true, force: true });
  }
}

async function outage(kills: number): Promise<void> {
  const house = new House();
  try {
    await house.prepare();
    house.machine.ups.status = "OB";
    await until("the event", () => house.machine.lines("told").includes("ONBATT"));
    for (let i = 0; i < kills; i++) {
      await pause(Math.random() * 2500);
      await house.killSomebody();
    }
    await until("everybody to be down", () => house.isDown);
    const down = UP.filter((name) => !house.isUp(name));
    const told = house.remembered;
    for (const name of down) expect(told).toContain(`host-${name}.json`);
    expect(told).not.toContain(`host-${OFF}.json`);
    house.machine.ups.status = "OL";
    if (kills > 0) {
      await pause(Math.random() * 8000);
      await house.killSomebody();
    }
    await until("everybody to be back", () => house.remembered.length === 0);
    expect(UP.filter((name) => !house.isUp(name))).toEqual([]);
    expect(house.isUp(OFF)).toBe(false);
    for (const name of down) expect(house.reports).toMatch(new RegExp(` ${name}=\\d+:(back|stayed)`));
    expect(house.machine.lines("down")).toEqual([]);
    if (kills === 0) expect(down).toEqual(UP);
  } catch (error) {
    throw new Error(`killed: ${house.killed.join(" | ") || "nobody"}; left: ${house.remembered.join(" ")}`, {
      cause: error,
    });
  } finally {
    await house.clear();
  }
}

it("hosts of a stage go down and come back, and the outage is told", () => outage(0), 180_000);

it(
  "whoever is killed at whichever moment: nobody is forgotten, nothing is invented",
  async () => {
    for (let done = 0; done < OUTAGES; done += AT_ONCE)
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, OUTAGES - done) }, (_, i) => outage(1 + (i % 3))));
  },
  240_000 * Math.ceil(OUTAGES / AT_ONCE),
);
