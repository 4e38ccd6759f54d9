/** A whole installation: a driver, upsd and upsmon as processes of their own, and what they cost together. */
import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "./numbers.mjs";
import { OWN_NODE } from "./own-node.mjs";
import { privateMiB, proportionalMiB, residentMiB } from "./proc.mjs";
import { findProgram } from "./servers.mjs";

const RUNS = 3;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

export function configure(folder, port) {
  const write = (name, text) => writeFileSync(join(folder, name), text, { mode: 0o600 });
  write("ups.conf", "[ups1]\ndriver = dummy-ups\nport = ups1.dev\n");
  write("ups1.dev", "ups.status: OL\nbattery.charge: 100\n");
  write("upsd.conf", `LISTEN 127.0.0.1 ${port}\n`);
  write("upsd.users", "[u]\npassword = p\nupsmon secondary\n");
  const quiet = ["COMMOK", "COMMBAD", "NOCOMM", "ONLINE"].map((type) => `NOTIFYFLAG ${type} IGNORE\n`).join("");
  const lines = `MONITOR ups1@127.0.0.1:${port} 0 u p secondary\nMINSUPPLIES 0\nSHUTDOWNCMD "true"\nRUN_AS_USER root\n`;
  write("upsmon.conf", `${lines}${quiet}`);
}

export const children = (pid) =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1").split(" ").filter(Boolean).map(Number);

export function endAll(started) {
  for (const { pid } of started.reverse()) {
    for (const each of [pid, ...children(pid)]) {
      try {
        process.kill(each, "SIGTERM");
      } catch {
        // It has ended by itself.
      }
    }
  }
}

/** Starts the three programs, and gives what they cost after some seconds of work, in MiB. */
export async function together(programs) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-all-"));
  configure(folder, await freePort());
  const places = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"].map((name) => [name, folder]);
  const env = { ...process.env, ...Object.fromEntries(places) };
  const started = [];
  try {
    for (const [command, ...args] of programs) {
      started.push(spawn(command, args, { env, stdio: "ignore" }));
      await pause(2000);
    }
    await pause(6000);
    const pids = started.flatMap(({ pid }) => [pid, ...children(pid)]);
    const sum = (of) => pids.reduce((all, pid) => all + of(pid), 0);
    return {
      processes: pids.length,
      resident: sum(residentMiB),
      proportional: sum(proportionalMiB),
      own: sum(privateMiB),
    };
  } finally {
    endAll(started);
    await pause(1500);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function medianOf(programs, measure) {
  const runs = [];
  for (let i = 0; i < RUNS; i++) runs.push(await measure(programs));
  return Object.fromEntries(Object.keys(runs[0]).map((key) => [key, median(runs.map((run) => run[key]))]));
}

/** Ours, and the C programs' where they are installed. */
export async function installations(runJs, measure) {
  const [driver, upsd, upsmon] = ["dummy-ups", "upsd", "upsmon"].map(findProgram);
  const c = driver &&
    upsd &&
    upsmon && [
      [driver, "-a", "ups1", "-F", "-u", "root"],
      [upsd, "-F", "-u", "root"],
      [upsmon, "-F"],
    ];
  const node = (...args) => [OWN_NODE, runJs, ...args];
  const ours = [
    node("driver", "dummy-ups", "-a", "ups1", "-F", "-u", "root"),
    node("upsd", "-F", "-u", "root"),
    node("upsmon", "-F"),
  ];
  return { c: c && (await medianOf(c, measure)), ours: await medianOf(ours, measure) };
}
