/**
 * `nutts driver host UPS…`: the process that holds many devices. `nutts driver start` starts it; nobody types it.
 */
import { join } from "node:path";
import { type CommandLine, parseCommandLine } from "../../cli/options.ts";
import { logProblems } from "../../daemon/log-problems.ts";
import { type Daemon, type DaemonOptions, daemonOptions, type Machine, runDaemon } from "../../daemon/run-daemon.ts";
import { NutError } from "../../nut/errors.ts";
import { lastingFolder } from "../../system/files/lasting-folder.ts";
import type { Env } from "../../system/files/paths.ts";
import { signalsHeard } from "../../system/process/signals.ts";
import { reasonOf } from "../../system/system-error.ts";
import { Throttle } from "../../system/throttle.ts";
import { ONE_DRIVER } from "../control/one-driver-options.ts";
import { systemOpeners } from "../engine/openers.ts";
import { ConfSource } from "./conf-source.ts";
import { openControlSocket } from "./control-socket.ts";
import { loadDriverConf } from "./driver-conf.ts";
import { takeOver } from "./driver-daemon.ts";
import { DriverHost } from "./driver-host.ts";
import { exportLibusbDebug } from "./libusb-debug.ts";
import { loadDriver } from "./load-driver.ts";
import { groupId } from "./socket-group.ts";
import { STARTING, startAll, within } from "./start-all.ts";
import { RESTARTED, UpsList } from "./ups-list.ts";

/** Exit status of a host that could not start: whoever watches over it does not try again. */
export const NOT_STARTED = 3;

export const controlSocketPath = (
  statePath: string,
  { user, group }: { user?: string | undefined; group?: string | undefined },
): string =>
  join(
    statePath,
    ["nutts-drivers", user, group]
      .filter((part) => part !== undefined)
      .join("-")
      .replaceAll("/", "_"),
  );

/** So many devices are named in the title, and written down at every change. */
const FEW = 64;

function titleOf(devices: DriverHost): string {
  const names: string[] = [];
  for (const { driver, upsname } of devices.devices) if (names.push(`${driver}/${upsname}`) === FEW) break;
  const more = devices.count - names.length;
  return `nutts: drivers ${names.join(" ")}${more > 0 ? ` and ${more} more` : ""}`;
}

async function makeHost(
  line: CommandLine,
  daemon: Daemon,
  machine: Machine,
  roll: UpsList,
  source: ConfSource,
  statePath: string,
): Promise<DriverHost> {
  const { log } = daemon;
  const tell = (): void => {
    const names = devices.upsnames;
    machine.setTitle(titleOf(devices));
    if (!daemon.stopping.aborted) roll.write(names);
  };
  const changes = new Throttle(machine.clock, tell);
  const devices: DriverHost = new DriverHost({
    openers: systemOpeners(machine.clock, log),
    clock: machine.clock,
    log,
    statePath,
    batteryPath: lastingFolder("battery", machine.env, statePath),
    debugLevel: log.debugLevel,
    socketGroup: await groupId(line.value("g"), machine.runner),
    find: (upsname) => source.find(upsname),
    load: loadDriver,
    takeOver: (ups) => takeOver(ups, machine, log),
    changed: () => changes.ask(devices.count > FEW),
  });
  return devices;
}

async function serve(line: CommandLine, daemon: Daemon, machine: Machine, up: () => void): Promise<number> {
  const { log } = daemon;
  const conf = loadDriverConf(machine);
  logProblems(conf.problems, log);
  exportLibusbDebug(conf.upses.map(({ config }) => config));
  daemon.dropPrivileges();
  const path = controlSocketPath(conf.statePath, { user: line.value("u"), group: line.value("g") });
  const roll = new UpsList(path, machine, log);
  const names = roll.read(line.operands);
  if (names.length === 0) return 0;
  await signalsHeard();
  if (daemon.stopping.aborted) return 0;
  const source = new ConfSource(conf, machine);
  const devices = await makeHost(line, daemon, machine, roll, source, conf.statePath);
  const actions = {
    start: async (upsname: string, ms: number) =>
      (await within((await devices.start(upsname)).settled, ms, machine)) ?? STARTING,
    stop: (upsname: string) => devices.stop(upsname),
    list: () => devices.upsnames,
  };
  const controlSocket = await openControlSocket(path, actions, log);
  try {
    await startAll(devices, names, conf, source, daemon, machine);
    if (daemon.stopping.aborted) return 0;
    daemon.onReload(() => source.once(() => devices.reload("reload", daemon.stopping)));
    daemon.onUser1(() => source.once(() => devices.reload("reload-or-exit", daemon.stopping)));
    await daemon.ready(`serving ${devices.upsnames.join(", ")}`);
    up();
    await Promise.race([daemon.stopped, devices.empty.then(() => daemon.stop("the last device has left: exiting"))]);
  } finally {
    await devices.stopAll();
    roll.remove();
    controlSocket.close();
  }
  return 0;
}

function optionsOf(line: CommandLine, env: Env): DaemonOptions {
  const options = daemonOptions(line, env, { name: "nutts-drivers", title: "drivers", whenRunning: "ignore" });
  return env[RESTARTED] === undefined ? options : { ...options, mode: "foreground" };
}

/** A machine whose process ends with another status until the host is up. */
const withStatus = (machine: Machine, status: (given: number) => number): Machine => ({
  ...machine,
  stderr: (text) => machine.stderr(text),
  setTitle: (title) => machine.setTitle(title),
  keepHeapSmall: () => machine.keepHeapSmall(),
  onCrash: (hear) => machine.onCrash(hear),
  exit: (given) => machine.exit(status(given)),
  leaveWithin: (ms, given) => machine.leaveWithin(ms, status(given)),
});

/** Runs a host for the UPSes that are named. Throws NutError `usage`. */
export async function runHost(argv: readonly string[], machine: Machine): Promise<number> {
  const parsed = parseCommandLine(ONE_DRIVER, argv);
  if (parsed.kind === "error") throw new NutError("usage", parsed.text);
  const { line } = parsed;
  if (line.operands.length === 0) throw new NutError("usage", "name the UPSes; nutts driver start does");
  let isUp = machine.env[RESTARTED] !== undefined;
  const status = (given: number): number => (isUp || given === 0 ? given : NOT_STARTED);
  const up = (): void => {
    isUp = true;
  };
  const watched = withStatus(machine, status);
  try {
    return status(await runDaemon(optionsOf(line, machine.env), (daemon) => serve(line, daemon, watched, up), watched));
  } catch (error) {
    machine.stderr(`${reasonOf(error)}\n`);
    return status(1);
  }
}
