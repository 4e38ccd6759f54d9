import { adviceOf } from "../conf/upssched/places.ts";
import { NOTICE_ID } from "../notify/notice.ts";
import { splitWords } from "../nut/words.ts";
import { removeSocket } from "../sockproto/socket-file.ts";
import { SYSTEM_CLOCK, sleep, type Timer } from "../system/clock.ts";
import { adoptLock, type HeldLock } from "../system/files/lock-file.ts";
import type { Env } from "../system/files/paths.ts";
import { BEAT_MS } from "../system/files/work-file.ts";
import type { Log } from "../system/log/log.ts";
import { AGAIN } from "../system/process/own-command.ts";
import { systemCode, systemReason } from "../system/system-error.ts";
import { ageOf, comingEvents } from "./event-order.ts";
import { Keeping, type KeptTimers, keptPath, leftTimers, mayGoOn, type RunningScript } from "./kept-timers.ts";
import { ask } from "./pipe.ts";
import { LIST_TIMERS, parseRequest } from "./requests.ts";
import { runScript, type Script } from "./script.ts";
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
  const {
    UPSNAME,
    NOTIFYTYPE,
    NOTIFYMSG,
    [DAEMON_ENV]: _,
    [ORDER]: __,
    [NOTICE_ID]: ___,
    [AGAIN]: ____,
    ...rest
  } = env;
  return rest;
}

/** The order that the daemon was started with is in before anybody can ask anything else of it. */
function begin(daemon: TimerDaemon, order: string | undefined): void {
  const input = order === undefined ? undefined : parseRequest(splitWords(order));
  if (input !== undefined && input !== "list") daemon.input(input);
}

/** The daemon with its scripts, and what of both outlives it. */
class Serving {
  readonly daemon: TimerDaemon;
  readonly #script: Script;
  readonly #keeping: Keeping | undefined;
  #beating: Timer | undefined;

  constructor({ cmdscript, pipefn, env, log }: ServeParts, onEnd: () => void) {
    const again = mayGoOn(cmdscript, env);
    this.#script = { command: cmdscript, env: bare(env), log, again };
    this.#keeping = again ? new Keeping(keptPath(pipefn, env), log) : undefined;
    this.daemon = new TimerDaemon({
      ...{ clock: SYSTEM_CLOCK, log },
      run: (name, events) => void this.#run({ name, events }),
      keep: (state) => this.#keeping?.timers(state),
      ageOf: (stamp) => ageOf(stamp),
      coming: () => comingEvents(env),
      onEnd,
    });
    this.#beat();
  }

  #beat(): void {
    this.#keeping?.beat();
    this.#beating = SYSTEM_CLOCK.after(BEAT_MS, () => this.#beat());
  }

  async #run(script: RunningScript, resumed = false): Promise<void> {
    this.#keeping?.begun(script);
    await runScript(this.#script, script.name, script.events, resumed);
    this.#keeping?.ended(script);
  }

  /** Goes on with what a daemon had that was lost; the order, which came later, counts before what was due meanwhile. */
  begin(left: KeptTimers | undefined, order: string | undefined): void {
    if (left) this.daemon.restore(left);
    begin(this.daemon, order);
    for (const script of left?.running ?? []) void this.#run(script, true);
  }

  /** Nobody shall go on with it. */
  drop(): void {
    this.#beating?.cancel();
    this.#keeping?.drop();
  }
}

async function serve(parts: ServeParts, lock: HeldLock): Promise<number> {
  const { cmdscript, pipefn, env, log } = parts;
  let ended = (): void => undefined;
  const end = new Promise<void>((resolve) => {
    ended = resolve;
  });
  const left = mayGoOn(cmdscript, env) ? leftTimers(pipefn, env) : undefined;
  const serving = new Serving(parts, ended);
  process.once("SIGTERM", () => {
    serving.drop();
    process.exit(0);
  });
  try {
    removeSocket(pipefn);
    await serving.daemon.listen(pipefn);
    if (left) log.warning(`a timer daemon was lost; what it had goes on: ${namesOf(left)}`);
    serving.begin(left, env[ORDER]);
    lock.release();
  } catch (error) {
    const code = systemCode(error);
    log.error(`PIPEFN ${pipefn} cannot be opened: ${systemReason(error)}; ${adviceOf(code, pipefn)}`);
    serving.daemon.abandon();
    return exitStatusOf(code);
  }
  await end;
  serving.drop();
  return 0;
}

const namesOf = ({ timers, running }: KeptTimers): string => [...timers, ...running].map(({ name }) => name).join(", ");

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
