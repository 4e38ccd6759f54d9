/** A lock that is a file: who makes it holds it; one whose maker died, or that is older than it may be, is taken over. */
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { reasonOf, systemCode } from "./system-error.ts";

export type LockResult =
  | { readonly kind: "held"; release(): void }
  | { readonly kind: "taken" }
  | { readonly kind: "failed"; readonly reason: string };

function holderLives(path: string, staleMs: number): boolean {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    if (Date.now() - statSync(path).mtimeMs > staleMs) return false;
    if (pid > 0) process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) === "EPERM";
  }
}

function create(path: string): LockResult {
  try {
    const fd = openSync(path, "wx", 0o600);
    writeSync(fd, String(process.pid));
    closeSync(fd);
    return { kind: "held", release: () => rmSync(path, { force: true }) };
  } catch (error) {
    return systemCode(error) === "EEXIST" ? { kind: "taken" } : { kind: "failed", reason: reasonOf(error) };
  }
}

/** Takes the lock, also from a holder that died or has held it for more than `staleMs` milliseconds. */
export function takeLock(path: string, staleMs = Number.POSITIVE_INFINITY): LockResult {
  const first = create(path);
  if (first.kind !== "taken" || holderLives(path, staleMs)) return first;
  rmSync(path, { force: true });
  return create(path);
}
