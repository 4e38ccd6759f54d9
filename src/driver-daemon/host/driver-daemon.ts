/** One driver as a process of its own: what `nutts driver NAME -a UPS` becomes. */
import type { CommandLine } from "../../cli/options.ts";
import { logProblems } from "../../daemon/log-problems.ts";
import { type Daemon, type DaemonOptions, daemonOptions, type Machine, runDaemon } from "../../daemon/run-daemon.ts";
import type { DriverDefinition } from "../../drivers/types.ts";
import { NutError } from "../../nut/errors.ts";
import { sleep } from "../../system/clock.ts";
import { lastingFolder } from "../../system/files/lasting-folder.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { systemOpeners } from "../engine/openers.ts";
import { type DriverHandle, startDriver } from "../engine/start-driver.ts";
import { exportLibusbDebug } from "./libusb-debug.ts";
import type { ChosenUps } from "./one-ups.ts";
import { dismiss } from "./predecessor.ts";
import { groupId } from "./socket-group.ts";

/** 128 + SIGUSR1: C drivers end so after `reload-or-exit`, and service managers start them again. */
const RESTART_ME = 138;
const GAVE_UP = 1;

function optionsOf(ups: ChosenUps, line: CommandLine, env: Env): DaemonOptions {
  const { upsname, driver, pidFile, config, conf } = ups;
  const options = daemonOptions(line, env, {
    name: driver,
    title: `${driver} -a ${upsname}`,
    pidFile,
    whenRunning: "ignore",
  });
  return { ...options, user: options.user ?? config.common.user, chroot: options.chroot ?? conf.common.chroot };
}

/** Ends whoever serves this UPS now, and says so. */
export async function takeOver(
  ups: Pick<ChosenUps, "driver" | "upsname" | "socketPath" | "pidFile">,
  machine: Machine,
  log: Log,
): Promise<void> {
  const outcome = await dismiss(ups, machine, log);
  if (outcome === "left") log.warning(`another driver served [${ups.upsname}]: it was asked to leave and has ended`);
  if (outcome === "stuck")
    throw new NutError("configuration", `another driver serves [${ups.upsname}] and does not end: see ${ups.pidFile}`);
}

async function waitForStart(handle: DriverHandle, ups: ChosenUps, daemon: Daemon, machine: Machine): Promise<void> {
  const { maxstartdelay } = ups.config.common;
  const timeUp = new AbortController();
  const late = sleep(machine.clock, maxstartdelay * 1000, timeUp.signal).then(
    () => daemon.log.warning("Startup timer elapsed, continuing..."),
    () => undefined,
  );
  const settled = await Promise.race([handle.settled, late, daemon.stopped.then(() => undefined)]);
  timeUp.abort();
  if (settled?.outcome === "unusable") throw new NutError("configuration", settled.text);
}

async function serve(
  definition: DriverDefinition,
  ups: ChosenUps,
  line: CommandLine,
  daemon: Daemon,
  machine: Machine,
): Promise<number> {
  const { log } = daemon;
  logProblems(ups.conf.problems, log);
  exportLibusbDebug([ups.config]);
  daemon.dropPrivileges();
  await takeOver(ups, machine, log);
  let status = 0;
  const handle = await startDriver(definition, ups.config, {
    openers: systemOpeners(machine.clock, log),
    clock: machine.clock,
    log,
    statePath: ups.conf.statePath,
    batteryPath: lastingFolder("battery", machine.env, ups.conf.statePath),
    debugLevel: log.debugLevel,
    socketGroup: await groupId(line.value("g") ?? ups.config.common.group, machine.runner),
    readConfig: ups.reread,
    onExit: (why) => {
      if (why === "reload-or-exit") status = RESTART_ME;
      daemon.stop(`driver.${why}: exiting`);
    },
  });
  daemon.onReload(async () => void (await handle.reload("reload")));
  daemon.onUser1(async () => void (await handle.reload("reload-or-exit")));
  try {
    await waitForStart(handle, ups, daemon, machine);
    await daemon.ready(`${ups.driver} serves ${ups.upsname}`);
    await Promise.race([daemon.stopped, handle.ended]);
    if (handle.gaveUp) status = GAVE_UP;
  } finally {
    await handle.stop();
  }
  return status;
}

/** Runs until it is to end; in the background, until it is up. Returns the exit status. */
export const runOneDriver = (
  definition: DriverDefinition,
  ups: ChosenUps,
  line: CommandLine,
  machine: Machine,
): Promise<number> =>
  runDaemon(optionsOf(ups, line, machine.env), (daemon) => serve(definition, ups, line, daemon, machine), machine);
