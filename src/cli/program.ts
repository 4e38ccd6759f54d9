/**
 * A program as every way of starting it sees it: its own name (a link called `upsc`), `nutts upsc` through
 * the light entry, or oclif. The table is data; the code is loaded when it runs.
 */
import { fstatSync, writeSync } from "node:fs";
import { ERRORS, NutError } from "../nut/errors.ts";
import { pathFault } from "../system/system-error.ts";
import { banner } from "./banner.ts";
import { type CommandLine, type OptionTable, parseCommandLine, usage } from "./options.ts";

export interface ProgramTable extends OptionTable {
  readonly name: string;
  /** One sentence for listings. */
  readonly summary: string;
  /** What a first-time user would type. */
  readonly examples?: readonly string[];
  /** After an option that it does not know, the program prints its help and ends well (upsc, upscmd, upsrw). */
  readonly forgiving?: boolean;
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

/**
 * Writes all of `text`. Not through process.stdout, whose set-up costs a short client a tenth of its time; a pipe in
 * non-blocking mode that is full is waited for. A reader that has gone (EPIPE) is nobody to tell.
 */
function writeAll(fd: number, text: string): void {
  let left = Buffer.from(text, "utf8");
  while (left.length > 0) {
    try {
      left = left.subarray(writeSync(fd, left));
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : "";
      if (code !== "EAGAIN") return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

/** `node:tty` is loaded only where there may be a terminal, which scripts do not have. */
function isTerminal(fd: number): boolean {
  try {
    return fstatSync(fd).isCharacterDevice() && process.getBuiltinModule("node:tty").isatty(fd);
  } catch {
    return false;
  }
}

export const PROCESS_IO: Io = {
  out: (text) => writeAll(1, text),
  err: (text) => writeAll(2, text),
  env: process.env,
  get interactive() {
    return isTerminal(1);
  },
};

function usageError(table: ProgramTable, text: string, io: Io): number {
  if (table.forgiving) {
    io.err(`${table.name}: ${text}\n`);
    io.out(`${banner(table.name)}${usage(table.name, table)}`);
    return 0;
  }
  io.err(`${table.name}: ${text}\n${usage(table.name, table)}`);
  return ERRORS.usage.exit;
}

/** Reads the command line and runs the program; returns its exit status. */
export async function runProgram(
  table: ProgramTable,
  load: () => Promise<ProgramModule>,
  argv: readonly string[],
  io: Io = PROCESS_IO,
): Promise<number> {
  const parsed = parseCommandLine(table, argv);
  if (parsed.kind === "error") return usageError(table, parsed.text, io);
  try {
    return await (await load()).run(parsed.line, io);
  } catch (error) {
    if (error instanceof NutError) {
      io.err(`Error: ${error.message}\n`);
      return error.exit;
    }
    const fault = pathFault(error);
    if (fault === undefined) throw error;
    io.err(`Error: ${fault}\n`);
    return 1;
  }
}

/** A program that starts in the time of a bare Node: `build.mjs` bundles each file of `src/light` into one. */
export const lightProgram =
  (table: ProgramTable, program: ProgramModule) =>
  (argv: readonly string[]): Promise<number> =>
    runProgram(table, () => Promise.resolve(program), argv);
