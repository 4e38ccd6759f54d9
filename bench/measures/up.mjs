import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { children, configure, endAll, freePort } from "../lib/installation.mjs";
import { OWN_NODE } from "../lib/own-node.mjs";
import { cpuSeconds, proportionalMiB, residentMiB } from "../lib/proc.mjs";
import { findProgram } from "../lib/servers.mjs";

const IDLE_S = 15;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** What an open page costs the server: its files, then a stream of news. */
async function openPage(port) {
  const open = (path) =>
    new Promise((resolve, reject) => {
      get(`http://127.0.0.1:${port}${path}`, (answer) => resolve(answer)).on("error", reject);
    });
  const page = await open("/");
  page.resume();
  const news = await open("/api/v1/events");
  news.resume();
  return news;
}

async function broker(folder) {
  const mosquitto = findProgram("mosquitto");
  if (mosquitto === undefined) return undefined;
  const port = await freePort();
  writeFileSync(join(folder, "mosquitto.conf"), `listener ${port} 127.0.0.1\nallow_anonymous true\n`);
  const child = spawn(mosquitto, ["-c", join(folder, "mosquitto.conf")], { stdio: "ignore" });
  await pause(1000);
  return { child, port };
}

async function measured(runJs, withBroker) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-up-"));
  const started = [];
  let news;
  try {
    const server = withBroker ? await broker(folder) : undefined;
    if (withBroker && !server) return undefined;
    configure(folder, await freePort());
    if (server) {
      started.push(server.child);
      writeFileSync(join(folder, "web.conf"), `[mqtt]\n  url = mqtt://127.0.0.1:${server.port}\n`, { mode: 0o600 });
    }
    const names = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH", "WEB_HISTORY"];
    const env = { ...process.env, ...Object.fromEntries(names.map((name) => [name, folder])) };
    const port = await freePort();
    const words = [runJs, "up", "--web", `127.0.0.1:${port}`, "-u", "root"];
    const up = spawn(OWN_NODE, words, { env, stdio: "ignore" });
    started.push(up);
    await pause(6000);
    news = await openPage(port);
    await pause(4000);
    const pids = [up.pid, ...children(up.pid)];
    const sum = (of) => pids.reduce((all, pid) => all + of(pid), 0);
    const [cpu, from] = [sum(cpuSeconds), performance.now()];
    await pause(IDLE_S * 1000);
    const share = (100 * (sum(cpuSeconds) - cpu)) / ((performance.now() - from) / 1000);
    const own = residentMiB(pids.at(-1));
    return { processes: pids.length, own, resident: sum(residentMiB), shared: sum(proportionalMiB), share };
  } finally {
    news?.destroy();
    endAll(started);
    await pause(1500);
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Drivers, upsd, upsmon and the dashboard in `nutts up`, with a page open; the parent that may shut down is counted, too. */
export async function up({ runJs }) {
  const alone = await measured(runJs, false);
  const withMqtt = await measured(runJs, true);
  const row = (found, title, key, what, unit) => ({ what: `${title}: ${what}`, unit, ours: found[key] });
  const rows = (found, title) => [
    row(found, title, "own", "resident memory of the process that does the work", "MiB"),
    row(found, title, "resident", `resident memory of ${found.processes} processes`, "MiB"),
    row(found, title, "shared", "proportional memory of both", "MiB"),
    row(found, title, "share", "processor", "% of a core"),
  ];
  return [
    ...rows(alone, "nutts up with one UPS, upsmon and an open page"),
    ...(withMqtt ? rows(withMqtt, "nutts up as above, with MQTT") : []),
  ];
}
