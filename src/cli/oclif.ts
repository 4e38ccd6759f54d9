/** A program as an oclif command: listed, helped and completed from its own table. */
import { Command, Flags, type Interfaces } from "@oclif/core";
import { type Option, optionLabel } from "./options.ts";
import { type Program, runProgram } from "./program.ts";
import type { ProgramTable } from "./program-table.ts";

const labelOf = (option: Option): string => (option.short === undefined ? "    " : "") + optionLabel(option);

function flagOf(option: Option): Interfaces.FlagInput[string] {
  const { short, arg, help } = option;
  const char = short !== undefined && /^[A-Za-z]$/.test(short) ? { char: short as "a" } : {};
  const common = { ...char, description: help, helpLabel: labelOf(option) };
  return arg === undefined ? Flags.boolean(common) : Flags.custom<unknown>(common)();
}

const flagsOf = (table: ProgramTable): Interfaces.FlagInput =>
  Object.fromEntries(table.options.map((option) => [option.long ?? option.short ?? "", flagOf(option)]));

/** The lines of usage: all but the first begin with the program's name in the table itself. */
const usageOf = ({ name, operands }: ProgramTable): string[] =>
  `${name} [OPTIONS] ${operands}`.split("\n").map((line) => line.trim());

export function oclifCommand(program: Program): typeof Command {
  const { table } = program;
  return class extends Command {
    static override summary = table.summary;
    static override usage = usageOf(table);
    static override examples = [...(table.examples ?? [])];
    static override strict = false;
    static override flags = flagsOf(table);

    override async run(): Promise<void> {
      process.exitCode = await runProgram(program, this.argv);
    }
  };
}
