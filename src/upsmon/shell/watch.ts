/** upsmon at work in a process: the engine, its notifier, and settings that can be read again. */
import { existsSync } from "node:fs";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { NutError } from "../../nut/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Files } from "../../system/files/files.ts";
import { lastingFolder } from "../../system/files/lasting-folder.ts";
import { confFile, type Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { callsOwn } from "../../system/process/own-command.ts";
import type { ProcessRunner } from "../../system/process/process-runner.ts";
import { BatteryTests } from "./battery-tests.ts";
import { BatteryTestsFile } from "./battery-tests-file.ts";
import { keepTimers } from "./beside/timers.ts";
import { keepWaking } from "./beside/waking.ts";
import { Engine } from "./engine.ts";
import { loadSettings, logSettings } from "./load-settings.ts";
import { FlagNotifier } from "./notifier.ts";
import { systemNotifyCommand } from "./notify-command.ts";
import { reloadRefusal } from "./reload-refusal.ts";
import { type TlsForServer, tlsSettings } from "./servers/tls-settings.ts";
import type { ShutDown, ShutDownPlan } from "./shut-down.ts";
import { ShutdownRecord } from "./shutdown-record.ts";

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
  /** Nothing is to happen to the machine or to a UPS. */
  readonly rehearsal: boolean;
  readonly shutDown: ShutDown;
  readonly callOff: () => void;
  readonly decided: () => void;
  readonly status: (text: string, isProtected: boolean) => void;
}

export interface Watch {
  readonly engine: Engine;
  reload(): void;
  /** upsmon is to end: where the machine goes down, it has come so far. */
  mark(): void;
}

function warnFixed(before: ShutDownPlan, { shutdowncmd, restartcmd, powerdownflag }: UpsmonConf, log: Log): void {
  const changed = [
    ...(shutdowncmd === before.shutdowncmd ? [] : ["SHUTDOWNCMD"]),
    ...(restartcmd === before.restartcmd ? [] : ["RESTARTCMD"]),
    ...(powerdownflag === before.powerdownflag ? [] : ["POWERDOWNFLAG"]),
  ];
  if (changed.length === 0) return;
  log.warning(
    `${changed.join(" and ")} changed in the file, but not in the process that obeys it: restart upsmon for that`,
  );
}

/** A rehearsal tells no UPS to go off, and leaves nothing for the next boot. */
const allowed = (conf: UpsmonConf, { rehearsal }: WatchDeps): UpsmonConf =>
  rehearsal ? { ...conf, shutdownreturn: false, shutdownrecord: undefined, batteryTests: [] } : conf;

function recordOf({ shutdownrecord }: UpsmonConf, deps: WatchDeps): ShutdownRecord | undefined {
  return shutdownrecord === undefined ? undefined : new ShutdownRecord(shutdownrecord, deps);
}

const batteryTestsOf = (conf: UpsmonConf, { clock, env, files, log }: WatchDeps, engine: () => Engine): BatteryTests =>
  new BatteryTests(conf, {
    clock,
    file: new BatteryTestsFile(lastingFolder("upsmon.batterytests", env), files, log),
    now: () => engine().now(),
    send: (event) => engine().send(event),
  });

function notifierOf(conf: UpsmonConf, { clock, env, log, runner }: WatchDeps, engine: () => Engine): FlagNotifier {
  const holding = {
    hold: (id: string, seconds: number) => engine().hold(id, seconds),
    release: (id: string) => engine().send({ kind: "release", id }),
  };
  return new FlagNotifier(conf, {
    ...{ log, runner },
    notifyCommand: systemNotifyCommand({ clock, env, log, holding }),
    mayCallAgain: (command) =>
      callsOwn(command, ["upssched", "upssched-cmd"]) && existsSync(confFile("upssched-cmd.conf", env)),
  });
}

function markDown({ state }: Engine, record: ShutdownRecord | undefined): void {
  if (state.phase.kind === "down") record?.mark();
}

/** Begins to watch. Throws NutError `configuration` when the files of TLS cannot be read. */
export function startWatch(given: UpsmonConf, deps: WatchDeps): Watch {
  const conf = allowed(given, deps);
  const record = recordOf(conf, deps);
  const { clock, log, files, family, connectTimeoutMs, path } = deps;
  let tls: TlsForServer = tlsSettings(conf);
  const notifier = notifierOf(conf, deps, () => engine);
  const batteryTests = batteryTestsOf(conf, deps, () => engine);
  const waking = deps.rehearsal ? undefined : keepWaking(deps);
  const engine: Engine = new Engine(conf, {
    ...{ clock, log, notifier, record, batteryTests },
    clientOptions: ({ host, port }) => ({ host, port, family, connectTimeoutMs, clock, log, tls: tls({ host, port }) }),
    shutDown: deps.shutDown,
    callOff: deps.callOff,
    decided: deps.decided,
    onBattery: waking?.onBattery,
    status: deps.status,
  });
  if (waking) void engine.ended.then(waking.end);
  if (!deps.rehearsal) void engine.ended.then(keepTimers(deps));
  batteryTests.begin(conf, engine.ended);
  if (record) engine.send({ kind: "returned", ...record.returned() });
  const reload = (): void => {
    const settings = loadSettings(path, files);
    logSettings(settings, path, files, log);
    const refusal = reloadRefusal(engine.state.settings, settings);
    if (refusal !== undefined) {
      return log.error(`Reload refused: ${refusal}. The old configuration stays in force: mend ${path} and reload`);
    }
    const next = allowed(settings.conf, deps);
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
    batteryTests.configure(next);
  };
  return {
    engine,
    mark: () => markDown(engine, record),
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
