/** What all of upsmon's processes take from the command line and the environment. */
import { join } from "node:path";
import type { CommandLine } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import { type DaemonOptions, daemonOptions, type Machine } from "../../daemon/run-daemon.ts";
import { NutError } from "../../nut/errors.ts";
import { confFile, pidPath } from "../../system/files/paths.ts";

export interface Start {
  readonly line: CommandLine;
  readonly io: Io;
  readonly machine: Machine;
  readonly path: string;
  readonly family: 4 | 6 | undefined;
  readonly connectTimeoutMs: number;
}

const DEFAULT_TIMEOUT = "10";

/** Throws NutError `usage`. */
function timeoutOf(line: CommandLine, io: Io): number {
  const given = line.value("W") ?? io.env.NUT_DEFAULT_CONNECT_TIMEOUT ?? DEFAULT_TIMEOUT;
  const seconds = Number(given);
  if (/^\s*\d+(\.\d+)?\s*$/.test(given) && seconds >= 0) return seconds * 1000;
  throw new NutError("usage", `-W ${given}: invalid network timeout; write a number of seconds`);
}

export function startOf(line: CommandLine, io: Io, machine: Machine): Start {
  const family = line.given.findLast((name) => name === "4" || name === "6");
  return {
    line,
    io,
    machine,
    path: line.value("f") ?? confFile("upsmon.conf", io.env),
    family: family === undefined ? undefined : family === "4" ? 4 : 6,
    connectTimeoutMs: timeoutOf(line, io),
  };
}

export const pidFileOf = (io: Io): string => join(pidPath(io.env), "upsmon.pid");

/** The life of the process. Nothing ends it on the spot: a shutdown may be under way. */
export const upsmonOptions = ({ line, io }: Start): DaemonOptions => ({
  ...daemonOptions(line, io.env, { name: "upsmon" }),
  patient: true,
});
