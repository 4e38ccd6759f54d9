/** Commands of a configuration file that /bin/sh reads: how words become one, and whether the program is there at all. */
import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { shellQuote } from "../../nut/shell-quote.ts";
import type { Env } from "../files/paths.ts";
import { systemReason } from "../system-error.ts";
import { executableComplaint, type ProgramView } from "./executable.ts";

/** Why a file cannot be run, or undefined. */
function fileComplaint(path: string): string | undefined {
  try {
    if (!statSync(path).isFile()) return "is not a file";
    accessSync(path, constants.X_OK);
    return undefined;
  } catch (error) {
    return systemReason(error);
  }
}

export const shellCommand = (command: string): string =>
  command.startsWith("/") && shellQuote(command) !== command && fileComplaint(command) === undefined
    ? shellQuote(command)
    : command;

/** What a shell knows without a file, as far as a command begins with it. */
const BUILTINS = new Set([
  ...[":", ".", "[", "alias", "bg", "break", "cd", "command", "continue", "echo", "eval", "exec", "exit", "export"],
  ...["false", "fg", "getopts", "hash", "jobs", "kill", "local", "printf", "pwd", "read", "readonly", "return", "set"],
  ...["shift", "test", "times", "trap", "true", "type", "ulimit", "umask", "unalias", "unset", "wait"],
  ...["if", "while", "for", "until", "case", "do", "done", "then", "else", "fi", "in", "function", "time"],
]);

/** The first word of a command where it is plainly the name of a program. */
function firstWord(command: string): string | undefined {
  const match = /^\s*(?:'([^']*)'|"([^"$`\\]*)"|([\w@%+:,./-]+))(?=[\s;&|]|$)/.exec(command);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** `/sbin/shutdwn: No such file or directory`, or undefined where nothing is wrong, or nobody can tell before it runs. */
export function missingProgram(command: string, env: Env): string | undefined {
  const program = firstWord(shellCommand(command));
  if (program === undefined || BUILTINS.has(program)) return undefined;
  if (program.includes("/")) {
    const complaint = program.startsWith("/") ? fileComplaint(program) : undefined;
    return complaint && `${program}: ${complaint}`;
  }
  const folders = (env.PATH ?? DEFAULT_PATH).split(":");
  const found = folders.some((folder) => fileComplaint(join(folder || ".", program)) === undefined);
  return found ? undefined : `${program}: there is no such program in ${folders.join(":")}`;
}

/** The program that a command begins with, as far as one can tell: a path with blanks may be the program as a whole. */
export function programOf(command: string, isFile: (path: string) => boolean): string | undefined {
  const program = command.startsWith("/") && isFile(command) ? command : firstWord(command);
  return program === undefined || BUILTINS.has(program) ? undefined : program;
}

/** Why the account of the view cannot execute the program of a command, with what to do, or undefined. */
export function commandComplaint(command: string, env: Env, view: ProgramView): string | undefined {
  const program = programOf(command, (path) => view.stat(path)?.kind === "file");
  const why = program && executableComplaint(program, env, view);
  return why && `${program} cannot be executed by the user ${view.account}: ${why}`;
}
