/** A lock that is a file: who makes it holds it; one whose maker died, or that is older than it may be, is taken over. */
import {
  closeSync,
  linkSync,
  lstatSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { identityLives, identityOf } from "./process-identity.ts";
import { reasonOf, systemCode } from "./system-error.ts";

export type LockResult =
  | { readonly kind: "held"; release(): void }
  | { readonly kind: "taken" }
  | { readonly kind: "failed"; readonly reason: string };

/** So long the maker of a lock may take to write into it who it is. */
const EMPTY_MS = 10_000;

/** A lock holds who made it, or nothing yet; whatever else a file holds, it is somebody else's. */
const LOCK = /^(\d+( \S+ \d+)?)?$/;
const LONGEST = 200;

/** Why what lies at the path is no lock and must not be taken over, or undefined. */
export function lockComplaint(path: string): string | undefined {
  try {
    const stat = lstatSync(path);
    const lock = stat.isFile() && stat.size <= LONGEST && LOCK.test(readFileSync(path, "utf8").trim());
    return lock ? undefined : "what lies there is no lock, and is left alone";
  } catch (error) {
    return systemCode(error) === "ENOENT" ? undefined : reasonOf(error);
  }
}

/** What a lock holds, when its holder is gone; undefined while it stands. */
function leftBehind(path: string, staleMs: number): string | undefined {
  try {
    const holder = readFileSync(path, "utf8");
    const age = Date.now() - statSync(path).mtimeMs;
    const dead = holder === "" ? age > EMPTY_MS : !identityLives(holder);
    return dead || age > staleMs ? holder : undefined;
  } catch (error) {
    return systemCode(error) === "ENOENT" ? "" : undefined;
  }
}

function create(path: string): LockResult {
  try {
    const fd = openSync(path, "wx", 0o644);
    writeSync(fd, identityOf(process.pid));
    closeSync(fd);
    return { kind: "held", release: () => rmSync(path, { force: true }) };
  } catch (error) {
    return systemCode(error) === "EEXIST" ? { kind: "taken" } : { kind: "failed", reason: reasonOf(error) };
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
export function takeLock(path: string, staleMs = Number.POSITIVE_INFINITY): LockResult {
  const first = create(path);
  if (first.kind !== "taken") return first;
  const reason = lockComplaint(path);
  if (reason !== undefined) return { kind: "failed", reason };
  const holder = leftBehind(path, staleMs);
  if (holder === undefined) return first;
  clear(path, holder);
  return create(path);
}
