/**
 * `nutts driver host UPS…`: the process that holds many devices. `nutts driver start` starts it; nobody types it.
 */
import { join } from "node:path";
import { type CommandLine, parseCommandLine } from "../../cli/options.ts";
import { sayProblems } from "../../daemon/log-problems.ts";
import { type Daemon, type DaemonHost, type DaemonOptions, daemonOptions, runDaemon } from "../../daemon/run-daemon.ts";
import { NutError } from "../../nut/errors.ts";
import { sleep } from "../../system/clock.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason, reasonOf, writeReason } from "../../system/system-error.ts";
import { ONE_DRIVER } from "../control/one-driver-options.ts";
import type { Settled } from "../engine/device-runner.ts";
import { systemOpeners } from "../engine/openers.ts";
import { openControlSocket, type StartOutcome } from "./control-socket.ts";
import { type DriverConf, loadDriverConf } from "./driver-conf.ts";
import { takeOver } from "./driver-daemon.ts";
import { DriverHost } from "./driver-host.ts";
import { exportLibusbDebug } from "./libusb-debug.ts";
import { loadDriver } from "./load-driver.ts";
import { groupId } from "./socket-group.ts";

/** Exit status of a host that could not start: whoever watches over it does not try again. */
export const NOT_STARTED = 3;
/** Set for a host that is started again after it died: it is in the background already. */
export const RESTARTED = "NUTTS_RESTARTED";

