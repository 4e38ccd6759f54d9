/** Who has a file or device open, as far as we may look: Linux's /proc. */
import { readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from "node:fs";

function attempt<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const openFiles = (pid: string): string[] =>
  attempt(() => readdirSync(`/proc/${pid}/fd`), []).map((fd) =>
    attempt(() => readlinkSync(`/proc/${pid}/fd/${fd}`), ""),
  );

const commandOf = (pid: string): string => attempt(() => readFileSync(`/proc/${pid}/comm`, "utf8").trim(), "");

function titleOf(pid: string): string {
  const command = commandOf(pid);
  return command === "" ? `process ${pid}` : `process ${pid} (${command})`;
}

const pidsWith = (real: string): readonly string[] =>
  attempt(() => readdirSync("/proc"), [])
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => openFiles(pid).includes(real));

/** Ids of the processes that hold a lock on the file `real`: `1: FLOCK ADVISORY WRITE 4711 00:19:1234 0 EOF`. */
function lockersOf(real: string): ReadonlySet<string> {
  const inode = attempt(() => String(statSync(real).ino), "");
  const rows = attempt(() => readFileSync("/proc/locks", "utf8"), "")
    .split("\n")
    .map((line) => line.split(/\s+/));
  return new Set(rows.flatMap((row) => (row[5]?.split(":")[2] === inode && row[4] ? [row[4]] : [])));
}

export const holdersOf = (path: string): readonly string[] =>
  pidsWith(attempt(() => realpathSync(path), path)).map(titleOf);

/** Of the processes that have `path` open those that hold a lock on it; all, where none is seen to. */
export function lockHoldersOf(path: string): readonly string[] {
  const real = attempt(() => realpathSync(path), path);
  const lockers = lockersOf(real);
  const pids = pidsWith(real);
  const locking = pids.filter((pid) => lockers.has(pid));
  return (locking.length > 0 ? locking : pids).map(titleOf);
}
