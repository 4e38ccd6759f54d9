/** upssched as processes, with a Node that takes its time to start: the order of events is the order of orders. */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { processesOf } from "../sim/machine/processes.ts";
import { kill, RUN_JS, Started, textOf, until } from "./daemon.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-upssched-"));
  writeFileSync(join(folder, "cmd"), `#!/bin/sh\necho "$*" >> ${folder}/ran\n`, { mode: 0o755 });
  writeFileSync(
    join(folder, "slow.cjs"),
    "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, +process.env.SLOW_MS);",
  );
});
afterEach(async () => {
  for (const pid of processesOf("upssched", { NUT_CONFPATH: folder })) kill(pid);
  await until("their end", () => processesOf("upssched", { NUT_CONFPATH: folder }).length === 0);
  rmSync(folder, { recursive: true });
});

const plan = (rules: string): void =>
  writeFileSync(
    join(folder, "upssched.conf"),
    `CMDSCRIPT ${folder}/cmd\nPIPEFN ${folder}/pipe\nLOCKFN ${folder}/lock\n${rules}\n`,
    { mode: 0o640 },
  );

/** As upsmon calls it; Node and the daemon that it starts need `slowMs` more. */
function event(type: string, slowMs: number, script = `exec "$@"`): Started {
  const env = {
    ...process.env,
    ...{ NUT_CONFPATH: folder, NUT_STATEPATH: folder, NOTIFYTYPE: type, UPSNAME: "a@h" },
    ...{ NODE_OPTIONS: `--require ${join(folder, "slow.cjs")}`, SLOW_MS: String(slowMs) },
  };
  const words = ["-c", script, "sh", process.execPath, RUN_JS, "upssched", type];
  return new Started(spawn("/bin/sh", words, { env, stdio: ["ignore", "pipe", "pipe"] }));
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** The names of its timers, as `upssched -l` shows them; undefined where no daemon runs. */
const timers = async (): Promise<readonly string[] | undefined> => (await rows())?.map(([name = ""]) => name);

async function rows(): Promise<readonly (readonly string[])[] | undefined> {
  const { status, out } = await new Started(
    spawn(process.execPath, [RUN_JS, "upssched", "-l"], {
      env: { ...process.env, NUT_CONFPATH: folder },
      stdio: ["ignore", "pipe", "pipe"],
    }),
  ).ended;
  if (status !== 0) return undefined;
  return out
    .split("\n")
    .slice(0, -1)
    .map((line) => line.split("\t"));
}

const RULES = "AT ONBATT * START-TIMER shutdown 600\nAT ONLINE * CANCEL-TIMER shutdown";

/** The CANCEL comes while the START's Node comes up, while its daemon does, and after both. */
it.each([100, 1000, 1900, 2500, 3500, 6000])(
  "a timer that was started %i ms before the mains came back does not outlive them, where Node needs 2 s",
  async (gap) => {
    plan(RULES);
    const battery = event("ONBATT", 2000);
    await pause(gap);
    const mains = event("ONLINE", 2000);
    expect([(await battery.ended).status, (await mains.ended).status]).toEqual([0, 0]);
    expect(await timers()).toEqual([]);
  },
  120_000,
);

it("timers count from their event, where Node needs two seconds and so does the daemon's", async () => {
  plan("AT ONBATT * START-TIMER late 600\nAT ONBATT * START-TIMER soon 6");
  const begun = Date.now();
  expect((await event("ONBATT", 2000).ended).status).toBe(0);
  const toKnow = Date.now() - begun;
  const [, at] = (await rows())?.find(([name]) => name === "late") ?? [];
  await until("the script", () => existsSync(join(folder, "ran")));
  expect(Date.now() - begun).toBeGreaterThan(5900);
  // Counted from when the daemon knows of it, all of that would come on top. Whole seconds are shown.
  expect(Number(at) * 1000 - begun).toBeLessThan(600_000 + toKnow / 2 + 1000);
}, 120_000);

it("a CANCEL that is on its way when the timer's seconds are over cancels it", async () => {
  plan("AT ONBATT * START-TIMER shutdown 6\nAT ONLINE * CANCEL-TIMER shutdown");
  const battery = event("ONBATT", 2000);
  await pause(1500);
  const mains = event("ONLINE", 5000);
  expect([(await battery.ended).status, (await mains.ended).status]).toEqual([0, 0]);
  expect([await timers(), existsSync(join(folder, "ran"))]).toEqual([[], false]);
}, 120_000);

it("a CANCEL whose Node comes up before that of the START is not lost", async () => {
  plan(RULES);
  const battery = event("ONBATT", 3000);
  await pause(200);
  const mains = event("ONLINE", 0);
  expect((await mains.ended).status).toBe(0);
  const { status } = await battery.ended;
  expect(status).toBe(0);
  expect(await timers()).toEqual([]);
}, 120_000);

it("a timer that was started after the mains had come back and gone again runs, whoever is slow", async () => {
  plan(RULES);
  const events: Started[] = [];
  for (const [type, slowMs] of [
    ["ONBATT", 1000],
    ["ONLINE", 2500],
    ["ONBATT", 200],
  ] as const) {
    events.push(event(type, slowMs));
    await pause(150);
  }
  for (const { ended } of events) expect((await ended).status).toBe(0);
  expect(await timers()).toEqual(["shutdown"]);
}, 120_000);

/** Whether the lock is still that of who started the daemon. */
const lockOf = ({ child }: Started): boolean => textOf(join(folder, "lock")).startsWith(`${child.pid ?? 0} `);

const GONE = "999999 gone 1";

it.each([
  ["after it has handed its lock over", undefined],
  ["before it could hand its lock over", GONE],
])(
  "a timer is started though its starter is killed %s, and can be cancelled",
  async (_, left) => {
    plan(RULES);
    const battery = event("ONBATT", 1500);
    await until("a daemon that comes up", () => existsSync(join(folder, "lock")));
    await until("its process", () => processesOf("upssched", { NUT_CONFPATH: folder, NUTTS_TIMER_DAEMON: "1" })[0]);
    if (left === undefined) await until("its lock", () => !lockOf(battery));
    battery.child.kill("SIGKILL");
    await battery.ended;
    if (left !== undefined) writeFileSync(join(folder, "lock"), left);
    const mains = event("ONLINE", 0);
    expect((await mains.ended).status).toBe(0);
    expect(await timers()).toEqual([]);
  },
  120_000,
);

it("several events of one moment start one daemon, and each has its timer", async () => {
  plan("AT ONBATT * START-TIMER b 600\nAT LOWBATT * START-TIMER l 600\nAT COMMBAD * START-TIMER c 600");
  const events = ["ONBATT", "LOWBATT", "COMMBAD"].map((type) => event(type, 500));
  for (const { ended } of events) expect((await ended).status).toBe(0);
  expect((await timers())?.toSorted()).toEqual(["b", "c", "l"]);
  expect(processesOf("upssched", { NUT_CONFPATH: folder, NUTTS_TIMER_DAEMON: "1" })).toHaveLength(1);
}, 120_000);

it("a CANCEL where nothing runs starts no daemon and waits for nobody", async () => {
  plan(RULES);
  expect((await event("ONLINE", 0).ended).status).toBe(0);
  expect(await timers()).toBeUndefined();
}, 120_000);

it("a timer runs where LOCKFN cannot be written to (a full disk), and the reason is said with what to do", async () => {
  plan("AT ONBATT * START-TIMER soon 1");
  const { status, err } = await event("ONBATT", 0, `ulimit -f 0; exec "$@"`).ended;
  expect(status).toBe(0);
  expect(err).toMatch(/LOCKFN \S+\/lock is empty: File too large; timers run all the same; make room/);
  await until("the script", () => existsSync(join(folder, "ran")));
  expect(existsSync(join(folder, "lock"))).toBe(false);
}, 120_000);

it("that a daemon was killed with its timers is said when the next one starts", async () => {
  plan("AT ONBATT * START-TIMER t 600\nAT LOWBATT * START-TIMER u 600");
  await event("ONBATT", 0).ended;
  kill(await until("the daemon", () => processesOf("upssched", { NUT_CONFPATH: folder, NUTTS_TIMER_DAEMON: "1" })[0]));
  await until("its end", () => processesOf("upssched", { NUT_CONFPATH: folder }).length === 0);
  const { err } = await event("LOWBATT", 0).ended;
  expect(err).toMatch(/the timer daemon before this one did not end by itself; the timers it had are lost/);
  expect(await timers()).toEqual(["u"]);
}, 120_000);
