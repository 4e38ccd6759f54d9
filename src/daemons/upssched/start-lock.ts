/** LOCKFN: who holds it starts the timer daemon. It lives only from the decision until the pipe listens. */
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from "node:fs";
import { reasonOf, systemCode } from "../../host/system-error.ts";

export type LockResult =
  | { readonly kind: "held"; release(): void }
  | { readonly kind: "taken" }
  | { readonly kind: "failed"; readonly reason: string };

/** A starter that has not come up in this time is dead. */
const STALE_MS = 10_000;

function holderLives(path: string): boolean {
  try {
    const pid = Number(readFileSync(path, "utf8"));
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return false;
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

/** Takes the lock, also from a holder that died. */
export function takeLock(path: string): LockResult {
  const first = create(path);
  if (first.kind !== "taken" || holderLives(path)) return first;
  rmSync(path, { force: true });
  return create(path);
}
