/**
 * Files that are replaced as a set, so that an interruption anywhere leaves the old ones or can be taken back to them:
 *
 *     FOLDER/20261129-171500/old/ups.conf      copies of what was there
 *     FOLDER/20261129-171500/set.json          which files, and which of them were there
 *     FOLDER/pending                           names the set while its files are being replaced
 *     FOLDER/latest                            names the set that was replaced last
 */
import { mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { Files } from "../../system/files/files.ts";
import type { Owner } from "../../system/files/replace-file.ts";
import { realOf } from "./make-changes.ts";

export interface NewFile {
  readonly path: string;
  /** Undefined: there is no such file yet. */
  readonly before: string | undefined;
  readonly after: string;
  readonly mode: number;
  readonly owner: Owner | undefined;
}

interface Kept {
  readonly path: string;
  readonly name: string;
  readonly there: boolean;
  readonly mode: number;
  readonly owner?: Owner | undefined;
}

/** The set of the files, and the one before it. */
interface FileSet {
  readonly files: readonly Kept[];
  readonly previous?: string | undefined;
}

const PRIVATE = 0o700;
const PRIVATE_FILE = 0o600;

const pendingOf = (folder: string): string => join(folder, "pending");
const latestOf = (folder: string): string => join(folder, "latest");
const copyOf = (folder: string, stamp: string, name: string): string => join(folder, stamp, "old", name);

const keptOf = ({ path, before, mode, owner }: NewFile, at: number): Kept => ({
  path: realOf(path),
  name: `${at}-${basename(path)}`,
  there: before !== undefined,
  mode,
  owner,
});

function readSet(folder: string, stamp: string, files: Files): FileSet {
  const text = files.read(join(folder, stamp, "set.json"));
  if (text === undefined) throw new Error(`${join(folder, stamp)} has no set.json: put back what is in it by hand`);
  return JSON.parse(text) as FileSet;
}

function putBack(folder: string, stamp: string, files: Files): readonly string[] {
  const { files: all } = readSet(folder, stamp, files);
  for (const { path, name, there, mode, owner } of all) {
    if (there) files.replace(path, files.read(copyOf(folder, stamp, name)) ?? "", mode, owner);
    else files.remove(path);
  }
  return all.map(({ path }) => path);
}

function point(path: string, stamp: string | undefined, files: Files): void {
  if (stamp === undefined) files.remove(path);
  else files.replace(path, `${stamp}\n`, PRIVATE_FILE);
}

const stampIn = (path: string, files: Files): string | undefined => files.read(path)?.trim() || undefined;

/** Takes back what an earlier run began and did not end. The paths, or undefined where there is nothing. */
export function takeBackUnfinished(folder: string, files: Files): readonly string[] | undefined {
  const stamp = stampIn(pendingOf(folder), files);
  if (stamp === undefined) return undefined;
  const paths = putBack(folder, stamp, files);
  point(pendingOf(folder), undefined, files);
  return paths;
}

function keepCopies(folder: string, stamp: string, all: readonly NewFile[], files: Files): FileSet {
  mkdirSync(join(folder, stamp, "old"), { recursive: true, mode: PRIVATE });
  const kept = all.map(keptOf);
  for (const [at, { name }] of kept.entries()) {
    const before = all[at]?.before;
    if (before !== undefined) files.replace(copyOf(folder, stamp, name), before, PRIVATE_FILE);
  }
  const set: FileSet = { files: kept, previous: stampIn(latestOf(folder), files) };
  files.replace(join(folder, stamp, "set.json"), `${JSON.stringify(set, undefined, 2)}\n`, PRIVATE_FILE);
  return set;
}

/** Copies that nothing refers to, and their folder where nothing else is in it. */
function dropCopies(folder: string, stamp: string): void {
  try {
    rmSync(join(folder, stamp), { recursive: true, force: true });
    if (readdirSync(folder).length === 0) rmdirSync(folder);
  } catch {
    // They are in nobody's way.
  }
}

/** The reason is thrown on, and nothing is left of what was begun. */
function orDropped<T>(folder: string, stamp: string, files: Files, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (stampIn(pendingOf(folder), files) !== stamp) dropCopies(folder, stamp);
    throw error;
  }
}

/**
 * Replaces all files. Throws with the reason of the first that cannot be replaced; then all are as they were, or, where
 * that fails too, `takeBackUnfinished` does it later.
 */
export function replaceSet(folder: string, stamp: string, all: readonly NewFile[], files: Files): void {
  orDropped(folder, stamp, files, () => replaceAll(folder, stamp, all, files));
}

function replaceAll(folder: string, stamp: string, all: readonly NewFile[], files: Files): void {
  const set = keepCopies(folder, stamp, all, files);
  point(pendingOf(folder), stamp, files);
  try {
    for (const [at, { path, mode, owner }] of set.files.entries())
      files.replace(path, all[at]?.after ?? "", mode, owner);
    point(latestOf(folder), stamp, files);
  } catch (error) {
    takeBackUnfinished(folder, files);
    throw error;
  }
  point(pendingOf(folder), undefined, files);
}

/** What undoing the last set would do to its files. */
export interface Undo {
  readonly stamp: string;
  /** No set was replaced before it. */
  readonly first: boolean;
  readonly files: readonly { readonly path: string; readonly before: string | undefined; readonly mode: number }[];
}

export function lastSet(folder: string, files: Files): Undo | undefined {
  const stamp = stampIn(latestOf(folder), files);
  if (stamp === undefined) return undefined;
  const { files: all, previous } = readSet(folder, stamp, files);
  const back = all.map(({ path, name, there, mode }) => ({
    path,
    mode,
    before: there ? files.read(copyOf(folder, stamp, name)) : undefined,
  }));
  return { stamp, first: previous === undefined, files: back };
}

/** Puts the files of the last set back; the one before it is the last then. */
export function undoSet(folder: string, stamp: string, files: Files): void {
  const { previous } = readSet(folder, stamp, files);
  point(pendingOf(folder), stamp, files);
  putBack(folder, stamp, files);
  point(latestOf(folder), previous, files);
  point(pendingOf(folder), undefined, files);
}
