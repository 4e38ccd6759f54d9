/** The process that watches: unprivileged below a parent, or all in one (`-p`, `--dry-run`). */

import { upsschedComplaints } from "../../conf/upssched/preflight.ts";
import { type Daemon, type Machine, runDaemon } from "../../daemon/run-daemon.ts";
import type { Log } from "../../system/log/log.ts";
import { SIGNAL_NUMBER } from "../../system/process/signals.ts";
import type { State } from "../core/state.ts";
import type { Engine } from "./engine.ts";
import { healthFile, healthPath, NO_HEALTH_FILE } from "./health-file.ts";
import { checkPossible, type LoadedSettings, loadSettings, logSettings } from "./load-settings.ts";
import { type ParentPipe, parentPipe } from "./parent-pipe.ts";
import { aloneRole, childRole, type ProcessRole, rehearsalRole } from "./process-role.ts";
import { preparePlan, shutDownPlan } from "./shut-down.ts";
import { shutdownObstacles } from "./shutdown-obstacles.ts";
import { pidFileOf, type Start, upsmonOptions } from "./start.ts";
import { startWatch } from "./watch.ts";

/** For whoever runs in the same process. */
export interface WatchLook {
  readonly state: State;
  /** What would keep the shutdown that is configured from being carried out. */
  obstacles(): readonly string[];
}

type Begun = (look: WatchLook) => void;

const lookAt = (engine: Engine, role: ProcessRole, { machine, io: { env } }: Start): WatchLook => ({
  get state() {
    return engine.state;
  },
  obstacles: () => {
    const { plan, root } = role;
    return shutdownObstacles({ state: engine.state, plan, root, env, delegated: root && !machine.users.isRoot() });
  },
});

async function watch(
  daemon: Daemon,
  { conf }: LoadedSettings,
  role: ProcessRole,
  start: Start,
  begun?: Begun,
): Promise<number> {
  const { log } = daemon;
  const { machine, io, path, family, connectTimeoutMs } = start;
  const { clock, files, runner } = machine;
  const fromLine = log.debugLevel;
  /** DEBUG_MIN raises the level that the command line asks for. */
  const setDebugLevel = (debugMin: number | undefined): void => {
    log.debugLevel = Math.max(debugMin ?? 0, fromLine);
  };
  setDebugLevel(conf.debugMin);
  daemon.dropPrivileges();
  const saySchedule = (notifycmd: string | undefined): void => {
    for (const text of upsschedComplaints(notifycmd, io.env, files)) log.warning(text);
  };
  saySchedule(conf.notifycmd);
  const report = role.leavesTraces ? healthFile(healthPath(io.env), files, log) : NO_HEALTH_FILE;
  const watching = startWatch(conf, {
    ...{ clock, log, env: io.env, files, runner, path, family, connectTimeoutMs },
    plan: role.plan,
    rehearsal: !role.leavesTraces,
    shutDown: (how) => role.shutDown(log, how),
    callOff: () => role.callOff(log),
    decided: () => role.decided(),
    status: (text, isProtected) => {
      daemon.status(text);
      report.write(text, isProtected);
    },
  });
  const { engine } = watching;
  daemon.onUser1(() => engine.send({ kind: "fsd", how: `Signal ${SIGNAL_NUMBER.SIGUSR1}` }));
  daemon.onReload(() => {
    watching.reload();
    setDebugLevel(engine.state.settings.debugMin);
    saySchedule(engine.state.settings.notifycmd);
  });
  void daemon.stopped.then(() => {
    watching.mark();
    engine.send({ kind: "stop", how: "Asked to stop" });
  });
  begun?.(lookAt(engine, role, start));
  const detach = role.attach(engine, log);
  daemon.beatWhile(() => role.answers());
  await role.ready();
  await daemon.ready();
  const status = await engine.ended;
  detach();
  report.remove();
  return status;
}

/** Whoever hears that we are up finds us by the PID file. */
export async function known(launcher: Machine["launcher"], pipe: ParentPipe): Promise<void> {
  if (launcher === undefined) return;
  launcher.ready(true);
  await pipe.named();
}

/**
 * The unprivileged child. The service manager's process is the parent, so states are told with its number; the PID
 * file, which names us, is the parent's work, and so are the warnings about the file.
 */
export function runChild(start: Start, pipeFd: number): Promise<number> {
  const settings = loadSettings(start.path, start.machine.files);
  const own = upsmonOptions(start);
  const launcher = own.mode === "background" ? undefined : start.machine.launcher;
  const pipe = parentPipe(pipeFd);
  const role = childRole(settings.conf, pipe, () => known(launcher, pipe));
  const options = { ...own, user: settings.conf.runAsUser ?? own.user };
  const host = { ...start.machine, pid: process.ppid };
  return runDaemon(options, (daemon) => watch(daemon, settings, role, start), host);
}

/** upsmon in the process of others, below a parent where there is a pipe to one. Throws NutError `configuration`. */
export async function watchIn(
  daemon: Daemon,
  start: Start,
  pipe: ParentPipe | undefined,
  begun: Begun,
): Promise<number> {
  const { path, machine } = start;
  const settings = loadSettings(path, machine.files);
  if (pipe) {
    const role = childRole(settings.conf, pipe, () => Promise.resolve());
    return watch(daemon, settings, role, start, begun);
  }
  logSettings(settings, path, machine.files, daemon.log);
  checkPossible(settings, path);
  return watch(daemon, settings, aloneRole(preparePlan(settings.conf, daemon.log), machine), start, begun);
}

/** One process for all: `-p`, and `--dry-run`, which leaves no trace on the machine. */
export function runAlone(start: Start, dryRun: boolean): Promise<number> {
  const { files } = start.machine;
  const roleFor = (settings: LoadedSettings, log: Log): ProcessRole => {
    if (dryRun) return rehearsalRole(shutDownPlan(settings.conf));
    log.info("Running as one process (-p): whoever takes it over has its rights");
    return aloneRole(preparePlan(settings.conf, log), start.machine);
  };
  const body = (daemon: Daemon): Promise<number> => {
    const settings = loadSettings(start.path, files);
    logSettings(settings, start.path, files, daemon.log);
    checkPossible(settings, start.path);
    return watch(daemon, settings, roleFor(settings, daemon.log), start);
  };
  const own = upsmonOptions(start);
  const mode = dryRun ? "foreground" : own.mode === "foreground" ? "foreground-pid" : own.mode;
  const pidFile = dryRun ? undefined : pidFileOf(start.io);
  return runDaemon({ ...own, mode, pidFile, keepUser: true }, body, start.machine);
}