/** The door of the host for one pair of user and group. */
export const doorPath = (
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

const STARTING: StartOutcome = { outcome: "starting", text: "still starting" };

/** How the start went, or `starting` when `ms` are over first. */
async function within(settled: Promise<Settled>, ms: number, host: DaemonHost): Promise<StartOutcome> {
  const timeUp = new AbortController();
  const late = sleep(host.clock, ms, timeUp.signal).then(
    () => STARTING,
    () => STARTING,
  );
  const outcome = await Promise.race([settled, late]);
  timeUp.abort();
  return outcome;
}

const delayOf = (conf: DriverConf, upsname: string): number =>
  1000 * (conf.upses.find((ups) => ups.upsname === upsname)?.config.common.maxstartdelay ?? conf.common.maxstartdelay);

const waits = ({ common }: DriverConf, env: Env): boolean => !common.nowait || env.NUT_IGNORE_NOWAIT === "true";

/** ups.conf for the devices of a host: as it was read before root was left, then as it is now. */
interface Source {
  conf: () => DriverConf;
}

async function startAll(
  devices: DriverHost,
  names: readonly string[],
  source: Source,
  daemon: Daemon,
  host: DaemonHost,
) {
  const conf = source.conf();
  const starts = await Promise.all(names.map((name) => devices.start(name)));
  source.conf = () => loadDriverConf(host);
  const wait = waits(conf, host.env);
  const outcomes = await Promise.all(
    starts.map(({ settled }, i) => within(settled, wait ? delayOf(conf, names[i] ?? "") : 0, host)),
  );
  if (wait && outcomes.some(({ outcome }) => outcome === "starting"))
    daemon.log.warning("Startup timer elapsed, continuing...");
  if (devices.upsnames.length === 0)
    throw new NutError("configuration", `no device could be started: ${outcomes.map(({ text }) => text).join("; ")}`);
}

async function makeHost(
  line: CommandLine,
  daemon: Daemon,
  host: DaemonHost,
  roll: UpsList,
  source: Source,
): Promise<DriverHost> {
  const { log } = daemon;
  const { statePath } = source.conf();
  return new DriverHost({
    openers: systemOpeners(host.clock, log),
    clock: host.clock,
    log,
    statePath,
    debugLevel: log.debugLevel,
    socketGroup: await groupId(line.value("g"), host.runner),
    find: (upsname) => source.conf().upses.find((ups) => ups.upsname === upsname),
    load: loadDriver,
    takeOver: (ups) => takeOver(ups, host, log),
    changed: (devices) => {
      host.setTitle(`nutts: drivers ${devices.map(({ driver, upsname }) => `${driver}/${upsname}`).join(" ")}`);
      if (!daemon.stopping.aborted) roll.write(devices.map(({ upsname }) => upsname));
    },
  });
}

/**
 * Who was here, for the host that comes after this one should it die: those that joined later are in no command line,
 * and those that left are to stay away.
 */
class UpsList {
  readonly #path: string;
  readonly #host: DaemonHost;
  readonly #log: Log;

  constructor(door: string, host: DaemonHost, log: Log) {
    this.#log = log;
    this.#path = `${door}.upses`;
    this.#host = host;
  }

  /** The names that the host before us had, or those we were started with. */
  read(names: readonly string[]): readonly string[] {
    if (this.#host.env[RESTARTED] === undefined) return names;
    try {
      const text = this.#host.files.read(this.#path);
      return text === undefined ? names : text.split("\n").filter((name) => name !== "");
    } catch (error) {
      this.#log.warning(`${this.#path} cannot be read: ${fileReason(error)}; starting with those of the command line`);
      return names;
    }
  }

  /** Without it all goes on; a host that comes after us would begin with those of the command line. */
  write(names: readonly string[]): void {
    try {
      this.#host.files.replace(this.#path, names.map((name) => `${name}\n`).join(""), 0o600);
    } catch (error) {
      this.#log.warning(`cannot write ${this.#path}: ${writeReason(error)}`);
    }
  }

  remove(): void {
    try {
      this.#host.files.remove(this.#path);
    } catch (error) {
      this.#log.warning(`cannot remove ${this.#path}: ${writeReason(error)}`);
    }
  }
}

async function serve(line: CommandLine, daemon: Daemon, host: DaemonHost, up: () => void): Promise<number> {
  const { log } = daemon;
  const conf = loadDriverConf(host);
  sayProblems(conf.problems, log);
  exportLibusbDebug(conf.upses.map(({ config }) => config));
  daemon.dropPrivileges();
  const path = doorPath(conf.statePath, { user: line.value("u"), group: line.value("g") });
  const roll = new UpsList(path, host, log);
  const names = roll.read(line.operands);
  if (names.length === 0) return 0;
  const source: Source = { conf: () => conf };
  const devices = await makeHost(line, daemon, host, roll, source);
  const actions = {
    start: async (upsname: string, ms: number) => within((await devices.start(upsname)).settled, ms, host),
    stop: (upsname: string) => devices.stop(upsname),
    list: () => devices.upsnames,
  };
  const door = await openControlSocket(path, actions, log);
  try {
    await startAll(devices, names, source, daemon, host);
    daemon.onReload(() => devices.reload("reload"));
    daemon.onUser1(() => devices.reload("reload-or-exit"));
    await daemon.ready(`serving ${devices.upsnames.join(", ")}`);
    up();
    await Promise.race([daemon.stopped, devices.empty.then(() => daemon.stop("the last device has left: exiting"))]);
  } finally {
    await devices.stopAll();
    roll.remove();
    door.close();
  }
  return 0;
}

function optionsOf(line: CommandLine, env: Env): DaemonOptions {
  const options = daemonOptions(line, env, { name: "nutts-drivers", title: "drivers", whenRunning: "ignore" });
  return env[RESTARTED] === undefined ? options : { ...options, mode: "foreground" };
}

/** A machine whose process ends with another status until the host is up. */
const withStatus = (host: DaemonHost, status: (given: number) => number): DaemonHost => ({
  ...host,
  stderr: (text) => host.stderr(text),
  setTitle: (title) => host.setTitle(title),
  onCrash: (hear) => host.onCrash(hear),
  exit: (given) => host.exit(status(given)),
  leaveWithin: (ms, given) => host.leaveWithin(ms, status(given)),
});

/** Runs a host for the UPSes that are named. Throws NutError `usage`. */
export async function runHost(argv: readonly string[], host: DaemonHost): Promise<number> {
  const parsed = parseCommandLine(ONE_DRIVER, argv);
  if (parsed.kind === "error") throw new NutError("usage", parsed.text);
  const { line } = parsed;
  if (line.operands.length === 0) throw new NutError("usage", "name the UPSes; nutts driver start does");
  let isUp = host.env[RESTARTED] !== undefined;
  const status = (given: number): number => (isUp || given === 0 ? given : NOT_STARTED);
  const up = (): void => {
    isUp = true;
  };
  const watched = withStatus(host, status);
  try {
    return status(await runDaemon(optionsOf(line, host.env), (daemon) => serve(line, daemon, watched, up), watched));
  } catch (error) {
    host.stderr(`${reasonOf(error)}\n`);
    return status(1);
  }
}
