import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../lib/numbers.mjs";
import { OWN_NODE } from "../lib/own-node.mjs";
import { findProgram, startServer } from "../lib/servers.mjs";

const SUBSCRIBERS = 1000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function subscriber(port) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  let said = "";
  let hear = () => undefined;
  const untilSaid = (text) =>
    new Promise((resolve) => {
      hear = () => said.includes(text) && resolve(performance.now());
      hear();
    });
  socket.on("data", (chunk) => {
    said = (said + chunk).slice(-400);
    hear();
  });
  socket.write("SUBSCRIBE bench\n");
  return { socket, untilSaid };
}

/** Milliseconds from a status in the driver until the median and the last of a thousand subscribers have read it. */
async function subscribers(command, times) {
  const server = await startServer(command);
  const all = [];
  for (let i = 0; i < SUBSCRIBERS; i++) {
    all.push(subscriber(server.port));
    if (i % 50 === 49) await Promise.all(all.slice(-50).map(({ untilSaid }) => untilSaid("OK SUBSCRIBED")));
  }
  const found = [];
  for (let i = 0; i < times; i++) {
    const heard = all.map(({ untilSaid }) => untilSaid(`ups.status "OB${i}"`));
    const from = performance.now();
    server.change("ups.status", `OB${i}`);
    const took = (await Promise.all(heard)).map((at) => at - from);
    found.push({ middle: median(took), last: Math.max(...took) });
    await pause(200);
  }
  for (const { socket } of all) socket.destroy();
  await server.stop();
  const counted = found.slice(2);
  return { middle: median(counted.map(({ middle }) => middle)), last: Math.max(...counted.map(({ last }) => last)) };
}

function watcher([command, ...args], port) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-news-"));
  const seen = join(folder, "seen");
  const script = join(folder, "tell");
  writeFileSync(script, `#!/bin/sh\ndate +%s%N > ${seen}\n`, { mode: 0o755 });
  mkdirSync(join(folder, "run"));
  writeFileSync(
    join(folder, "upsmon.conf"),
    `MINSUPPLIES 0\nSHUTDOWNCMD "true"\nRUN_AS_USER root\nMONITOR bench@127.0.0.1:${port} 0 u p secondary\n` +
      `NOTIFYCMD ${script}\nNOTIFYFLAG ONBATT EXEC\nNOTIFYFLAG ONLINE IGNORE\nNOTIFYFLAG COMMBAD IGNORE\n`,
    { mode: 0o600 },
  );
  const places = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"].map((name) => [name, folder]);
  const env = { ...process.env, ...Object.fromEntries(places) };
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (text = (text + chunk).slice(-1000)));
  const end = async () => {
    for (const pid of readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "latin1")
      .split(" ")
      .filter(Boolean))
      process.kill(Number(pid), "SIGTERM");
    child.kill("SIGTERM");
    await pause(300);
    rmSync(folder, { recursive: true, force: true });
  };
  return { seen, end, child, said: () => text };
}

/** Milliseconds from OB in the driver until the first words of NOTIFYCMD's script run; poll interval as by default. */
async function outage(upsd, upsmon, times) {
  const server = await startServer(upsd);
  const { seen, end, child, said } = watcher(upsmon, server.port);
  await pause(6500);
  const took = [];
  for (let i = 0; i < times; i++) {
    // Anywhere between two polls, as outages are.
    await pause(5200 + (i * 5000) / times);
    rmSync(seen, { force: true });
    const from = Date.now();
    server.change("ups.status", "OB");
    while (!existsSync(seen) || statSync(seen).size < 20) {
      if (child.exitCode !== null || Date.now() - from > 20_000) throw new Error(`no word of the outage: ${said()}`);
      await pause(2);
    }
    took.push(Number(BigInt(readFileSync(seen, "latin1").trim()) / 1_000_000n) - from);
    server.change("ups.status", "OL");
  }
  await end();
  await server.stop();
  return { middle: median(took), last: Math.max(...took) };
}

export async function news({ servers, runJs, quick }) {
  const byName = new Map(servers);
  const own = byName.get("nutts");
  const told = await subscribers(own, quick ? 5 : 12);
  const times = quick ? 4 : 10;
  const [c, cUpsmon] = [byName.get("C"), findProgram("upsmon")];
  const theirs = c && cUpsmon ? await outage(c, [cUpsmon, "-D", "-P", "4194303"], times) : undefined;
  const ours = await outage(own, [OWN_NODE, runJs, "upsmon", "-F"], times);
  return [
    {
      what: `status changed in the driver, heard by half of ${SUBSCRIBERS} subscribers`,
      unit: "ms",
      ours: told.middle,
    },
    { what: "the same, heard by the last of them, slowest of all changes", unit: "ms", ours: told.last },
    { what: "mains lost at the driver, NOTIFYCMD running", unit: "ms", c: theirs?.middle, ours: ours.middle },
    { what: `the same, slowest of ${times}`, unit: "ms", c: theirs?.last, ours: ours.last },
  ];
}
