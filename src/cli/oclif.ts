/** A program as an oclif command: listed, helped and completed from its own table. */
import { Args, Command, Flags, type Interfaces } from "@oclif/core";
import type { Option } from "./options.ts";
import { type ProgramModule, type ProgramTable, runProgram } from "./program.ts";

function flagOf({ short, arg, help }: Option): Interfaces.FlagInput[string] {
  const char = short !== undefined && /^[A-Za-z]$/.test(short) ? { char: short as "a" } : {};
  if (arg === undefined) return Flags.boolean({ ...char, description: help });
  return Flags.custom<unknown>({ ...char, description: help, helpValue: `<${arg}>` })();
}

const flagsOf = (table: ProgramTable): Interfaces.FlagInput =>
  Object.fromEntries(table.options.map((option) => [option.long ?? option.short ?? "", flagOf(option)]));

/** The command class. Its flags are for help only: the line is read by getopt's rules in `runProgram`. */
export function oclifCommand(table: ProgramTable, load: () => Promise<ProgramModule>): typeof Command {
  return class extends Command {
    static override summary = table.summary;
    static override examples = [...(table.examples ?? [])];
    static override strict = false;
    static override flags = flagsOf(table);
    static override args = { operands: Args.string({ description: table.operands }) };

    override async run(): Promise<void> {
      process.exitCode = await runProgram(table, load, this.argv);
    }
  };
}
