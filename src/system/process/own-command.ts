/** Whether a command of a configuration file calls a program of ours. */
import { realpathSync } from "node:fs";
import { basename } from "node:path";

/** `node /path/bin/run.js upssched` has three. */
const MOST_WORDS = 4;

function realOf(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

const unquoted = (word: string): string => word.replace(/^(['"])(.*)\1$/, "$2");

/** By the name nutts, or by a path that leads to the program that runs now; `programs` are those that are meant. */
export function callsOwn(command: string, programs: readonly string[], self = process.argv[1]): boolean {
  const words = command.trim().split(/\s+/).slice(0, MOST_WORDS).map(unquoted);
  const own = self === undefined ? undefined : realOf(self);
  const isOwn = (word: string): boolean => word.startsWith("/") && own !== undefined && realOf(word) === own;
  return words.some((word, i) => {
    const isMeant = programs.includes(words[i + 1] ?? "");
    if (basename(word) === "nutts") return isMeant;
    return isOwn(word) && (isMeant || programs.includes(basename(word)));
  });
}

/** Set where a program is called again, because the one before was killed: with one of the two below. */
export const AGAIN = "NUTTS_AGAIN";
/** Nothing of it runs any more. */
export const KILLED = "killed";
/** Whoever watched it was lost: it may still run, or have done its work. */
export const LOST = "lost";
/** So often, and then it is given up. */
export const MOST_CALLS = 3;

const KILLED_STATUS = 128 + 9;

/** Whether a program, or a shell for it, says that it was ended by SIGKILL: by the system for its memory, or by hand. */
export const wasKilled = (status: number | null, signal: string | null): boolean =>
  signal === "SIGKILL" || status === KILLED_STATUS;
