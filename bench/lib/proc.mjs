/** What the kernel says a process has used (Linux). */
import { readFileSync } from "node:fs";

const TICKS = 100;

/** Seconds of processor time so far. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

const status = (pid, key) => {
  const found = new RegExp(`^${key}:\\s+(\\d+) kB`, "m").exec(readFileSync(`/proc/${pid}/status`, "latin1"));
  return Number(found?.[1] ?? Number.NaN) / 1024;
};

/** Resident memory now and at its peak, in MiB. */
export const residentMiB = (pid) => status(pid, "VmRSS");
export const peakMiB = (pid) => status(pid, "VmHWM");

const rollup = (pid, pattern) => {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, "latin1");
  return [...text.matchAll(pattern)].reduce((all, [, kB]) => all + Number(kB), 0) / 1024;
};

/** Each page divided by how many processes share it: what processes cost together is the sum of it. In MiB. */
export const proportionalMiB = (pid) => rollup(pid, /^Pss:\s+(\d+) kB/gm);
/** What nobody shares: what the end of this process gives back. In MiB. */
export const privateMiB = (pid) => rollup(pid, /^Private_\w+:\s+(\d+) kB/gm);
