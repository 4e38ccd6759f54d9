import { join } from "node:path";
import type { Asker } from "../../cli/asker.ts";
import type { CommandLine } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import type { Machine } from "../system/machine.ts";
import type { Given } from "./flags.ts";

/** What a run of init stands on. */
export interface InitWorld {
  readonly line: CommandLine;
  readonly io: Io;
  readonly machine: Machine;
  readonly asker: Asker;
  readonly given: Given;
  /** The folder, where it was named. */
  readonly conf: string | undefined;
}

/** Copies of what was replaced. */
export const copiesFolder = ({ facts: { confPath } }: Machine): string => join(confPath, "nutts-init");

/** Where there is JSON on standard output, people read the rest on standard error. */
export const tell = ({ line, io }: InitWorld, text: string): void => (line.has("json") ? io.err(text) : io.out(text));
