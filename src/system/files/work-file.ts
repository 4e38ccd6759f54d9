/**
 * The work of a process, on the disk for as long as it has some: whoever finds it without the process, and not long after it was
 * lost, may go on with it. Only where the system tells one process from a later one of the same number.
 */
import { mkdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs";
import { dirname } from "node:path";
import { identityLives, identityOf } from "../process/process-identity.ts";
import { replaceFile } from "./replace-file.ts";

const FILE_MODE = 0o600;
const FOLDER_MODE = 0o750;
/** Between two signs of life. */
export const BEAT_MS = 5000;
/** What nobody has worked at for longer is not wanted any more: the world has changed. */
export const LATELY_MS = 30_000;
const LARGEST = 1_048_576;

/** First the process, in a line of its own, then the work. Throws with the system's reason. */
export function keepWork(path: string, work: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: FOLDER_MODE });
  replaceFile(path, `${identityOf(process.pid)}\n${work}`, FILE_MODE);
}

export function dropWork(path: string): void {
  rmSync(path, { force: true });
}

/** A sign of life. */
export function beatWork(path: string): void {
  try {
    utimesSync(path, new Date(), new Date());
  } catch {
    // There is no work now.
  }
}

/** Work that was lost lately with its process; undefined where there is none. */
export function leftWork(path: string): string | undefined {
  try {
    const { mtimeMs, size, uid } = statSync(path);
    if (Math.abs(Date.now() - mtimeMs) > LATELY_MS || size > LARGEST || uid !== process.getuid?.()) return undefined;
    const text = readFileSync(path, "utf8");
    const end = text.indexOf("\n");
    const [by, work] = [text.slice(0, end), text.slice(end + 1)];
    return by.includes(" ") && isOfThisBoot(by) && !identityLives(by) ? work : undefined;
  } catch {
    return undefined;
  }
}

const bootOf = (identity: string): string | undefined => identity.split(" ")[1];
const isOfThisBoot = (identity: string): boolean => bootOf(identity) === bootOf(identityOf(process.pid));
