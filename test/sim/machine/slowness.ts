/** What the speed of a machine does to limits that are meant for people. */
import { spawnSync } from "node:child_process";

/** A Node that starts and ends on an ordinary machine with nothing else to do. */
const QUICK_START_MS = 60;

/** How much slower this machine is at this moment, because of its processor, emulation, or others at work. At least 1. */
export function slowness(): number {
  const began = performance.now();
  spawnSync(process.execPath, ["-e", "0"]);
  return Math.max(1, (performance.now() - began) / QUICK_START_MS);
}
