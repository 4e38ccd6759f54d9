/**
 * The daemons' road: what runs for months starts without oclif, which costs about 10 MiB and a tenth of a second.
 */
import { type ProgramModule, type ProgramTable, runProgram } from "./cli/program.ts";
import { DRIVER } from "./cli/tables/driver.ts";
import { UP } from "./cli/tables/up.ts";
import { UPSD } from "./cli/tables/upsd.ts";
import { UPSLOG } from "./cli/tables/upslog.ts";
import { UPSMON } from "./cli/tables/upsmon.ts";

const DAEMONS: Readonly<Record<string, readonly [ProgramTable, () => Promise<ProgramModule>]>> = {
  driver: [DRIVER, () => import("./driver-daemon/program.ts")],
  up: [UP, () => import("./up/program.ts")],
  upslog: [UPSLOG, () => import("./clients/upslog/program.ts")],
  upsd: [UPSD, () => import("./upsd/program.ts")],
  upsmon: [UPSMON, () => import("./upsmon/program.ts")],
};

/** Runs a daemon's program; undefined when `name` is none. */
export async function runDaemonProgram(name: string, argv: readonly string[]): Promise<number | undefined> {
  const row = DAEMONS[name];
  return row && runProgram(row[0], row[1], argv);
}
