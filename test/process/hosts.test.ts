/**
 * A staged outage of whole processes, in which any of them is killed at any moment: hosts that were up go down and come
 * back, those that were off stay off, each outage is told, and nothing else happens. NUTTS_KILLS says how many outages,
 * NUTTS_SEED which: whom and when is up to it, as far as the machine keeps its pace.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "@jest/globals";
import { kill, RUN_JS, type Started, until } from "./daemon.ts";
import { UpsmonMachine } from "./upsmon-machine.ts";

const OUTAGES = Number(process.env.NUTTS_KILLS ?? 4);
const SEED = Number(process.env.NUTTS_SEED ?? 1);
const AT_ONCE = 4;
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
const UP = ["nas", "pve"];
const OFF = "lab";
/** Longer than upsmon needs to find timers that were lost. */
const QUIET_MS = 8000;

/** From 0 to 1, the same for the same seed (mulberry32). */
function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Its hosts are files: there while they are up. */
class House {
  readonly machine = new UpsmonMachine();
  readonly killed: string[] = [];
  /** The last words of upsmon. */
  said = "";
  readonly #random: () => number;
  readonly #timerS: number;
  #upsmon: Started | undefined;
  #ended = false;

  /** `timerS`: seconds from the event to the stage. */
  constructor(random: () => number, timerS: number) {
    this.#random = random;
    this.#timerS = timerS;
  }

  path(name: string): string {
    return join(this.machine.folder, name);
  }

  isUp(name: string): boolean {
    return existsSync(this.path(`host-${name}`));
  }

  async prepare(): Promise<void> {
    const call = `${process.execPath} ${RUN_JS}`;
    // The server is the test's own, and may be slow where the machine is busy.
    await this.machine.prepare(`NOTIFYCMD "${call} upssched"\nNOTIFYFLAG ONBATT EXEC+WALL\nDEADTIME 60`);
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
    const timers = [
      ...[`CMDSCRIPT "${call} upssched-cmd"`, `PIPEFN ${this.path("pipe")}`, `LOCKFN ${this.path("pipe.lock")}`],
      ...[`AT ONBATT * START-TIMER stage ${this.#timerS}`, "AT ONLINE * CANCEL-TIMER stage"],
    ];
    writeFileSync(this.path("upssched.conf"), `${timers.join("\n")}\n`);
    this.machine.fake("logger", "exec cat > /dev/null");
    this.#guard();
    await this.machine.watching();
  }

  /** As a service manager does. */
  #guard(): void {
    const started = this.machine.start("-D");
    started.child.stderr?.on("data", (text: Buffer) => {
      this.said = `${this.said}${text}`.slice(-6000);
    });
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
    const victim = all[Math.floor(this.#random() * all.length)];
    if (victim === undefined) return;
    const seconds = (performance.now() / 1000).toFixed(2);
    this.killed.push(`${seconds} ${victim} ${this.#title(victim).slice(-60)}`);
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
    return begun.length === 0 && !this.#atWork;
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

async function inHouse(seed: number, timerS: number, play: (house: House, random: () => number) => Promise<void>) {
  const random = randomOf(seed);
  const house = new House(random, timerS);
  try {
    await house.prepare();
    await play(house, random);
    expect(house.machine.lines("down")).toEqual([]);
  } catch (error) {
    const killed = house.killed.join(" | ") || "nobody";
    throw new Error(`seed ${seed}; killed: ${killed}; left: ${house.remembered.join(" ")}\n${house.said}`, {
      cause: error,
    });
  } finally {
    await house.clear();
  }
}

async function failMains(house: House): Promise<void> {
  house.machine.ups.status = "OB";
  await until("the event", () => house.machine.lines("wall").some((line) => line.includes("on battery")));
}

const outage = (seed: number, kills = 1 + (seed % 3)): Promise<void> =>
  inHouse(seed, 1, async (house, random) => {
    await failMains(house);
    for (let i = 0; i < kills; i++) {
      await pause(random() * 2500);
      await house.killSomebody();
    }
    await until("everybody to be down", () => UP.every((name) => !house.isUp(name)) && house.isDown);
    for (const name of UP) expect(house.remembered).toContain(`host-${name}.json`);
    expect(house.remembered).not.toContain(`host-${OFF}.json`);
    house.machine.ups.status = "OL";
    if (kills > 0) {
      await pause(random() * 8000);
      await house.killSomebody();
    }
    await until("everybody to be back", () => house.remembered.length === 0);
    await pause(kills > 0 ? QUIET_MS : 0);
    expect(UP.filter((name) => !house.isUp(name))).toEqual([]);
    expect(house.isUp(OFF)).toBe(false);
    for (const name of UP) {
      await until(`the report of ${name}`, () => new RegExp(` ${name}=\\d+:(back|stayed)`).test(house.reports));
    }
  });

const TIMER_S = 10;
/** So often a power failure is played again that the machine has made longer than it should be. */
const MOST_TRIES = 5;

/** Returns whether the mains were back before the timer has run out, whoever is killed meanwhile. */
async function flickered(seed: number, kills: number): Promise<boolean> {
  let isShort = false;
  await inHouse(seed, TIMER_S, async (house, random) => {
    const begun = performance.now();
    await failMains(house);
    for (let i = 0; i < kills; i++) {
      await pause(random() * 1500);
      await house.killSomebody();
    }
    isShort = performance.now() - begun < (TIMER_S - 2) * 1000;
    house.machine.ups.status = "OL";
    if (!isShort) return;
    await pause(TIMER_S * 1000 + QUIET_MS);
    expect(UP.filter((name) => !house.isUp(name))).toEqual([]);
  });
  return isShort;
}

async function flicker(seed: number, kills = 1 + (seed % 3)): Promise<void> {
  for (let tries = 0; tries < MOST_TRIES; tries++) if (await flickered(seed, kills)) return;
  throw new Error(`seed ${seed}: this machine is too busy for a power failure of ${TIMER_S} s`);
}

it("hosts of a stage go down and come back, and the outage is told", () => outage(SEED, 0), 180_000);

async function times(count: number, play: (seed: number) => Promise<void>): Promise<void> {
  for (let done = 0; done < count; done += AT_ONCE)
    await Promise.all(Array.from({ length: Math.min(AT_ONCE, count - done) }, (_, i) => play(1000 * SEED + done + i)));
}

const LIMIT_MS = 240_000 * Math.ceil(OUTAGES / AT_ONCE);

it(
  "whoever is killed at whichever moment: nobody is forgotten, nothing is invented",
  () => times(OUTAGES, (seed) => outage(seed)),
  LIMIT_MS,
);

it(
  "whoever is killed while a timer runs: mains that come back in time shut nobody down",
  () => times(Math.ceil(OUTAGES / 2), (seed) => flicker(seed)),
  LIMIT_MS,
);
