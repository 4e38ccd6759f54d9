/** What all searches of a command line have in common. */
import { lookup } from "node:dns/promises";
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import { SYSTEM_CLOCK } from "../system/clock.ts";
import { networks } from "../system/own-addresses.ts";
import { openFileLimit } from "../system/process/open-file-limit.ts";
import { portOfLine, rangesOfLine } from "./net/range-options.ts";
import type { AddressRange } from "./net/ranges.ts";
import type { Progress } from "./net/sweep.ts";

export interface ScanSettings {
  readonly line: CommandLine;
  readonly io: Io;
  readonly ranges: readonly AddressRange[];
  /** Milliseconds for somebody on the network to answer. */
  readonly timeoutMs: number;
  /** Addresses that are looked at at the same time, by all searches together. */
  readonly atOnce: number;
  /** Of NUT servers. */
  readonly port: number | undefined;
  /** Ctrl-C: what has been found until then is enough. */
  readonly enough: AbortSignal;
  readonly say: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly debug: (text: string) => void;
  readonly progress: ProgressLine;
}

const TIMEOUT_SECONDS = 5;
const AT_ONCE = 1024;
/** Descriptors that the process needs for itself. */
const RESERVED = 64;

const positive = (text: string): number | undefined => {
  const number = Number(text);
  return /^\d{1,6}$/.test(text) && number > 0 ? number : undefined;
};

function timeoutOf(line: CommandLine, warn: (text: string) => void): number {
  const given = line.value("t");
  const seconds = given === undefined ? TIMEOUT_SECONDS : positive(given);
  if (seconds === undefined) warn(`-t ${given} is no number of seconds: ${TIMEOUT_SECONDS} it is\n`);
  return 1000 * (seconds ?? TIMEOUT_SECONDS);
}

function atOnceOf(line: CommandLine, warn: (text: string) => void, limit = openFileLimit()): number {
  const given = line.value("T");
  const wanted = given === undefined ? AT_ONCE : positive(given);
  const possible = Math.max(1, limit - RESERVED);
  if (wanted === undefined) warn(`-T ${given} is no number of addresses: ${Math.min(AT_ONCE, possible)} it is\n`);
  if (given !== undefined && wanted !== undefined && wanted > possible)
    warn(`-T ${given} is more than this process may have open: ${possible} it is\n`);
  return Math.min(wanted ?? AT_ONCE, possible);
}

export interface ProgressLine {
  of(what: string): (progress: Progress) => void;
  clear(): void;
}

const NO_LINE: ProgressLine = { of: () => () => undefined, clear: () => undefined };
const SHOWN_EVERY_MS = 100;
const CLEAR = "\r\x1b[K";

/** A line that is written over and over, at a terminal: all searches on it. */
export function progressLine(write: (text: string) => void, now: () => number): ProgressLine {
  const states = new Map<string, Progress>();
  let shown = Number.NEGATIVE_INFINITY;
  return {
    of: (what) => (progress) => {
      states.set(what, progress);
      if (now() - shown < SHOWN_EVERY_MS) return;
      shown = now();
      const parts = [...states].map(([name, { done, all }]) => `${name} ${done} of ${all}`);
      const found = [...states.values()].reduce((sum, one) => sum + one.found, 0);
      write(`${CLEAR}${parts.join(", ")} addresses; ${found} found`);
    },
    clear: () => {
      if (states.size > 0) write(CLEAR);
    },
  };
}

const resolve = async (name: string): Promise<string> => (await lookup(name)).address;

export interface ScanIo {
  readonly enough: AbortSignal;
  /** Standard error is a terminal. */
  readonly watched: boolean;
}

/** Throws NutError `usage`. */
export async function settingsOf(line: CommandLine, io: Io, { enough, watched }: ScanIo): Promise<ScanSettings> {
  const quiet = line.has("q") || line.has("json");
  const warn = (text: string): void => io.err(text);
  return {
    line,
    io,
    ranges: await rangesOfLine(line, { resolve, networks, warn }),
    timeoutMs: timeoutOf(line, warn),
    atOnce: atOnceOf(line, warn),
    port: portOfLine(line),
    enough,
    say: quiet ? () => undefined : (text) => io.err(text),
    warn,
    debug: line.has("D") ? (text) => io.err(text) : () => undefined,
    progress: watched && !quiet ? progressLine(warn, SYSTEM_CLOCK.now) : NO_LINE,
  };
}
