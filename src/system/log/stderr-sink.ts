/** Log lines on standard error: bare, timed as NUT's debug mode has them, or with the journal's `<N>` prefixes. */
import { fstatSync, writeSync } from "node:fs";
import type { Clock } from "../clock.ts";
import type { Env } from "../files/paths.ts";
import { type LogSink, PRIORITY } from "./log.ts";

const STDERR = 2;

/** Writes all of `text` at once; a full or closed standard error loses it, as there is nobody to tell. */
export function writeStderr(text: string): void {
  try {
    writeSync(STDERR, text);
  } catch {
    // EAGAIN of a terminal in non-blocking mode, EPIPE, EBADF
  }
}

/** True when standard error is the journal (`JOURNAL_STREAM` names its device and inode). */
export function stderrIsJournal(env: Env, stat: (fd: number) => { dev: number; ino: number } = fstatSync): boolean {
  const [device, inode] = (env.JOURNAL_STREAM ?? "").split(":").map(Number);
  if (!device || !inode) return false;
  try {
    const { dev, ino } = stat(STDERR);
    return dev === device && ino === inode;
  } catch {
    return false;
  }
}

/** `[D1:upsd] text`, with the process id after the depth when NUT_DEBUG_PID is set. Other lines stay as they are. */
export function debugTag(name: string, env: Env, pid: number): (line: string, depth: number) => string {
  const who = env.NUT_DEBUG_PID === undefined ? name : `${pid}:${name}`;
  return (line, depth) => (depth > 0 ? `[D${depth}:${who}] ${line}` : line);
}

/** Seconds since the first line, four columns wide, and microseconds: `   0.000123<TAB>text`. */
function stamp(milliseconds: number): string {
  const micros = Math.max(0, Math.round(milliseconds * 1000));
  const seconds = String(Math.floor(micros / 1e6)).padStart(4);
  return `${seconds}.${String(micros % 1e6).padStart(6, "0")}\t`;
}

export interface StderrOptions {
  readonly clock: Clock;
  readonly journal: boolean;
  readonly debugLevel: () => number;
  readonly write?: (text: string) => void;
}

/** A sink on standard error. One write per line, so that lines of several processes do not mix. */
export function stderrSink({ clock, journal, debugLevel, write = writeStderr }: StderrOptions): LogSink {
  let first: number | undefined;
  return (level, line) => {
    first ??= clock.now();
    if (journal) return write(`<${PRIORITY[level]}>${line}\n`);
    write(`${debugLevel() > 0 ? stamp(clock.now() - first) : ""}${line}\n`);
  };
}
