/** `nutts web`: dashboard, REST and metrics for the UPSes of any NUT servers. */
import type { CommandLine } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { daemonOptions, type Machine, runDaemon, systemMachine } from "../daemon/run-daemon.ts";
import { readSettings } from "./settings/read-settings.ts";
import { type SiteSettings, startSite } from "./site.ts";

export function runWeb(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  return runDaemon(
    { ...daemonOptions(line, io.env, { name: "web" }), mode: "foreground" },
    async (daemon) => {
      const { log } = daemon;
      const settings = () => readSettings(line, { env: io.env, files: machine.files, log });
      const start = (read: SiteSettings) => startSite(read, { clock: machine.clock, log });
      let current = await settings();
      let site = await start(current);
      daemon.dropPrivileges();
      log.notice(`the dashboard is at ${site.url}/`);
      daemon.onReload(async () => {
        const read = await settings();
        await site.close();
        try {
          site = await start(read);
          current = read;
        } catch (error) {
          site = await start(current);
          throw error;
        }
      });
      await daemon.ready(`serving ${site.url}`);
      await daemon.stopped;
      await site.close();
      return 0;
    },
    machine,
  );
}

export const run: ProgramModule["run"] = async (line, io) => runWeb(line, io, systemMachine(io.env));
