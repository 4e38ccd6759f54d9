/** The life of a daemon as the C daemons have it: PID file, background, privileges, signals, syslog. */
import { existsSync } from "node:fs";
import { NutError } from "../nut/errors.ts";
import { readPidFile } from "../system/files/pid-file.ts";
import { pathFault } from "../system/system-error.ts";
import { chrootRefusal, insideEnv, isInside } from "./chroot.ts";
import type { DaemonBody } from "./daemon.ts";
import { LiveDaemon } from "./live-daemon.ts";
import { type LogRoute, logRoute } from "./log-route.ts";
import { type Machine, systemMachine } from "./machine.ts";
import type { DaemonOptions } from "./options.ts";
import { chosenAccount } from "./privileges.ts";

/** What may still hold the process after its body has ended, in milliseconds, before it is ended regardless. */
const LINGER_MS = 3000;

/** Throws NutError `configuration` when the PID file leads to a daemon that runs. */
function refuseSecond(options: DaemonOptions, machine: Machine): void {
  if (options.pidFile === undefined || options.whenRunning === "ignore") return;
  const state = readPidFile(options.pidFile, options.programs ?? [options.name], machine);
  if (state.kind !== "running" || state.pid === machine.pid) return;
  throw new NutError(
    "configuration",
    `${options.name} runs already (process ${state.pid}, ${options.pidFile})\n` +
      "End it with -c stop, or let it read its files again with -c reload.",
  );
}

/** Starts this program again where it is to run: in the background, inside another root, or both. */
async function startAgain(options: DaemonOptions, machine: Machine, route: LogRoute): Promise<number> {
  const { chroot } = options;
  const inside = chroot === undefined ? undefined : await chosenAccount(options.user, machine, route.log);
  return machine.launch({
    kind: options.mode === "background" ? "detached" : "attached",
    keepStderr: route.keepStderr,
    through: chroot === undefined ? [] : ["chroot", chroot],
    env: chroot === undefined ? {} : insideEnv(inside),
    signals: machine.signals,
  });
}

function refuseChroot(options: DaemonOptions, machine: Machine): void {
  if (options.chroot === undefined) return;
  const refusal = chrootRefusal({
    folder: options.chroot,
    root: machine.users.isRoot(),
    needed: [process.execPath, process.argv[1] ?? ""],
    exists: existsSync,
    name: options.name,
  });
  if (refusal !== undefined) throw new NutError("configuration", refusal);
}

async function live(options: DaemonOptions, machine: Machine, route: LogRoute, body: DaemonBody): Promise<number> {
  machine.keepHeapSmall();
  machine.setTitle(`nutts: ${options.title ?? options.name}`);
  const account = options.keepUser ? undefined : await chosenAccount(options.user, machine, route.log);
  const daemon = new LiveDaemon(options, account, machine, route);
  try {
    return await body(daemon);
  } finally {
    await daemon.end();
  }
}

/** What a person reads of an error: all of it if it is one of ours, else with the stack for a report. */
const describe = (error: unknown): string => {
  if (error instanceof NutError) return error.detail ?? error.message;
  const fault = pathFault(error);
  if (fault !== undefined) return fault;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
};

/** Returns the exit status, in the background the launcher's: 0 once the daemon is ready. Never throws. */
export async function runDaemon(
  options: DaemonOptions,
  body: DaemonBody,
  machine: Machine = systemMachine(),
): Promise<number> {
  const launching =
    (options.mode === "background" && machine.launcher === undefined) ||
    (options.chroot !== undefined && !isInside(machine.env));
  const route = logRoute(launching ? { ...options, mode: "foreground" } : options, machine);
  let status = 1;
  try {
    refuseSecond(options, machine);
    if (launching) refuseChroot(options, machine);
    status = await (launching ? startAgain(options, machine, route) : live(options, machine, route, body));
  } catch (error) {
    for (const line of `Fatal error: ${describe(error)}`.split("\n")) route.log.error(line);
  }
  await route.close();
  machine.leaveWithin(LINGER_MS, status);
  return status;
}

export { matchWord, type SignalRequest, signalRunning } from "./command-word.ts";
export type { Daemon, DaemonBody } from "./daemon.ts";
export { type Machine, systemMachine } from "./machine.ts";
export { type DaemonMode, type DaemonOptions, daemonMode, daemonOptions, debugLevel } from "./options.ts";
