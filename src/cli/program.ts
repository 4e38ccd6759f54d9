import { fstatSync, writeSync } from "node:fs";
import { ERRORS, NutError } from "../nut/errors.ts";
import { pathFault } from "../system/system-error.ts";
import { answeredAbout, helpText } from "./about.ts";
import { type CommandLine, parseCommandLine, usage } from "./options.ts";
import type { ProgramTable } from "./program-table.ts";

export interface Program {
  readonly table: ProgramTable;
  /** `fast`: a file of its own, for scripts; `daemon`: without oclif, which would cost 10 MiB for months. */
  readonly starts: "fast" | "daemon" | "ordinary";
  /** Its C names: a link called so is this program, and so is `nutts NAME`. */
  readonly names: readonly string[];
  /** Links of any other name are this program, with that name as its first operand. One program has this. */
  readonly otherNames?: boolean;
  /** `--help` behind an operand is a question to that operand. */
  readonly operandsHaveHelp?: boolean;
  readonly load: () => Promise<ProgramModule>;
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
  run(line: CommandLine, io: Io, table: ProgramTable): Promise<number>;
}

/** Not through process.stdout, which costs a short client a tenth of its time. EAGAIN is waited for, EPIPE ignored. */
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
    io.out(helpText(table));
    return 0;
  }
  io.err(`${table.name}: ${text}\n${usage(table.name, table)}`);
  return table.usageExit ?? ERRORS.usage.exit;
}

export async function runProgram(
  { table, load }: Pick<Program, "table" | "load">,
  argv: readonly string[],
  io: Io = PROCESS_IO,
): Promise<number> {
  const parsed = parseCommandLine(table, argv);
  if (parsed.kind === "error") return usageError(table, parsed.text, io);
  if (answeredAbout(table, parsed.line, io)) return 0;
  try {
    return await (await load()).run(parsed.line, io, table);
  } catch (error) {
    if (error instanceof NutError) {
      io.err(`Error: ${error.message}\n`);
      return error.code === "usage" ? (table.usageExit ?? error.exit) : error.exit;
    }
    const fault = pathFault(error);
    if (fault === undefined) throw error;
    io.err(`Error: ${fault}\n`);
    return 1;
  }
}
