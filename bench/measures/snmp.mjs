import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "../lib/numbers.mjs";
import { OWN_NODE } from "../lib/own-node.mjs";
import { bundled, played } from "../lib/player.mjs";
import { allCpuMs, cpuSeconds, proportionalMiB, residentMiB } from "../lib/proc.mjs";
import { findProgram } from "../lib/servers.mjs";

const PLAYER = new URL("../lib/agents.ts", import.meta.url);
const WALK = "own-rfc1628-three-phase";
const DEVICES = 200;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** A driver, or the host of many, on cards; `watch` is handed its process. */
async function driven([command, ...args], { count, delay, interval, full = 60 }, watch) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-snmp-"));
  const agents = await played(await bundled(folder, PLAYER), [WALK, count, delay]);
  const sections = agents.told.ports.map(
    (port, i) =>
      `[ups${i}]\ndriver = snmp-ups\nport = 127.0.0.1:${port}\nsnmp_version = v2c\npollinterval = ${interval}\npollfreq = ${full}\n`,
  );
  writeFileSync(join(folder, "ups.conf"), sections.join(""), { mode: 0o600 });
  const places = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"].map((name) => [name, folder]);
  const driver = spawn(command, args, { env: { ...process.env, ...Object.fromEntries(places) }, stdio: "ignore" });
  try {
    const seen = await watch(driver.pid);
    return { ...(await agents.report()), ...seen };
  } finally {
    driver.kill("SIGTERM");
    await agents.end();
    await pause(1000);
    rmSync(folder, { recursive: true, force: true });
  }
}

async function many(runJs, seconds) {
  const host = [OWN_NODE, runJs, "driver", "-F", "-u", "root", "start"];
  return driven(host, { count: DEVICES, delay: 20, interval: 5 }, async (pid) => {
    await pause(20_000);
    const [cpu, from] = [cpuSeconds(pid), performance.now()];
    await pause(seconds * 1000);
    const share = (100 * (cpuSeconds(pid) - cpu)) / ((performance.now() - from) / 1000);
    return { share, memory: residentMiB(pid), shared: proportionalMiB(pid) };
  });
}

/** Polls of a card that are watched, so many seconds apart. */
const WATCHED = { 0: { interval: 2, seconds: 20 }, 20: { interval: 5, seconds: 40 } };

/** Milliseconds of the opening with the first full poll, and of the full polls that follow: medians. */
async function alone(program, delay, times) {
  const seen = [];
  for (let i = 0; i < times; i++) {
    const { interval, seconds } = WATCHED[delay];
    const told = await driven(program, { count: 1, delay, interval, full: interval }, async (pid) => {
      await pause(3000);
      const before = allCpuMs(pid);
      await pause(seconds * 1000);
      return { cpu: ((allCpuMs(pid) - before) / seconds) * interval };
    });
    seen.push(told);
  }
  return Object.fromEntries(
    ["first", "full", "cpu", "requests", "openingRequests"].map((key) => [key, median(seen.map((one) => one[key]))]),
  );
}

/** snmp-ups: a card beside the C driver, and many of them in one process. */
export async function snmp({ runJs, quick }) {
  const c = findProgram("snmp-ups");
  const times = quick ? 1 : 3;
  const rows = [];
  for (const delay of [0, 20]) {
    const theirs = c ? await alone([c, "-F", "-a", "ups0", "-u", "root"], delay, times) : undefined;
    const ours = await alone([OWN_NODE, runJs, "driver", "snmp-ups", "-F", "-u", "root", "-a", "ups0"], delay, times);
    const row = (what, key, unit, count) => ({
      what: `snmp-ups, ${delay} ms to an answer: ${what}`,
      unit,
      c: theirs?.[key],
      ours: ours[key],
      remark: count === undefined ? "" : `${theirs?.[count] ?? "–"} and ${ours[count]} requests`,
    });
    rows.push(
      row("opening and full poll", "first", "ms", "openingRequests"),
      row("a full poll", "full", "ms", "requests"),
    );
    if (delay === 0) rows.push(row("processor, per poll", "cpu", "ms"));
  }
  const all = await many(runJs, quick ? 15 : 40);
  const row = (what, unit, value, remark) => ({
    what: `${DEVICES} SNMP cards every 5 s, one host: ${what}`,
    unit,
    ours: value,
    remark,
  });
  const watched = `${all.polls} polls of ${all.polled} cards; 20 ms to an answer`;
  return [
    ...rows,
    row("resident memory", "MiB", all.memory),
    row("proportional memory", "MiB", all.shared),
    row("processor", "% of a core", all.share),
    row("a poll is late by, median", "s", all.median / 1000),
    row("the latest poll", "s", all.latest / 1000),
    row("polls that begin more than 1 s late", "", all.late, watched),
    row("polls that begin in the same 100 ms, at most", "", all.together, "4 if they were spread evenly"),
  ];
}
