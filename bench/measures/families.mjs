import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstStatus } from "../lib/driver-socket.mjs";
import { OWN_NODE } from "../lib/own-node.mjs";
import { bundled, played } from "../lib/player.mjs";
import { allCpuMs, peakMiB, proportionalMiB, residentMiB } from "../lib/proc.mjs";

const PLAYER = new URL("../lib/mixed-devices.ts", import.meta.url);
const DEVICES = 100;
const START_MS = 60_000;
const SETTLE_MS = 15_000;
const PLACES = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"];
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const section = ({ driver, port, options }, at) => {
  const own = Object.entries(options).map(([name, value]) => (value === "" ? name : `${name} = "${value}"`));
  return [`[ups${at}]`, `driver = ${driver}`, `port = ${port}`, ...own, ""].join("\n");
};

async function hosted(runJs, folder, devices, seconds) {
  writeFileSync(join(folder, "ups.conf"), `maxstartdelay = 1\n${devices.map(section).join("")}`, { mode: 0o600 });
  const env = { ...process.env, ...Object.fromEntries(PLACES.map((name) => [name, folder])) };
  const host = spawn(OWN_NODE, [runJs, "driver", "-F", "-u", "root", "start"], { env, stdio: "ignore" });
  try {
    const sockets = devices.map(({ driver }, at) => join(folder, `${driver}-ups${at}`));
    const statuses = await Promise.all(sockets.map((path) => firstStatus(path, START_MS)));
    await pause(SETTLE_MS);
    const [cpu, from] = [allCpuMs(host.pid), performance.now()];
    await pause(seconds * 1000);
    return {
      silent: devices.filter((_, at) => statuses[at] === undefined).map(({ driver }) => driver),
      share: (100 * (allCpuMs(host.pid) - cpu)) / (performance.now() - from),
      resident: residentMiB(host.pid),
      peak: peakMiB(host.pid),
      shared: proportionalMiB(host.pid),
    };
  } finally {
    const ended = new Promise((resolve) => host.once("exit", resolve));
    host.kill("SIGTERM");
    await ended;
  }
}

/** A hundred devices of mixed families in one host process: what they cost. */
export async function families({ runJs, quick }) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-families-"));
  const devices = await played(await bundled(folder, PLAYER), [DEVICES]);
  try {
    const all = await hosted(runJs, folder, devices.told, quick ? 15 : 40);
    const drivers = new Set(devices.told.map(({ driver }) => driver));
    const row = (what, unit, ours, remark) => ({
      what: `${devices.told.length} devices of ${drivers.size} drivers, one host: ${what}`,
      unit,
      ours,
      remark,
    });
    const mute = all.silent.length === 0 ? "all have a status" : `without a status: ${all.silent.join(", ")}`;
    return [
      row("resident memory", "MiB", all.resident, mute),
      row("resident memory at its peak", "MiB", all.peak),
      row("proportional memory", "MiB", all.shared),
      row("processor", "% of a core", all.share),
    ];
  } finally {
    await devices.end();
    rmSync(folder, { recursive: true, force: true });
  }
}
