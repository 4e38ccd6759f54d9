/**
 * A program as every way of starting it sees it: its own name (a link called `upsc`), `nutts upsc` through
 * the light entry, or oclif. The table is data; the code is loaded when it runs.
 */
import { ERRORS, NutError } from "../nut/errors.ts";
import { type CommandLine, type OptionTable, parseCommandLine, usage } from "./options.ts";

export interface ProgramTable extends OptionTable {
  readonly name: string;
  /** One sentence for listings. */
  readonly summary: string;
  /** What a first-time user would type. */
  readonly examples?: readonly string[];
}

/** The world of a program, so that tests can be it. */
export interface Io {
  out(text: string): void;
  err(text: string): void;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** True when standard output is a terminal: colour and tables are for people. */
  readonly interactive: boolean;
}

export interface ProgramModule {
  /** Returns the exit status. May throw NutError, which is printed as `Error: …`. */
  run(line: CommandLine, io: Io): Promise<number>;
}

export const PROCESS_IO: Io = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
  env: process.env,
  interactive: process.stdout.isTTY === true,
};

/** Reads the command line and runs the program; returns its exit status. */
export async function runProgram(
  table: ProgramTable,
  load: () => Promise<ProgramModule>,
  argv: readonly string[],
  io: Io = PROCESS_IO,
): Promise<number> {
  const parsed = parseCommandLine(table, argv);
  if (parsed.kind === "error") {
    io.err(`${table.name}: ${parsed.text}\n${usage(table.name, table)}`);
    return ERRORS.usage.exit;
  }
  try {
    return await (await load()).run(parsed.line, io);
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    io.err(`Error: ${error.message}\n`);
    return error.exit;
  }
}
