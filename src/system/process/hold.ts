/** How a program started by upsmon delays the shutdown: `hold SECONDS` on the inherited descriptor, until it ends. */
import { writeSync } from "node:fs";
import type { Env } from "../files/paths.ts";

export const HOLD_FD = "NUTTS_HOLD_FD";

/** Nobody may hold up a shutdown for longer, in seconds. */
const LONGEST = 600;

/** The descriptor to pass on to children of our own, or undefined when nobody waits for us. */
export function holdFd(env: Env): number | undefined {
  const fd = Number(env[HOLD_FD]);
  return Number.isInteger(fd) && fd > 2 ? fd : undefined;
}

/** Asks to be waited for, for at most `seconds`. Without anybody to ask it does nothing. */
export function askToWait(env: Env, seconds: number): void {
  const fd = holdFd(env);
  if (fd === undefined) return;
  try {
    writeSync(fd, `hold ${Math.ceil(seconds)}\n`);
  } catch {
    // Nobody listens any more: then nobody waits either.
  }
}

export function readHold(line: string): number | undefined {
  const match = /^hold (\d{1,6})$/.exec(line);
  return match ? Math.min(LONGEST, Number(match[1])) : undefined;
}
