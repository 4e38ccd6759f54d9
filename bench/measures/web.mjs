import { spawn } from "node:child_process";
import { Agent, get } from "node:http";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { median } from "../lib/numbers.mjs";
import { OWN_NODE } from "../lib/own-node.mjs";
import { cpuSeconds, proportionalMiB, residentMiB } from "../lib/proc.mjs";

const UPSES = 50;
const VARIABLES = 40;
const STREAMS = 200;
const SERVER = fileURLToPath(new URL("../lib/many-upses.mjs", import.meta.url));

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const firstMatch = (stream, pattern) =>
  new Promise((resolve) => {
    let text = "";
    stream.on("data", (chunk) => {
      text += chunk;
      const found = pattern.exec(text);
      if (found) resolve(found[1]);
    });
  });

function asked(url, agent) {
  return new Promise((resolve, reject) => {
    const began = performance.now();
    get(url, { agent }, (answer) => {
      let text = "";
      answer.on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => resolve({ ms: performance.now() - began, text }));
    }).on("error", reject);
  });
}

async function answerMs(url, count) {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const times = [];
  for (let i = 0; i < count; i++) times.push((await asked(url, agent)).ms);
  agent.destroy();
  return median(times);
}

async function idleShare(pid) {
  const [cpu, from] = [cpuSeconds(pid), performance.now()];
  await pause(8000);
  return (100 * (cpuSeconds(pid) - cpu)) / ((performance.now() - from) / 1000);
}

/** Opens event streams; resolves when each has been told everything. */
function openStreams(port) {
  const open = Array.from({ length: STREAMS }, () => {
    const socket = connect(port, "127.0.0.1").on("error", () => undefined);
    socket.write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    return { socket, told: firstMatch(socket, /(event: snapshot)/) };
  });
  return { sockets: open.map(({ socket }) => socket), told: Promise.all(open.map(({ told }) => told)) };
}

async function measure(web, port, rounds) {
  const url = `http://127.0.0.1:${port}/api/v1/`;
  while (JSON.parse((await asked(`${url}devices`)).text).length < UPSES) await pause(50);
  const devices = await answerMs(`${url}devices`, rounds);
  const snapshot = await answerMs(`${url}snapshot`, rounds);
  const share = await idleShare(web.pid);
  const [resident, shared] = [residentMiB(web.pid), proportionalMiB(web.pid)];
  const { sockets, told } = openStreams(port);
  await told;
  await pause(2000);
  const open = residentMiB(web.pid);
  for (const socket of sockets) socket.destroy();
  return { devices, snapshot, share, resident, shared, open };
}

/** `nutts web` with 50 UPSes of 40 variables. */
export async function web({ runJs, quick }) {
  const upses = spawn(process.execPath, [SERVER, UPSES, VARIABLES].map(String), {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const server = `127.0.0.1:${await firstMatch(upses.stdout, /(\d+)\n/)}`;
  const args = [runJs, "web", "-A", "none", "--history", "off", "--listen", "127.0.0.1:0", server];
  const child = spawn(OWN_NODE, args, { stdio: ["ignore", "inherit", "pipe"] });
  try {
    const port = await firstMatch(child.stderr, /127\.0\.0\.1:(\d+)\//);
    const found = await measure(child, port, quick ? 50 : 300);
    const row = (what, unit, ours) => ({ what: `web, ${UPSES} UPSes of ${VARIABLES} variables: ${what}`, unit, ours });
    return [
      row("a REST answer with all of them", "ms", found.devices),
      row("the page's snapshot", "ms", found.snapshot),
      row("following them, of one core", "%", found.share),
      row("resident memory", "MiB", found.resident),
      row("proportional memory", "MiB", found.shared),
      row(`resident memory with ${STREAMS} open pages`, "MiB", found.open),
    ];
  } finally {
    child.kill("SIGTERM");
    upses.kill("SIGTERM");
  }
}
