/** Makes changes, one file after the other, each in one step; what is replaced is kept beside it. */
import { chmodSync, chownSync, existsSync, realpathSync, renameSync } from "node:fs";
import type { Files } from "../../system/files/files.ts";
import { writeReason } from "../../system/system-error.ts";
import type { FileChange } from "./file-change.ts";

export type Made =
  | { readonly kind: "done"; readonly path: string; readonly copy?: string }
  | { readonly kind: "failed"; readonly path: string; readonly why: string };

/** `20261129-171500`. */
export const stampOf = (time: Date): string =>
  time.toISOString().replace(/[-:]/g, "").replace("T", "-").slice(0, "20261129-171500".length);

/** A copy may hold the secrets that its file held. */
const FOR_NOBODY_ELSE = 0o770;

/** Where a link leads: the file is replaced, not the link. */
export const realOf = (path: string): string => (existsSync(path) ? realpathSync(path) : path);

function write(change: Extract<FileChange, { kind: "write" }>, files: Files, stamp: string): Made {
  const { path, before, after, mode, owner } = change;
  const real = realOf(path);
  const copy = `${real}.${stamp}.bak`;
  if (before !== undefined) files.replace(copy, before, mode & FOR_NOBODY_ELSE, owner);
  files.replace(real, after, mode, owner);
  return { kind: "done", path, ...(before !== undefined && { copy }) };
}

function make(change: FileChange, files: Files, stamp: string): Made {
  const { path } = change;
  if (change.kind === "write") return write(change, files, stamp);
  if (change.kind === "rename") {
    if (existsSync(change.to)) return { kind: "failed", path, why: `${change.to} is there already` };
    renameSync(path, change.to);
  } else {
    if (change.gid !== change.before.gid) chownSync(path, change.before.uid, change.gid);
    chmodSync(path, change.mode);
  }
  return { kind: "done", path };
}

/** Ends with the first that fails: those behind it may build on it. */
export function makeChanges(changes: readonly FileChange[], files: Files, stamp: string): readonly Made[] {
  const made: Made[] = [];
  for (const change of changes) {
    try {
      made.push(make(change, files, stamp));
    } catch (error) {
      made.push({ kind: "failed", path: change.path, why: writeReason(error) });
    }
    if (made.at(-1)?.kind === "failed") break;
  }
  return made;
}
