import { closeSync, constants, fstatSync, openSync, readFileSync, rmSync, statSync } from "node:fs";
import type { Log } from "../log/log.ts";
import { systemCode } from "../system-error.ts";
import { withoutPlantedLinks } from "./no-planted-links.ts";
import { type Owner, replaceFile } from "./replace-file.ts";
import { readTextIfThere } from "./text-file.ts";

export interface Files {
  /** Undefined when there is no file. `"state"`: root follows no link planted by others, and opens no pipe. */
  read(path: string, kind?: "state"): string | undefined;
  /** Replaces a file in one step: readers see the old text or the new. Throws with the system's reason. */
  replace(path: string, text: string | Uint8Array, mode: number, owner?: Owner): void;
  remove(path: string): void;
  /** Permission bits, or undefined when there is no such file, or it cannot be looked at. */
  mode(path: string): number | undefined;
}

/** What cannot even be looked at has no mode that anybody could mend. */
function mode(path: string): number | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })?.mode;
  } catch {
    return undefined;
  }
}

/** Only what is a file: one who opens a named pipe waits. */
function readFile(way: string, noFollow: number): string {
  const fd = openSync(way, constants.O_RDONLY | constants.O_NONBLOCK | noFollow);
  try {
    if (!fstatSync(fd).isFile()) throw new Error("what lies there is no file");
    return readFileSync(fd, "utf8");
  } finally {
    closeSync(fd);
  }
}

function ifThere<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

export const FILES: Files = {
  read: (path, kind) =>
    kind === "state" ? ifThere(() => withoutPlantedLinks(path, readFile, { followLast: true })) : readTextIfThere(path),
  replace: (path, text, mode, owner) => withoutPlantedLinks(path, (way) => replaceFile(way, text, mode, owner)),
  remove: (path) => void ifThere(() => withoutPlantedLinks(path, (way) => rmSync(way, { force: true }))),
  mode,
};

const OTHERS_READ = 0o004;

/** Warns about a file with passwords that anybody on the machine can read. */
export function warnWorldReadable(files: Files, path: string, log: Pick<Log, "warning">): void {
  if (((files.mode(path) ?? 0) & OTHERS_READ) === 0) return;
  log.warning(`everybody on this machine can read ${path} and the secrets in it; chmod 640 ${path}`);
}
