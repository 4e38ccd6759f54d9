import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { OWN_NODE } from "../lib/own-node.mjs";
import { cpuSeconds, proportionalMiB, residentMiB } from "../lib/proc.mjs";
import { findProgram } from "../lib/servers.mjs";

const UPSES = join(dirname(fileURLToPath(import.meta.url)), "../lib/upses.mjs");
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const TYPES = ["ONLINE", "ONBATT", "LOWBATT", "FSD", "COMMOK", "COMMBAD", "SHUTDOWN", "REPLBATT", "NOCOMM", "NOPARENT"];

const children = (pid) => {
  const text = readFileSync(`/proc/${pid}/task/${pid}/children`, "latin1");
  return text.split(" ").filter(Boolean).map(Number);
};

/** An upsmon that tells nobody anything and shuts nothing down, with its processes. */
function start(program, folder, ports, each) {
  const monitors = ports.flatMap((port) =>
    Array.from({ length: each }, (_, i) => `MONITOR ups${i}@127.0.0.1:${port} 0 u p secondary\n`),
  );
  const quiet = TYPES.map((type) => `NOTIFYFLAG ${type} IGNORE\n`);
  writeFileSync(
    join(folder, "upsmon.conf"),
    `MINSUPPLIES 0\nSHUTDOWNCMD "true"\nRUN_AS_USER root\n${monitors.join("")}${quiet.join("")}`,
    { mode: 0o600 },
  );
  const places = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"].map((name) => [name, folder]);
  const env = { ...process.env, ...Object.fromEntries(places) };
  const [command, ...args] = program;
  return spawn(command, args, { env, stdio: "ignore" });
}

/** The C upsmon's child goes on without its parent. */
function end(upsmon) {
  const left = children(upsmon.pid);
  upsmon.kill("SIGTERM");
  for (const pid of left) {
    try {
      process.kill(pid, "SIGTERM");
    } catch {
      // It has ended by itself.
    }
  }
}

/** Memory of all processes, processor time, and how late the latest poll was. */
async function watch(program, servers, each, seconds) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-upsmon-"));
  const upses = spawn(process.execPath, [UPSES, servers, each].map(String), { stdio: ["ignore", "pipe", "inherit"] });
  const lines = createInterface({ input: upses.stdout });
  const next = () => new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
  const { ports } = await next();
  const upsmon = start(program, folder, ports, each);
  try {
    await pause(6000);
    const pids = [upsmon.pid, ...children(upsmon.pid)];
    const sum = (of) => pids.reduce((all, pid) => all + of(pid), 0);
    const [cpu, from] = [sum(cpuSeconds), performance.now()];
    await pause(seconds * 1000);
    const share = (100 * (sum(cpuSeconds) - cpu)) / ((performance.now() - from) / 1000);
    const memory = sum(residentMiB);
    const shared = sum(proportionalMiB);
    const report = next();
    upses.kill("SIGTERM");
    return { ...(await report), memory, shared, share };
  } finally {
    end(upsmon);
    upses.kill("SIGKILL");
    await pause(500);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** upsmon with one UPS, and with 500 on 50 servers. */
export async function upsmon({ runJs, quick }) {
  const c = findProgram("upsmon");
  const ours = [OWN_NODE, runJs, "upsmon", "-F"];
  const both = async (...args) => ({
    c: c && (await watch([c, "-D", "-P", "4194303"], ...args)),
    ours: await watch(ours, ...args),
  });
  const one = await both(1, 1, 3);
  const many = await both(50, 10, quick ? 6 : 20);
  const row = (what, unit, { c: theirs, ours: own }, key, scale = 1) => ({
    what,
    unit,
    c: theirs && theirs[key] * scale,
    ours: own[key] * scale,
  });
  return [
    row("upsmon with one UPS, both processes: resident memory", "MiB", one, "memory"),
    row("upsmon with one UPS, both processes: proportional memory", "MiB", one, "shared"),
    row("upsmon with 500 UPSes on 50 servers: resident memory", "MiB", many, "memory"),
    row("upsmon with 500 UPSes on 50 servers: proportional memory", "MiB", many, "shared"),
    row("upsmon with 500 UPSes on 50 servers: processor", "% of a core", many, "share"),
    row("upsmon with 500 UPSes on 50 servers: the latest poll", "s", many, "latest", 0.001),
  ];
}
