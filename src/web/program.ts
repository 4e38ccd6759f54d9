/** `nutts web`: dashboard, REST and metrics for the UPSes of any NUT servers. */
import type { CommandLine } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { daemonOptions, type Machine, runDaemon, systemMachine } from "../daemon/run-daemon.ts";
import { readSettings } from "./settings/read-settings.ts";
import { startSite } from "./site.ts";

export function runWeb(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  const settings = readSettings(line, io.env);
  return runDaemon(
    { ...daemonOptions(line, io.env, { name: "web" }), mode: "foreground" },
    async (daemon) => {
      const site = await startSite(settings, { clock: machine.clock, log: daemon.log });
      daemon.dropPrivileges();
      daemon.log.notice(`the dashboard is at ${site.url}/`);
      await daemon.ready(`serving ${site.url}`);
      await daemon.stopped;
      await site.close();
      return 0;
    },
    machine,
  );
}

export const run: ProgramModule["run"] = async (line, io) => runWeb(line, io, systemMachine(io.env));
