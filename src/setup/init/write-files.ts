/** Writes what was planned, as a set that no signal cuts in two. */
import { chmodSync, chownSync, existsSync, mkdirSync } from "node:fs";
import { FILES } from "../../system/files/files.ts";
import { writeReason } from "../../system/system-error.ts";
import { type NewFile, replaceSet } from "../change/file-set.ts";
import { stampOf } from "../change/make-changes.ts";

const FOLDER_MODE = 0o750;
const SHARED_MODE = 0o770;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Signals that come meanwhile are heard afterwards. */
export function uninterrupted<T>(run: () => T): T {
  const later = (): void => undefined;
  for (const signal of SIGNALS) process.on(signal, later);
  try {
    return run();
  } finally {
    for (const signal of SIGNALS) process.off(signal, later);
  }
}

function makeFolder(folder: string, owner: NewFile["owner"], mode: number): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  if (owner) chownSync(folder, owner.uid, owner.gid);
}

/** `shared`: folders that the group of the daemons writes to. What went wrong, or undefined. */
export function writeFiles(
  folder: string,
  copies: string,
  all: readonly NewFile[],
  shared: readonly string[],
): string | undefined {
  return uninterrupted(() => {
    try {
      makeFolder(folder, all[0]?.owner, FOLDER_MODE);
      for (const each of shared) makeFolder(each, all[0]?.owner, SHARED_MODE);
      replaceSet(copies, stampOf(new Date()), all, FILES);
      return undefined;
    } catch (error) {
      return writeReason(error);
    }
  });
}
