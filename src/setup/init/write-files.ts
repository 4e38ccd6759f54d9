/** Writes what was planned, as a set that no signal cuts in two. */
import { chownSync, existsSync, mkdirSync } from "node:fs";
import { FILES } from "../../system/files/files.ts";
import { writeReason } from "../../system/system-error.ts";
import { type NewFile, replaceSet } from "../change/file-set.ts";
import { stampOf } from "../change/make-changes.ts";

const FOLDER_MODE = 0o750;
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

function makeFolder(folder: string, owner: NewFile["owner"]): void {
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  if (owner) chownSync(folder, owner.uid, owner.gid);
}

/** What went wrong, or undefined. */
export function writeFiles(folder: string, copies: string, all: readonly NewFile[]): string | undefined {
  return uninterrupted(() => {
    try {
      makeFolder(folder, all[0]?.owner);
      replaceSet(copies, stampOf(new Date()), all, FILES);
      return undefined;
    } catch (error) {
      return writeReason(error);
    }
  });
}
