/** `-t`: what an order to the drivers would do, and what would keep it from it. Nothing is touched. */
import type { Io } from "../../cli/program.ts";
import { logProblems } from "../../daemon/log-problems.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf } from "../../system/system-error.ts";
import type { DriverConf, DriverUps } from "../host/driver-conf.ts";
import { loadDriver } from "../host/load-driver.ts";

export interface Rehearsal {
  readonly conf: DriverConf;
  readonly upses: readonly DriverUps[];
  readonly io: Io;
  readonly log: Log;
}

/** What opens a device needs a driver of ours; what only talks to one does not. */
const NEEDS_DRIVER: ReadonlySet<string> = new Set(["start", "shutdown"]);

async function isThere({ driver, upsname }: DriverUps, io: Io): Promise<boolean> {
  try {
    await loadDriver(driver);
    return true;
  } catch (error) {
    io.err(`[${upsname}] ${reasonOf(error)}\n`);
    return false;
  }
}

/** True when nothing speaks against it. */
export async function rehearse(name: string, { conf, upses, io, log }: Rehearsal): Promise<boolean> {
  logProblems(conf.problems, log);
  io.out("*** Testing mode: not calling exec/kill/signal\n");
  let good = true;
  for (const ups of upses) {
    if (NEEDS_DRIVER.has(name) && !(await isThere(ups, io))) good = false;
    else io.out(`would ${name} ${ups.upsname} (${ups.driver})\n`);
  }
  return good;
}
