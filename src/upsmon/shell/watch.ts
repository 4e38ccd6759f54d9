/** upsmon at work in a process: the engine, its notifier, and settings that can be read again. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { NutError } from "../../nut/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Files } from "../../system/files/files.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import type { ProcessRunner } from "../../system/process/process-runner.ts";
import { Engine } from "./engine.ts";
import { loadSettings, logSettings } from "./load-settings.ts";
import { FlagNotifier } from "./notifier.ts";
import { systemNotifyCommand } from "./notify-command.ts";
import { reloadRefusal } from "./reload-refusal.ts";
import { type TlsForServer, tlsSettings } from "./servers/tls-settings.ts";
import type { ShutDown, ShutDownPlan } from "./shut-down.ts";

export interface WatchDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly env: Env;
  readonly files: Files;
  readonly runner: ProcessRunner;
  readonly path: string;
  readonly family: 4 | 6 | undefined;
  readonly connectTimeoutMs: number;
  /** What was configured at the start, which a reload cannot change. */
  readonly plan: ShutDownPlan;
  readonly shutDown: ShutDown;
  readonly callOff: () => void;
  readonly decided: () => void;
  readonly status: (text: string, isProtected: boolean) => void;
}

export interface Watch {
  readonly engine: Engine;
  reload(): void;
}

function warnFixed(before: ShutDownPlan, { shutdowncmd, powerdownflag }: UpsmonConf, log: Log): void {
  const changed = [
    ...(shutdowncmd === before.shutdowncmd ? [] : ["SHUTDOWNCMD"]),
    ...(powerdownflag === before.powerdownflag ? [] : ["POWERDOWNFLAG"]),
  ];
  if (changed.length === 0) return;
  log.warning(
    `${changed.join(" and ")} changed in the file, but not in the process that obeys it: restart upsmon for that`,
  );
}

/** Begins to watch. Throws NutError `configuration` when the files of TLS cannot be read. */
export function startWatch(conf: UpsmonConf, deps: WatchDeps): Watch {
  const { clock, log, env, files, runner, family, connectTimeoutMs, path } = deps;
  let tls: TlsForServer = tlsSettings(conf);
  const notifyCommand = systemNotifyCommand({
    clock,
    env,
    log,
    holding: {
      hold: (id, seconds) => engine.hold(id, seconds),
      release: (id) => engine.send({ kind: "release", id }),
    },
  });
  const notifier = new FlagNotifier(conf, { log, runner, notifyCommand });
  const engine: Engine = new Engine(conf, {
    clock,
    log,
    notifier,
    clientOptions: ({ host, port }) => ({ host, port, family, connectTimeoutMs, clock, log, tls: tls({ host, port }) }),
    shutDown: deps.shutDown,
    callOff: deps.callOff,
    decided: deps.decided,
    status: deps.status,
  });
  const reload = (): void => {
    const settings = loadSettings(path, files);
    logSettings(settings, path, files, log);
    const refusal = reloadRefusal(engine.state.settings, settings);
    if (refusal !== undefined) {
      return log.error(`Reload refused: ${refusal}. The old configuration stays in force: mend ${path} and reload`);
    }
    const next = settings.conf;
    const nextTls = tlsSettings(next);
    warnFixed(deps.plan, next, log);
    // In force before the core connects to a new server.
    const tlsBefore = tls;
    tls = nextTls;
    engine.send({ kind: "reload", settings: next });
    if (engine.state.settings !== next) {
      tls = tlsBefore;
      return;
    }
    notifier.configure(next);
  };
  return {
    engine,
    reload: () => {
      log.info("Reloading configuration");
      try {
        reload();
      } catch (error) {
        if (!(error instanceof NutError)) throw error;
        log.error(`Reload failed: ${error.detail ?? error.message}; the old configuration stays in force`);
      }
    },
  };
}
