/** A lock that is a file: who makes it holds it; one whose maker died, or that is older than it may be, is taken over. */
import {
  closeSync,
  ftruncateSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { identityLives, identityOf } from "../process/process-identity.ts";
import { reasonOf, systemCode, systemReason } from "../system-error.ts";

export interface HeldLock {
  readonly kind: "held";
  /** Why the lock does not say who holds it (no space); it holds all the same. */
  readonly unsigned?: string;
  release(): void;
  /** From here on it is the lock of another process, which must release it. */
  handTo(pid: number): void;
}

export type LockResult =
  | HeldLock
  | { readonly kind: "taken" }
  | { readonly kind: "failed"; readonly reason: string; readonly code?: string | undefined };

/** Puts a text into an open file and returns the bytes that were taken. Tests have it fail. */
export type WriteLock = (fd: number, text: string) => number;

/** So long the maker of a lock may take to write into it who it is. */
const EMPTY_MS = 10_000;

/** A lock holds who made it, or nothing yet; whatever else a file holds, it is somebody else's. */
const LOCK = /^(\d+( \S+ \d+)?)?$/;
const LONGEST = 200;

/** What a lock holds. Nothing is read of an empty one: the C program makes it without any right to read it. */
function contentOf(path: string): { readonly text: string; readonly age: number } | undefined {
  const stat = lstatSync(path);
  if (!stat.isFile() || stat.size > LONGEST) return undefined;
  const text = stat.size === 0 ? "" : readFileSync(path, "utf8");
  return LOCK.test(text.trim()) ? { text, age: Date.now() - stat.mtimeMs } : undefined;
}

/** Why what lies at the path is no lock and must not be taken over, or undefined. */
export function lockComplaint(path: string): string | undefined {
  try {
    return contentOf(path) === undefined ? "what lies there is no lock, and is left alone" : undefined;
  } catch (error) {
    return systemCode(error) === "ENOENT" ? undefined : reasonOf(error);
  }
}

/** What a lock holds, when its holder is gone; undefined while it stands. */
function leftBehind(path: string, staleMs: number): string | undefined {
  try {
    const content = contentOf(path);
    if (content === undefined) return undefined;
    const { text, age } = content;
    const dead = text === "" ? age > EMPTY_MS : !identityLives(text);
    return dead || age > staleMs ? text : undefined;
  } catch (error) {
    return systemCode(error) === "ENOENT" ? "" : undefined;
  }
}

export const lockStands = (path: string, staleMs = Number.POSITIVE_INFINITY): boolean =>
  lockComplaint(path) === undefined && leftBehind(path, staleMs) === undefined;

const held = (path: string, unsigned?: string): HeldLock => ({
  kind: "held",
  ...(unsigned === undefined ? {} : { unsigned }),
  release: () => rmSync(path, { force: true }),
  handTo: (pid) => {
    try {
      writeFileSync(path, identityOf(pid));
    } catch {
      // It stays without a name, or with ours: it is still nobody else's.
    }
  },
});

/** Writes into a new lock whose it is. Half an identity would be somebody else's: all of it, or none. */
function sign(fd: number, write: WriteLock): string | undefined {
  const identity = identityOf(process.pid);
  try {
    if (write(fd, identity) === identity.length) return undefined;
    ftruncateSync(fd, 0);
    return "only a part of it could be written";
  } catch (error) {
    return systemReason(error);
  } finally {
    closeSync(fd);
  }
}

function create(path: string, write: WriteLock): LockResult {
  try {
    return held(path, sign(openSync(path, "wx", 0o644), write));
  } catch (error) {
    const code = systemCode(error);
    return code === "EEXIST" ? { kind: "taken" } : { kind: "failed", reason: reasonOf(error), code };
  }
}

/** Moves a lock out of the way, and back when somebody else was quicker and it is theirs. */
function clear(path: string, holder: string): void {
  const aside = `${path}.${process.pid}`;
  try {
    renameSync(path, aside);
    if (readFileSync(aside, "utf8") !== holder) linkSync(aside, path);
  } catch {
    // Gone, or made anew meanwhile: whoever makes it next holds it.
  }
  rmSync(aside, { force: true });
}

/** Takes the lock, also from a holder that died or has held it for more than `staleMs` milliseconds. */
export function takeLock(
  path: string,
  staleMs = Number.POSITIVE_INFINITY,
  write: WriteLock = (fd, text) => writeSync(fd, text),
): LockResult {
  const first = create(path, write);
  if (first.kind !== "taken") return first;
  const reason = lockComplaint(path);
  if (reason !== undefined) return { kind: "failed", reason };
  const holder = leftBehind(path, staleMs);
  if (holder === undefined) return first;
  clear(path, holder);
  return create(path, write);
}

/** As takeLock, in a process started to hold the lock, which is there already with our name or none. */
export function adoptLock(path: string, staleMs: number): LockResult {
  try {
    const text = contentOf(path)?.text;
    if (text === "" || text === identityOf(process.pid)) return held(path);
  } catch {
    // None was left to us.
  }
  return takeLock(path, staleMs);
}
