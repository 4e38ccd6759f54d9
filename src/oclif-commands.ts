import { oclifCommand } from "./cli/oclif.ts";
import { PROGRAMS } from "./commands/index.ts";

export const COMMANDS = Object.fromEntries(PROGRAMS.map((program) => [program.table.name, oclifCommand(program)]));
