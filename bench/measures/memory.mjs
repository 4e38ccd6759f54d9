import { spawn } from "node:child_process";
import { installations, together } from "../lib/installation.mjs";
import { OWN_NODE } from "../lib/own-node.mjs";
import { peakMiB, proportionalMiB } from "../lib/proc.mjs";
import { rounds } from "../lib/rounds.mjs";
import { ask } from "../lib/servers.mjs";

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Peak resident memory of `nutts up --demo` after some seconds of it. */
async function demo(runJs) {
  const child = spawn(OWN_NODE, [runJs, "up", "--demo"], { stdio: ["ignore", "pipe", "inherit"] });
  child.stdout.resume();
  await pause(8000);
  const peak = child.exitCode === null ? peakMiB(child.pid) : undefined;
  child.kill("SIGTERM");
  return peak;
}

export async function memory({ servers, runJs }) {
  const of = await rounds(servers, 1, async ({ port, pid }) => {
    for (let i = 0; i < 20; i++) await ask(port, "LIST VAR bench");
    await pause(2000);
    return { peak: peakMiB(pid), shared: proportionalMiB(pid) };
  });
  const { c, ours } = await installations(runJs, together);
  const row = (what, key) => ({
    what: `a driver, upsd and upsmon, ${c ? `${c.processes} and ` : ""}${ours.processes} processes: ${what}`,
    unit: "MiB",
    c: c?.[key],
    ours: ours[key],
  });
  return [
    { what: "upsd with one UPS, peak resident memory", unit: "MiB", c: of("C", "peak"), ours: of("nutts", "peak") },
    { what: "upsd with one UPS, proportional memory", unit: "MiB", c: of("C", "shared"), ours: of("nutts", "shared") },
    row("resident memory", "resident"),
    row("proportional memory", "proportional"),
    row("of it private", "own"),
    { what: "nutts up --demo, peak resident memory", unit: "MiB", ours: await demo(runJs) },
  ];
}
