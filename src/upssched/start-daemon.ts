/** Starts this very program again as the timer daemon, under LOCKFN, with its first order. */
import { type ChildProcess, spawn } from "node:child_process";
import { lstatSync, realpathSync } from "node:fs";
import { constants } from "node:os";
import { getSystemErrorName } from "node:util";
import { adviceOf } from "../conf/upssched/places.ts";
import { type HeldLock, lockStands, takeLock } from "../system/files/lock-file.ts";
import { absolutePaths, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { HOLD_FD } from "../system/process/hold.ts";
import { wasKilled } from "../system/process/own-command.ts";
import { reasonOf, systemReason } from "../system/system-error.ts";
import type { DaemonEnd, DaemonStart } from "./send-request.ts";

export const DAEMON_ENV = "NUTTS_TIMER_DAEMON";
export const ORDER = "NUTTS_TIMER_ORDER";

/** A daemon that has not come up in this time is dead. */
export const STARTER_MS = 15_000;

export const someoneStarts = (lockfn: string): boolean => lockStands(lockfn, STARTER_MS);

/** The exit status of a daemon that the system has refused something: its number for the reason. */
export const exitStatusOf = (code: string | undefined): number =>
  Object.entries(constants.errno).find(([name]) => name === code)?.[1] ?? 1;

/** Numbers below this are programs' own ways of failing (EPERM is 1). */
const LOWEST_ERRNO = 2;
const HIGHEST_STATUS = 127;

function reasonFor(status: number | null, pipefn: string): string | undefined {
  if (status === 0) return undefined;
  if (status === null || status < LOWEST_ERRNO || status > HIGHEST_STATUS)
    return "the timer daemon ended at once; what it said is in the log of the system";
  const code = getSystemErrorName(-status);
  return `PIPEFN ${pipefn} cannot be opened: ${systemReason({ code, message: code })}; ${adviceOf(code, pipefn)}`;
}

export function spawnDaemon(env: Env, order: string | undefined): ChildProcess {
  const child = spawn(process.execPath, [realpathSync(process.argv[1] ?? ""), "upssched"], {
    // Nobody waits for a timer: the descriptor is not passed on.
    env: { ...absolutePaths(env), [DAEMON_ENV]: "1", [ORDER]: order, [HOLD_FD]: undefined },
    detached: true,
    stdio: "ignore",
  });
  child.unref();
  return child;
}

export interface StartParts {
  readonly env: Env;
  readonly log: Log;
  readonly pipefn: string;
  readonly lockfn: string;
  /** The daemon goes on with the timers of one that was lost. */
  readonly goesOn: boolean;
}

function begin(lock: HeldLock, { env, pipefn }: StartParts, order: string): DaemonStart {
  const child = spawnDaemon(env, order);
  let end: DaemonEnd | undefined;
  child.on("error", (error) => {
    end = { reason: `the timer daemon cannot be started: ${reasonOf(error)}` };
    lock.release();
  });
  child.on("exit", (status, signal) => {
    end = { reason: reasonFor(status, pipefn), killed: wasKilled(status, signal) };
  });
  if (child.pid !== undefined) lock.handTo(child.pid);
  return { kind: "begun", ended: () => end };
}

export function startDaemon(parts: StartParts, order: string): DaemonStart {
  const { lockfn, pipefn, log, goesOn } = parts;
  const lock = takeLock(lockfn, STARTER_MS);
  if (lock.kind === "taken") return lock;
  if (lock.kind === "failed")
    return {
      kind: "failed",
      reason: `LOCKFN ${lockfn} cannot be made: ${lock.reason}; ${adviceOf(lock.code, lockfn)}`,
    };
  if (lock.unsigned !== undefined)
    log.warning(`LOCKFN ${lockfn} is empty: ${lock.unsigned}; timers run all the same; ${adviceOf("ENOSPC", lockfn)}`);
  if (!goesOn && lstatSync(pipefn, { throwIfNoEntry: false })?.isSocket() === true)
    log.warning(`PIPEFN ${pipefn}: the timer daemon before this one did not end by itself; the timers it had are lost`);
  return begin(lock, parts, order);
}
