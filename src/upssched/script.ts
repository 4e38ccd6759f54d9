/** Calls CMDSCRIPT. Its own words may use shell syntax; what it is called with never reaches the shell's parser. */
import { spawn } from "node:child_process";
import { scriptCommand } from "../conf/upssched/script-command.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { HOLD_FD, holdFd } from "../system/process/hold.ts";
import { AGAIN, KILLED, LOST, MOST_CALLS, wasKilled } from "../system/process/own-command.ts";
import type { NotifyEvent } from "./notify-event.ts";
import { scriptEnv } from "./script-env.ts";

/** The fourth descriptor of a child: on it a script may ask upsmon to be waited for. */
const CHILD_HOLD = 3;

/** What a shell returns for a program that it could not start. */
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

export interface Script {
  readonly command: string;
  readonly env: Env;
  readonly log: Log;
  /** It is called again where it was killed. */
  readonly again?: boolean;
}

function report(log: Log, name: string, status: number | null, signal: string | null): void {
  if (signal !== null) log.warning(`CMDSCRIPT, called with ${name}, was ended by signal ${signal}`);
  else if (status === NOT_EXECUTABLE || status === NOT_FOUND)
    log.error(`CMDSCRIPT, called with ${name}, returned ${status}: a program of it could not be executed`);
  else if (status !== 0) log.info(`CMDSCRIPT, called with ${name}, returned ${status}`);
}

/** Whether it was killed. */
function callOnce(
  { command, env, log }: Script,
  name: string,
  events: readonly NotifyEvent[],
  more: Env,
): Promise<boolean> {
  const words = name.split(/\s+/).filter((word) => word !== "");
  log.debug(1, `calling CMDSCRIPT ${command} with ${words.join(" ")}`);
  return new Promise((resolve) => {
    const hold = holdFd(env);
    const child = spawn("/bin/sh", ["-c", `${scriptCommand(command, env)} "$@"`, "sh", ...words], {
      env: { ...env, ...scriptEnv(events), ...more, ...(hold === undefined ? {} : { [HOLD_FD]: String(CHILD_HOLD) }) },
      stdio: ["ignore", "inherit", "inherit", hold ?? "ignore"],
    });
    child.on("error", (error) => {
      log.error(`CMDSCRIPT ${command} cannot be started: ${error.message}`);
      resolve(false);
    });
    child.on("close", (status, signal) => {
      report(log, name, status, signal);
      resolve(wasKilled(status, signal));
    });
  });
}

/**
 * Runs the script with `name` split at blanks, as the C program's shell does. Failures are logged. `resumed`: another daemon has
 * called it, which was lost.
 */
export async function runScript(
  script: Script,
  name: string,
  events: readonly NotifyEvent[],
  resumed = false,
): Promise<void> {
  for (let calls = 0; calls < MOST_CALLS; calls++) {
    const more = calls > 0 ? { [AGAIN]: KILLED } : resumed ? { [AGAIN]: LOST } : {};
    if (!(await callOnce(script, name, events, more)) || !script.again) return;
  }
}
