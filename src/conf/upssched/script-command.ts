/** CMDSCRIPT as a shell takes it, and whether the program that it begins with can be executed at all. */

import { shellQuote } from "../../nut/shell-quote.ts";
import type { Env } from "../../system/files/paths.ts";
import { accountName } from "../../system/process/account-name.ts";
import { executableComplaint } from "../../system/process/executable.ts";

/** A text that as a whole is the path of a program is that program, blanks and all. */
const isPath = (command: string, env: Env): boolean =>
  command.startsWith("/") && /\s/.test(command) && executableComplaint(command, env) === undefined;

export const scriptCommand = (command: string, env: Env): string =>
  isPath(command, env) ? shellQuote(command) : command;

/** What a shell knows without a file. */
const SHELL_WORDS = /^(?:[.:[]|[a-z]+)$/;

/** The first word, where it is plainly the path of a program. */
function programOf(command: string): string | undefined {
  const match = /^\s*(?:'([^']*)'|"([^"$`\\]*)"|([\w@%+:,./-]+))(?=[\s;&|]|$)/.exec(command);
  return match?.[1] ?? match?.[2] ?? match?.[3];
}

/** Why CMDSCRIPT cannot be executed, with what to do, or undefined. A word without a folder may be the shell's own. */
export function scriptComplaint(command: string, env: Env): string | undefined {
  const program = isPath(command, env) ? command : programOf(command);
  if (program === undefined || SHELL_WORDS.test(program)) return undefined;
  const why = executableComplaint(program, env);
  return why && `CMDSCRIPT ${program} cannot be executed by the user ${accountName()}: ${why}`;
}
