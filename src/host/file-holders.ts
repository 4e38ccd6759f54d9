/** Who has a file or device open, as far as we may look: Linux's /proc. */
import { readdirSync, readFileSync, readlinkSync, realpathSync } from "node:fs";

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

/** The other processes that have `path` open: `process 4711 (usbhid-ups)`. */
export function holdersOf(path: string): readonly string[] {
  const real = attempt(() => realpathSync(path), path);
  return attempt(() => readdirSync("/proc"), [])
    .filter((name) => /^\d+$/.test(name) && name !== String(process.pid))
    .filter((pid) => openFiles(pid).includes(real))
    .map((pid) => {
      const command = commandOf(pid);
      return command === "" ? `process ${pid}` : `process ${pid} (${command})`;
    });
}
