/** The world of a program in memory: what it printed, and a command line as the program's table reads it. */
import { type CommandLine, type OptionTable, parseCommandLine } from "../../../src/cli/options.ts";
import type { Io } from "../../../src/cli/program.ts";

export class FakeIo implements Io {
  stdout = "";
  stderr = "";
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly interactive: boolean;

  constructor(env: Readonly<Record<string, string | undefined>> = {}, interactive = false) {
    this.env = env;
    this.interactive = interactive;
  }

  out(text: string): void {
    this.stdout += text;
  }

  err(text: string): void {
    this.stderr += text;
  }
}

export function lineOf(table: OptionTable, ...argv: readonly string[]): CommandLine {
  const parsed = parseCommandLine(table, argv);
  if (parsed.kind === "error") throw new Error(parsed.text);
  return parsed.line;
}
