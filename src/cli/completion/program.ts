/** nutts completion: the script that the build made for a shell. */
import { existsSync, readFileSync } from "node:fs";
import { NutError } from "../../nut/errors.ts";
import type { CommandLine } from "../options.ts";
import type { Io } from "../program.ts";

const SHELL = /^[a-z]+$/;
const COMPLETIONS = new URL("../../completions/", import.meta.url);

export async function run(line: CommandLine, io: Io): Promise<number> {
  const [shell = "", ...more] = line.operands;
  const script = new URL(`nutts.${shell}`, COMPLETIONS);
  if (more.length > 0 || !SHELL.test(shell) || !existsSync(script))
    throw new NutError(
      "usage",
      `completion ${line.operands.join(" ")}: name one shell: bash, fish or zsh`.replace("  ", " "),
    );
  io.out(readFileSync(script, "utf8"));
  return 0;
}
