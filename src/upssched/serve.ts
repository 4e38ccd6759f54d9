import { adviceOf } from "../conf/upssched/places.ts";
import { NOTICE_ID } from "../notify/notice.ts";
import { splitWords } from "../nut/words.ts";
import { removeSocket } from "../sockproto/socket-file.ts";
import { SYSTEM_CLOCK, sleep } from "../system/clock.ts";
import { adoptLock, type HeldLock } from "../system/files/lock-file.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { systemCode, systemReason } from "../system/system-error.ts";
import { ageOf, isAnyRunning } from "./event-order.ts";
import { ask } from "./pipe.ts";
import { LIST_TIMERS, parseRequest } from "./requests.ts";
import { runScript } from "./script.ts";
import { PATIENCE_MS } from "./send-request.ts";
import { DAEMON_ENV, exitStatusOf, ORDER, STARTER_MS } from "./start-daemon.ts";
import { TimerDaemon } from "./timer-daemon.ts";

export interface ServeParts {
  readonly cmdscript: string;
  readonly pipefn: string;
  readonly lockfn: string;
  readonly env: Env;
  readonly log: Log;
}

/** Between looks at a daemon that comes up beside us. */
const RETRY_MS = 40;

/** What upsmon said at the start must not colour what timers of other events run. */
function bare(env: Env): Env {
  const { UPSNAME, NOTIFYTYPE, NOTIFYMSG, [DAEMON_ENV]: _, [ORDER]: __, [NOTICE_ID]: ___, ...rest } = env;
  return rest;
}

/** The order that the daemon was started with is in before anybody can ask anything else of it. */
function begin(daemon: TimerDaemon, order: string | undefined): void {
  const input = order === undefined ? undefined : parseRequest(splitWords(order));
  if (input !== undefined && input !== "list") daemon.input(input);
}

async function serve({ cmdscript, pipefn, env, log }: ServeParts, lock: HeldLock): Promise<number> {
  const script = { command: cmdscript, env: bare(env), log };
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const run = (name: string, events: Parameters<typeof runScript>[2]): void => void runScript(script, name, events);
  const order = { ageOf: (stamp: number | undefined) => ageOf(stamp), isAnyRunning: () => isAnyRunning(env) };
  const daemon = new TimerDaemon({ clock: SYSTEM_CLOCK, log, run, onEnd: ended, ...order });
  try {
    removeSocket(pipefn);
    await daemon.listen(pipefn);
    begin(daemon, env[ORDER]);
    lock.release();
  } catch (error) {
    const code = systemCode(error);
    log.error(`PIPEFN ${pipefn} cannot be opened: ${systemReason(error)}; ${adviceOf(code, pipefn)}`);
    daemon.abandon();
    return exitStatusOf(code);
  }
  await end;
  return 0;
}

/** Runs the daemon until idle; where another was quicker, that one gets the order. Returns the exit status. */
export async function serveTimers(parts: ServeParts): Promise<number> {
  const { pipefn, lockfn, env, log } = parts;
  const until = SYSTEM_CLOCK.now() + PATIENCE_MS;
  while (SYSTEM_CLOCK.now() < until) {
    const lock = adoptLock(lockfn, STARTER_MS);
    if (lock.kind === "failed") log.error(`LOCKFN ${lockfn} cannot be made: ${lock.reason}`);
    if (lock.kind === "failed") return exitStatusOf(lock.code);
    const answer = await ask(pipefn, env[ORDER] ?? LIST_TIMERS);
    if (lock.kind === "held" && answer.kind === "nobody") return serve(parts, lock).finally(() => lock.release());
    if (lock.kind === "held") lock.release();
    if (answer.kind === "answer") return 0;
    await sleep(SYSTEM_CLOCK, RETRY_MS);
  }
  log.error(`PIPEFN ${pipefn}: somebody is there and does not answer`);
  return 1;
}
