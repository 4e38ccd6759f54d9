import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { cpuSeconds, proportionalMiB, residentMiB } from "../lib/proc.mjs";
import { rounds } from "../lib/rounds.mjs";

const CLIENT = join(dirname(fileURLToPath(import.meta.url)), "../lib/idle.mjs");

/** A process of clients: `opened` and `ended` are its two reports. */
function clients(port, count, seconds) {
  const child = spawn(process.execPath, [CLIENT, port, count, seconds].map(String), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout });
  const next = () => new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line))));
  const opened = next();
  return { opened, ended: opened.then(next) };
}

/** Open connections that poll every 5 s: processor time of the server, and what a connection costs in memory. */
async function hold({ port, pid }, total, seconds) {
  const [before, sharedBefore] = [residentMiB(pid), proportionalMiB(pid)];
  const processes = Array.from({ length: 4 }, () => clients(port, total / 4, seconds));
  await Promise.all(processes.map((process) => process.opened));
  const [cpu, from] = [cpuSeconds(pid), performance.now()];
  await new Promise((resolve) => setTimeout(resolve, (seconds - 2) * 1000));
  const share = (100 * (cpuSeconds(pid) - cpu)) / ((performance.now() - from) / 1000);
  const grown = residentMiB(pid) - before;
  const shared = proportionalMiB(pid) - sharedBefore;
  const ended = await Promise.all(processes.map((process) => process.ended));
  const sum = (reports, key) => reports.reduce((all, report) => all + report[key], 0);
  return { lost: sum(ended, "lost"), share, grown, shared, answers: sum(ended, "answers") };
}

/** 10,000 open connections, on one core. */
export async function idle({ servers, quick }) {
  const total = quick ? 1000 : 10_000;
  const of = await rounds(servers, 1, (server) => hold(server, total, quick ? 7 : 17));
  const what = `${total.toLocaleString("en")} open connections polling every 5 s`;
  return [
    { what: `${what}: processor`, unit: "% of a core", c: of("C", "share"), ours: of("nutts", "share") },
    { what: `${what}: memory on top`, unit: "MiB", c: of("C", "grown"), ours: of("nutts", "grown") },
    { what: `${what}: proportional memory on top`, unit: "MiB", c: of("C", "shared"), ours: of("nutts", "shared") },
    { what: `${what}: lost`, c: of("C", "lost"), ours: of("nutts", "lost") },
  ];
}
