/** Writes what was planned, as a set that no signal cuts in two. */
import { chmodSync, chownSync, existsSync, mkdirSync, rmdirSync } from "node:fs";
import { dirname } from "node:path";
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

/** The first folder that was made on the way, or undefined where all of them are there. */
function makeFolder(folder: string, owner: NewFile["owner"], mode: number): string | undefined {
  if (existsSync(folder)) return undefined;
  const first = mkdirSync(folder, { recursive: true });
  chmodSync(folder, mode);
  if (owner) chownSync(folder, owner.uid, owner.gid);
  return first;
}

/** What was made and is empty, from this folder up to the first. */
function dropFolder(folder: string, first: string): void {
  try {
    rmdirSync(folder);
  } catch {
    return;
  }
  if (folder !== first) dropFolder(dirname(folder), first);
}

/** `shared`: folders that the group of the daemons writes to. What went wrong, or undefined. */
export function writeFiles(
  folder: string,
  copies: string,
  all: readonly NewFile[],
  shared: readonly string[],
): string | undefined {
  return uninterrupted(() => {
    const made: (readonly [folder: string, first: string])[] = [];
    const make = (path: string, mode: number): void => {
      const first = makeFolder(path, all[0]?.owner, mode);
      if (first !== undefined) made.push([path, first]);
    };
    try {
      make(folder, FOLDER_MODE);
      for (const each of shared) make(each, SHARED_MODE);
      replaceSet(copies, stampOf(new Date()), all, FILES);
      return undefined;
    } catch (error) {
      for (const [path, first] of made.toReversed()) dropFolder(path, first);
      return `${folder}: ${writeReason(error)}`;
    }
  });
}
