/** The whole chain of ours, driver, upsd and upsmon, in an outage in which any one process is killed at any moment. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { slowness } from "../sim/machine/slowness.ts";
import { freePort, kill, RUN_JS, SAME_USER, Started, until } from "./daemon.ts";
import { childrenOf, parentOf, titleOf } from "./upsmon-machine.ts";

type Victim = "nobody" | "driver" | "upsd" | "child" | "parent";

class Chain {
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-outage-"));
  readonly #started = new Map<string, Started>();

  write(name: string, text: string, mode = 0o640): void {
    writeFileSync(join(this.folder, name), text, { mode });
  }

  status(text: string): void {
    this.write("ups1.dev", `ups.status: ${text}\n`);
  }

  lines(name: string): readonly string[] {
    const path = join(this.folder, name);
    return existsSync(path) ? readFileSync(path, "utf8").trim().split("\n") : [];
  }

  start(name: string, ...args: readonly string[]): Started {
    const env = { ...process.env, PATH: `${this.folder}:${process.env.PATH}`, NUTTS_TEST: this.folder };
    const places = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"].map((key) => [key, this.folder]);
    const child = spawn(process.execPath, [RUN_JS, ...args], {
      env: { ...env, ...Object.fromEntries(places) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const started = new Started(child);
    this.#started.set(name, started);
    return started;
  }

  async begin(): Promise<void> {
    const port = await freePort();
    this.status("OL");
    this.write("ups.conf", "pollinterval = 1\n[ups1]\ndriver = dummy-ups\nport = ups1.dev\n");
    this.write("upsd.conf", `LISTEN 127.0.0.1 ${port}\nMAXAGE 3\n`);
    this.write("upsd.users", "[monuser]\npassword = secret\nupsmon primary\n");
    this.write("wall", "#!/bin/sh\ncat >/dev/null\n", 0o755);
    this.write("note", '#!/bin/sh\necho "$NOTIFYTYPE" >> "$NUTTS_TEST/told"\n', 0o755);
    const types = "ONBATT LOWBATT FSD COMMBAD COMMOK SHUTDOWN NOPARENT".split(" ");
    this.write(
      "upsmon.conf",
      [
        `MONITOR ups1@127.0.0.1:${port} 1 monuser secret primary`,
        'SHUTDOWNCMD "echo down >> $NUTTS_TEST/down"',
        `NOTIFYCMD ${this.folder}/note`,
        "POLLFREQ 1\nPOLLFREQALERT 1\nDEADTIME 3\nHOSTSYNC 2\nFINALDELAY 1",
        ...types.map((type) => `NOTIFYFLAG ${type} EXEC`),
        "",
      ].join("\n"),
    );
    this.start("driver", "driver", "dummy-ups", "-a", "ups1", "-F", ...SAME_USER);
    await until("the driver's socket", () => existsSync(join(this.folder, "dummy-ups-ups1")));
    const upsd = this.start("upsd", "upsd", "-F", ...SAME_USER);
    await upsd.says(/Connected to UPS \[ups1\]/);
    const upsmon = this.start("upsmon", "upsmon", "-F", ...SAME_USER);
    await upsd.says(/User monuser@.* logged into UPS \[ups1\]/);
    await until("the PID file", () => this.#child());
    await upsmon.says(/\(primary\)/);
  }

  #child(): number | undefined {
    const pid = Number(this.lines("upsmon.pid")[0] ?? 0);
    return pid > 0 ? pid : undefined;
  }

  kill(victim: Victim): void {
    const pid = victim === "child" ? this.#child() : this.#started.get(victim === "parent" ? "upsmon" : victim)?.pid;
    if (victim !== "nobody" && pid !== undefined && titleOf(pid) !== "") kill(pid);
  }

  async clear(): Promise<void> {
    const upsmons = [this.#child() ?? 0, ...childrenOf(this.#started.get("upsmon")?.pid ?? 0)];
    for (const { child } of this.#started.values()) child.kill("SIGKILL");
    for (const pid of upsmons) {
      if (titleOf(pid).includes("upsmon") && parentOf(pid) !== process.pid) kill(pid);
    }
    await Promise.all([...this.#started.values()].map(({ ended }) => ended));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

let chain: Chain;
beforeEach(() => {
  chain = new Chain();
});
afterEach(() => chain.clear());

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

type Death = readonly [Victim, number];

/** Any one of them at any moment: NUTTS_DEATHS says how many of these. */
const anyDeath = (): Death => {
  const victims: readonly Victim[] = ["driver", "upsd", "child", "parent"];
  return [victims[Math.floor(Math.random() * victims.length)] ?? "nobody", Math.floor(Math.random() * 5500)];
};

/** Who is killed, and how many milliseconds into the outage; the battery is low after three seconds. */
const DEATHS: readonly Death[] = [
  ["nobody", 0],
  ["driver", 0],
  ["driver", 2900],
  ["upsd", 300],
  ["upsd", 2600],
  ["child", 3700],
  ["parent", 1300],
  ["parent", 3900],
  ...Array.from({ length: Number(process.env.NUTTS_DEATHS ?? 0) }, anyDeath),
];

const DEADTIME_MS = 3000;

describe("an outage in which a process is killed", () => {
  it.each(DEATHS)("(%s, after %i ms) takes the machine down once and in time, or is announced", async (victim, ms) => {
    await chain.begin();
    const begun = performance.now();
    chain.status("OB DISCHRG");
    const low = pause(3000).then(() => chain.status("OB LB DISCHRG"));
    await pause(ms);
    chain.kill(victim);
    await low;
    const down = (): boolean => chain.lines("down").length > 0;
    await until("the shutdown, or silence", () => down() || chain.lines("told").includes("COMMBAD"));
    if (!down()) await pause(DEADTIME_MS + 1000);
    if (!chain.lines("told").includes("ONBATT")) {
      // As in C: what went silent on line is announced, and no reason to go down.
      expect(["driver", "upsd"]).toContain(victim);
      expect(chain.lines("down")).toEqual([]);
      return;
    }
    await until("the shutdown", down);
    // Low after 3 s and seen within 2; MAXAGE and DEADTIME stand in for who is missing; a new child takes a moment.
    expect(performance.now() - begun).toBeLessThan(20_000 * slowness());
    await pause(500);
    expect(chain.lines("down")).toEqual(["down"]);
    if (victim === "parent" && ms < 3000) await until("NOPARENT", () => chain.lines("told").includes("NOPARENT"));
  });
});
