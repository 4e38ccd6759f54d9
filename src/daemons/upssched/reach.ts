/** Says a request to the timer daemon, starting one where there is none. */
import { type ChildProcess, spawn } from "node:child_process";
import { realpathSync } from "node:fs";
import { type Clock, sleep } from "../../host/clock.ts";
import { HOLD_FD } from "../../host/hold.ts";
import { absolutePaths, type Env } from "../../host/paths.ts";
import { ask, type PipeAnswer } from "./pipe.ts";

export interface ReachParts {
  readonly pipefn: string;
  readonly clock: Clock;
  /** Starts a timer daemon in the background. */
  start(): void;
}

/** Between tries while a daemon comes up, and how long that may take. */
const RETRY_MS = 40;
const PATIENCE_MS = 8000;

/**
 * Until the daemon has answered. `needed` false: where nobody listens there is nothing to cancel.
 * Returns why not, or undefined.
 */
export async function reach(
  { pipefn, clock, start }: ReachParts,
  request: string,
  needed: boolean,
): Promise<string | undefined> {
  const until = clock.now() + PATIENCE_MS;
  let started = false;
  let last: PipeAnswer = { kind: "nobody" };
  while (clock.now() < until) {
    last = await ask(pipefn, request);
    if (last.kind === "answer")
      return last.text.startsWith("OK") ? undefined : `the timer daemon says ${last.text.trim()}`;
    if (last.kind === "nobody" && !needed) return undefined;
    if (last.kind === "nobody" && !started) {
      start();
      started = true;
    }
    await sleep(clock, RETRY_MS);
  }
  const why = last.kind === "failed" ? last.reason : "no timer daemon came up";
  return `PIPEFN ${pipefn}: ${why} in ${PATIENCE_MS / 1000} s`;
}

/** This very program again, as the timer daemon, in a session of its own. */
export function startDaemon(env: Env): ChildProcess {
  const child = spawn(process.execPath, [realpathSync(process.argv[1] ?? ""), "upssched"], {
    // Nobody waits for a timer: the descriptor is not passed on.
    env: { ...absolutePaths(env), NUTTS_TIMER_DAEMON: "1", [HOLD_FD]: undefined },
    detached: true,
    stdio: "ignore",
    cwd: "/",
  });
  child.unref();
  return child;
}
