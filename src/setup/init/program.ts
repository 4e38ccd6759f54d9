/** nutts init: from a box to a machine that is protected. */
import { resolve } from "node:path";
import { type Asker, Left, terminalAsker, usualAsker } from "../../cli/asker.ts";
import type { CommandLine } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import { NutError } from "../../nut/errors.ts";
import { thisMachine } from "../system/machine.ts";
import { givenOf } from "./flags.ts";
import { setUp } from "./set-up.ts";
import { undo } from "./undo.ts";

const LEFT = 130;

function checkLine(line: CommandLine): void {
  const [operand] = line.operands;
  const usage = (text: string): NutError => new NutError("usage", text);
  if (operand !== undefined) throw usage(`"${operand}" is no option; nutts init --help lists them`);
  if (line.value("conf") === "") throw usage("--conf needs a folder");
  if (line.has("json") && !line.has("yes") && !line.has("print"))
    throw usage("--json asks nothing: add --yes or --print");
}

/** Questions and what goes before them are for a terminal. Throws NutError `usage` where there is none. */
function askerFor(line: CommandLine): Asker {
  if (line.has("yes") || line.has("print")) return usualAsker;
  if (process.stdin.isTTY && process.stdout.isTTY) return terminalAsker(process.stdin, process.stdout);
  throw new NutError(
    "usage",
    "there is no terminal to ask at: add --yes, and options for what is not usual, or --print",
  );
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  checkLine(line);
  const given = givenOf(line);
  const asker = askerFor(line);
  const conf = line.value("conf");
  const named = conf ?? (io.env.NUT_CONFPATH || undefined);
  const folder = named === undefined ? undefined : resolve(named);
  const machine = thisMachine(folder === undefined ? io.env : { ...io.env, NUT_CONFPATH: folder });
  const world = { line, io, machine, asker, given, conf: folder };
  try {
    return line.has("undo") ? await undo(world) : await setUp(world);
  } catch (error) {
    if (!(error instanceof Left)) throw error;
    io.err("\nLeft: nothing was written.\n");
    return LEFT;
  }
}
