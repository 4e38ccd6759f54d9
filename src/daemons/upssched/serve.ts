/** The process of the timer daemon: started by the first timer, gone when idle. */
import { lstatSync, unlinkSync } from "node:fs";
import { SYSTEM_CLOCK } from "../../host/clock.ts";
import { takeLock } from "../../host/lock-file.ts";
import type { Log } from "../../host/log.ts";
import type { Env } from "../../host/paths.ts";
import { systemReason } from "../../host/system-error.ts";
import { NOTICE_ID } from "../../notify/notice.ts";
import { ask } from "./pipe.ts";
import { LIST_TIMERS } from "./requests.ts";
import { runScript } from "./script.ts";
import { TimerDaemon } from "./timer-daemon.ts";

export interface ServeParts {
  readonly cmdscript: string;
  readonly pipefn: string;
  readonly lockfn: string;
  readonly env: Env;
  readonly log: Log;
}

/** A starter that has not come up in this time is dead. */
const STARTER_MS = 10_000;

/** Driver sockets and this one: the owner and the group, nobody else. */
const PIPE_UMASK = 0o117;

/** Removes the socket of a daemon that died. Throws for a file of any other kind: PIPEFN is a slip of the pen then. */
export function clearPipe(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSocket()) throw new Error("what lies there is no socket, and is left alone");
  unlinkSync(path);
}

async function listen(daemon: TimerDaemon, path: string): Promise<void> {
  clearPipe(path);
  const umask = process.umask(PIPE_UMASK);
  try {
    await daemon.listen(path);
  } finally {
    process.umask(umask);
  }
}

/** What upsmon said at the start must not colour what timers of other events run. */
function bare(env: Env): Env {
  const { UPSNAME, NOTIFYTYPE, NOTIFYMSG, NUTTS_TIMER_DAEMON, [NOTICE_ID]: _, ...rest } = env;
  return rest;
}

/** Runs the daemon until it is idle. Returns the exit status; 0 also where another one was quicker. */
export async function serveTimers({ cmdscript, pipefn, lockfn, env, log }: ServeParts): Promise<number> {
  const lock = takeLock(lockfn, STARTER_MS);
  if (lock.kind === "failed") log.error(`LOCKFN ${lockfn} cannot be made: ${lock.reason}`);
  if (lock.kind !== "held") return lock.kind === "taken" ? 0 : 1;
  try {
    if ((await ask(pipefn, LIST_TIMERS)).kind === "answer") return 0;
    const script = { command: cmdscript, env: bare(env), log };
    let ended = (): void => undefined;
    const end = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const run = (name: string, occasions: Parameters<typeof runScript>[2]): void =>
      void runScript(script, name, occasions);
    await listen(new TimerDaemon({ clock: SYSTEM_CLOCK, log, run, onEnd: ended }), pipefn);
    lock.release();
    await end;
    return 0;
  } catch (error) {
    log.error(`PIPEFN ${pipefn} cannot be opened: ${systemReason(error)}`);
    return 1;
  } finally {
    lock.release();
  }
}
