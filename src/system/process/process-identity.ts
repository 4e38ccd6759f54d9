/** Who a process number belongs to: numbers come again, after a boot the very same ones. */
import { readFileSync } from "node:fs";
import { systemCode } from "../system-error.ts";

const read = (path: string): string | undefined => {
  try {
    return readFileSync(path, "latin1").trim();
  } catch {
    return undefined;
  }
};

/** Field 22 of /proc/PID/stat, counted behind the name, which may hold blanks and brackets (proc(5)). */
const START_TIME = 22 - 3;

/** When a process was started, in ticks of the system since the boot; undefined where /proc does not tell. */
export function birthOf(pid: number): number | undefined {
  const stat = read(`/proc/${pid}/stat`);
  const started = Number(stat?.slice(stat.lastIndexOf(")") + 2).split(" ")[START_TIME]);
  return Number.isInteger(started) ? started : undefined;
}

/** The process number and, where /proc tells, boot and start time: no other process ever has this text. */
export function identityOf(pid: number): string {
  const started = birthOf(pid);
  const boot = read("/proc/sys/kernel/random/boot_id");
  return started === undefined || boot === undefined ? String(pid) : `${pid} ${boot} ${started}`;
}

/** Whether the process that had this identity still runs. One of another user counts. */
export function identityLives(identity: string): boolean {
  const pid = Number(identity.split(" ")[0]);
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if (systemCode(error) !== "EPERM") return false;
  }
  return !identity.includes(" ") || identityOf(pid) === identity;
}
