import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { firstStatus } from "../lib/driver-socket.mjs";
import { median, round } from "../lib/numbers.mjs";
import { OWN_NODE } from "../lib/own-node.mjs";
import { bundled, played } from "../lib/player.mjs";
import { findProgram } from "../lib/servers.mjs";

const PLAYER = new URL("../lib/qx-lines.ts", import.meta.url);
const LONGEST_MS = 120_000;
const PLACES = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_PIDPATH", "NUT_ALTPIDPATH"];

/** Milliseconds from the start of a driver to its first status, and when that was; undefined where it has none. */
async function first([command, ...args], port, options) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-qx-"));
  const own = Object.entries(options).map(([name, value]) => (value === "" ? name : `${name} = "${value}"`));
  const section = ["[ups]", "driver = nutdrv_qx", `port = ${port}`, ...own, ""].join("\n");
  writeFileSync(join(folder, "ups.conf"), section, { mode: 0o600 });
  const env = { ...process.env, ...Object.fromEntries(PLACES.map((name) => [name, folder])) };
  const from = performance.now();
  const driver = spawn(command, args, { env, stdio: "ignore" });
  const ended = new Promise((resolve) => driver.once("exit", resolve));
  try {
    const status = await Promise.race([
      firstStatus(join(folder, "nutdrv_qx-ups"), LONGEST_MS),
      ended.then(() => undefined),
    ]);
    return typeof status === "string" ? { port, whole: performance.now() - from, at: Date.now() } : undefined;
  } finally {
    driver.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A profile, played to each driver as often as there are lines for it. */
async function both({ c, ours }, { name, options, ports }, every) {
  const spans = { name, c: [], ours: [] };
  for (let i = 0; i < ports.length; i += 2) {
    if (c) spans.c.push(await first(c, ports[i], options));
    spans.ours.push(await first(ours, ports[i + 1], options));
  }
  if (every) console.error(`  ${name}: C ${spans.c.map(told).join(" ")}, ours ${spans.ours.map(told).join(" ")}`);
  return spans;
}

const told = (span) => (span ? `${round(span.whole)} ms` : "none");

/** nutdrv_qx on each recorded profile, from its start to the first status, beside the C driver. */
export async function qx({ runJs, quick, every }) {
  const program = findProgram("nutdrv_qx");
  const programs = {
    c: program && [program, "-F", "-a", "ups", "-u", "root"],
    ours: [OWN_NODE, runJs, "driver", "nutdrv_qx", "-F", "-u", "root", "-a", "ups"],
  };
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-qx-"));
  const lines = await played(await bundled(folder, PLAYER), [quick ? 2 : 6]);
  try {
    const all = [];
    for (const line of lines.told) all.push(await both(programs, line, every));
    const asked = await lines.report();
    return [
      ...rows(all, "start to first status", ({ whole }) => whole, NO_CABLE),
      ...rows(all, "first question to first status", ({ port, at }) => at - asked[port], "").slice(0, 1),
    ];
  } finally {
    await lines.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A pseudo-terminal has no lines that could feed a cable. */
const NO_CABLE = "the C driver waits 1.1 s for the cable's power, and ours, on a line that has one, 0.8 s";

/** Clocks of milliseconds: less is no difference. */
const NOTHING_MS = 5;

const middle = (spans, of) => (spans.length > 0 && spans.every(Boolean) ? median(spans.map(of)) : undefined);
const sum = (all, key) => all.reduce((total, one) => total + one[key], 0) / 1000;

function rows(all, what, of, remark) {
  const profiles = all
    .map(({ name, c, ours }) => ({ name, c: middle(c, of), ours: middle(ours, of) }))
    .filter(({ c, ours }) => c !== undefined && ours !== undefined);
  const slower = profiles.filter(({ c, ours }) => ours > c + NOTHING_MS);
  const worst = profiles.toSorted((one, other) => other.ours - other.c - (one.ours - one.c))[0];
  const row = (which, unit, c, ours, note) => ({ what: `nutdrv_qx, ${what}: ${which}`, unit, c, ours, remark: note });
  const names = slower.map(({ name, c, ours }) => `${name} ${round(ours - c)} ms`).join("; ");
  return [
    row(`${profiles.length} recorded profiles together`, "s", sum(profiles, "c"), sum(profiles, "ours"), remark),
    row("the profile that is worst for ours", "ms", worst?.c, worst?.ours, worst?.name),
    row("profiles on which ours is slower", "", undefined, slower.length, names),
  ];
}
