/**
 * The short road: programs that start in the time of a bare Node. `build.mjs` bundles this file alone;
 * oclif is not in it.
 */
import { type ProgramModule, type ProgramTable, runProgram } from "./cli/program.ts";
import { UPSC } from "./cli/tables/upsc.ts";
import { UPSSCHED } from "./cli/tables/upssched.ts";

const LIGHT: Readonly<Record<string, readonly [ProgramTable, () => Promise<ProgramModule>]>> = {
  upsc: [UPSC, () => import("./clients/upsc.ts")],
  upssched: [UPSSCHED, () => import("./daemons/upssched/main.ts")],
};

/** Runs a light program; undefined when `name` is none. */
export async function runLight(name: string, argv: readonly string[]): Promise<number | undefined> {
  const row = LIGHT[name];
  return row && runProgram(row[0], row[1], argv);
}
