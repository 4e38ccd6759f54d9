/** Twenty UPSes in one host process: its memory, and what it costs when nothing happens. */
import { readFileSync } from "node:fs";
import { slowness } from "../../sim/machine/slowness.ts";
import { VirtualUps } from "../virtual-ups/device.ts";
import { Cable, socketOf } from "../virtual-ups/usbip.ts";
import { profile, SECTION } from "./bench.ts";
import type { Scenario } from "./judge.ts";
import { sleep, World } from "./world.ts";

const COUNT = 20;
const MEBIBYTE = 1024;
const MOST_MEMORY = 120 * MEBIBYTE;
/** Share of a core for one device at rest. */
const MOST_WORK = 0.005;
const RESTING_MS = 20_000;
const TICKS_A_SECOND = 100;

const serialOf = (nth: number): string => `S${String(nth).padStart(3, "0")}`;

async function plugAll(): Promise<readonly Cable[]> {
  const cables: Cable[] = [];
  for (let nth = 0; nth < COUNT; nth++) {
    const made = profile();
    const cable = new Cable(
      new VirtualUps({ ...made, strings: made.strings.map((text, at) => (at === 3 ? serialOf(nth) : text)) }),
    );
    await cable.plug(socketOf(nth));
    cables.push(cable);
  }
  return cables;
}

/** KiB that a process has in memory. */
const memory = (pid: number): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);

/** Seconds of a core that a process has used. */
function work(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

async function twenty(): Promise<string> {
  const cables = await plugAll();
  const names = Array.from({ length: COUNT }, (_, nth) => `ups${nth}`);
  const world = new World(Object.fromEntries(names.map((name, nth) => [name, { ...SECTION, serial: serialOf(nth) }])));
  try {
    await world.upsd();
    const host = world.host();
    for (const name of names) await world.awaitStatus(name, /^OL/, 180_000);
    const pid = host.child.pid ?? 0;
    const pace = slowness();
    const before = work(pid);
    await sleep(RESTING_MS);
    const share = (work(pid) - before) / (RESTING_MS / 1000) / COUNT / Math.max(pace, slowness());
    const kib = memory(pid);
    const said = `${(kib / MEBIBYTE).toFixed(0)} MiB, ${(share * 100).toFixed(2)} % of a core for each`;
    if (kib > MOST_MEMORY || share > MOST_WORK) throw new Error(`too much: ${said}`);
    return said;
  } finally {
    await world.end();
    for (const cable of cables) cable.unplug();
  }
}

export const MANY: readonly Scenario[] = [{ name: `${COUNT} UPSes in one process`, run: twenty }];
