/** `nutts web`: dashboard, REST and metrics for the UPSes of any NUT servers. */
import type { CommandLine } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { daemonOptions, type Machine, runDaemon, systemMachine } from "../daemon/run-daemon.ts";
import { SharedMirrors } from "../mirror/shared-mirrors.ts";
import { reasonOf } from "../system/system-error.ts";
import { readSettings, settingsPath, type WebSettings } from "./settings/read-settings.ts";
import { WatchedText } from "./settings/watched-text.ts";
import { type Site, startSite } from "./site.ts";
import { startWebConf } from "./web-conf-outputs.ts";

export function runWeb(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  return runDaemon(
    { ...daemonOptions(line, io.env, { name: "web" }), mode: "foreground" },
    async (daemon) => {
      const { log } = daemon;
      const { clock, files } = machine;
      const settings = () => readSettings(line, { env: io.env, files, log });
      const world = { clock, log, mirrors: new SharedMirrors({ clock, log }) };
      const start = (read: WebSettings) => startSite(read, world);
      const publish = ({ servers, influx }: WebSettings, shown: Site) =>
        startWebConf({ servers, site: shown, influx }, { ...world, env: io.env, files });
      let current = await settings();
      let site = await start(current);
      daemon.dropPrivileges();
      log.notice(`the dashboard is at ${site.url}/`);
      let stopPublishing = await publish(current, site);
      const reload = async (): Promise<void> => {
        const read = await settings();
        await stopPublishing();
        await site.close();
        try {
          site = await start(read);
          current = read;
        } catch (error) {
          site = await start(current);
          throw error;
        } finally {
          stopPublishing = await publish(current, site);
        }
      };
      let turn = Promise.resolve();
      const reloadInTurn = (): Promise<void> => {
        watched.seen();
        const now = turn.then(reload);
        turn = now.catch(() => undefined);
        return now;
      };
      const changed = (): void => {
        log.notice(`${settingsPath(line, io.env)} has changed: it is read again`);
        reloadInTurn().catch((error: unknown) => log.error(`reload failed: ${reasonOf(error)}`));
      };
      const watched = new WatchedText(settingsPath(line, io.env), { files, clock, changed });
      daemon.onReload(reloadInTurn);
      await daemon.ready(`serving ${site.url}`);
      await daemon.stopped;
      watched.stop();
      await turn;
      await stopPublishing();
      await site.close();
      return 0;
    },
    machine,
  );
}

export const run: ProgramModule["run"] = async (line, io) => runWeb(line, io, systemMachine(io.env));
