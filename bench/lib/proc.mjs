/** What the kernel says a process has used (Linux). */
import { readdirSync, readFileSync } from "node:fs";

const TICKS = 100;

/** Seconds of processor time so far. */
export function cpuSeconds(pid) {
  const fields = readFileSync(`/proc/${pid}/stat`, "latin1")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS;
}

/** Milliseconds of processor time of all its threads so far, to the nanosecond. */
export const allCpuMs = (pid) =>
  readdirSync(`/proc/${pid}/task`).reduce(
    (sum, task) => sum + Number(readFileSync(`/proc/${pid}/task/${task}/schedstat`, "latin1").split(" ")[0]) / 1e6,
    0,
  );

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
