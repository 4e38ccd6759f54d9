import { isProgram, type Running } from "../process/running.ts";
import { systemReason } from "../system-error.ts";
import type { Files } from "./files.ts";
import type { Env } from "./paths.ts";

export type PidState =
  | { readonly kind: "running"; readonly pid: number }
  /** The process is there, but it is another program: the number was used again. */
  | { readonly kind: "foreign"; readonly pid: number; readonly program: string }
  | { readonly kind: "gone"; readonly pid: number }
  | { readonly kind: "no-file" }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Process 1 is never a daemon of ours to signal; Linux numbers end at 2^22. */
const MAX_PID = 4_194_304;

export function parsePid(text: string): number | undefined {
  const digits = /^\s*(\d+)\s*$/.exec(text)?.[1];
  const pid = Number(digits ?? Number.NaN);
  return pid >= 2 && pid <= MAX_PID ? pid : undefined;
}

const TRUE_WORDS = ["true", "on", "yes", "1"];

const ignoreName = (env: Env): boolean => TRUE_WORDS.includes((env.NUT_IGNORE_CHECKPROCNAME ?? "").toLowerCase());

/** What runs under a process number, and whether it is one of `names`. */
export function stateOfPid(pid: number, names: readonly string[], running: Running, env: Env): PidState {
  if (running.send(pid, 0) === "no-process") return { kind: "gone", pid };
  const command = running.command(pid);
  if (command === undefined || command.length === 0 || ignoreName(env)) return { kind: "running", pid };
  if (names.some((name) => isProgram(command, name))) return { kind: "running", pid };
  return { kind: "foreign", pid, program: command.slice(0, 3).join(" ") };
}

/** Reads a PID file and looks at the process behind it. `names` are the program names that count as the daemon. */
export function readPidFile(
  path: string,
  names: readonly string[],
  { files, running, env }: { readonly files: Files; readonly running: Running; readonly env: Env },
): PidState {
  let text: string | undefined;
  try {
    text = files.read(path, "state");
  } catch (error) {
    return { kind: "unreadable", reason: `${path}: ${systemReason(error)}` };
  }
  if (text === undefined) return { kind: "no-file" };
  const pid = parsePid(text);
  if (pid === undefined) return { kind: "unreadable", reason: `${path} does not hold a process number` };
  return stateOfPid(pid, names, running, env);
}

const PID_FILE_MODE = 0o644;

/** Writes our number. Throws with the system's reason. */
export const writePidFile = (files: Files, path: string, pid: number): void =>
  files.replace(path, `${pid}\n`, PID_FILE_MODE);

/** Removes the file if it still holds our number: a daemon that came after us has put its own there. */
export function removePidFile(files: Files, path: string, pid: number): void {
  if (parsePid(files.read(path, "state") ?? "") === pid) files.remove(path);
}
