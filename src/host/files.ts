/** Files as the daemons need them: whole, replaced in one step, with a mode that is right from the first byte. */
import { rmSync, statSync } from "node:fs";
import type { Log } from "./log.ts";
import { type Owner, replaceFile } from "./replace-file.ts";
import { readTextIfThere } from "./text-file.ts";

export interface Files {
  /** The text of a file, or undefined when there is none. Throws on any other error. */
  read(path: string): string | undefined;
  /** Replaces a file in one step: readers see the old text or the new. Throws with the system's reason. */
  replace(path: string, text: string | Uint8Array, mode: number, owner?: Owner): void;
  /** Removes a file; harmless when it is not there. */
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

export const FILES: Files = {
  read: readTextIfThere,
  replace: replaceFile,
  remove: (path) => rmSync(path, { force: true }),
  mode,
};

const OTHERS_READ = 0o004;

/** Warns about a file with passwords that anybody on the machine can read. */
export function warnWorldReadable(files: Files, path: string, log: Log): void {
  if (((files.mode(path) ?? 0) & OTHERS_READ) === 0) return;
  log.warning(`everybody on this machine can read ${path} and the secrets in it; chmod 640 ${path}`);
}
