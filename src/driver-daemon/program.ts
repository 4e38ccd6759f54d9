import { type CommandLine, usage } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import type { ProgramTable } from "../cli/program-table.ts";
import { type Machine, systemMachine } from "../daemon/run-daemon.ts";
import { VERSION } from "../nut/version.ts";
import { control, isControl } from "./control/control.ts";
import { oneDriver } from "./control/one-driver.ts";
import { runHost } from "./host/host-program.ts";

/** The first line of upsdrvctl; NUT_QUIET_INIT_BANNER leaves it out. */
const BANNER = `Network UPS Tools upsdrvctl - UPS driver controller ${VERSION}\n`;

async function other(name: string, rest: readonly string[], io: Io, machine: Machine): Promise<number> {
  if (name === "host") return runHost(rest, machine);
  if (name === "devices") return (await import("./control/list-devices.ts")).runDevices(rest, io);
  return oneDriver(name, rest, io, machine);
}

export async function runDriverProgram(
  line: CommandLine,
  io: Io,
  table: ProgramTable,
  machine: Machine,
): Promise<number> {
  const [name, ...rest] = line.operands;
  const wantsHelp =
    line.has("h") || (name === undefined ? line.given.length === 0 : isControl(line) && rest.includes("--help"));
  if (!wantsHelp && !line.has("V") && !isControl(line) && name !== undefined) return other(name, rest, io, machine);
  if (io.env.NUT_QUIET_INIT_BANNER === undefined || line.has("V") || wantsHelp) io.out(BANNER);
  if (line.has("V")) return 0;
  if (wantsHelp) {
    io.out(usage("nutts driver", table));
    return 0;
  }
  return control(line, io, machine);
}

export const run: ProgramModule["run"] = (line, io, table) => runDriverProgram(line, io, table, systemMachine(io.env));
