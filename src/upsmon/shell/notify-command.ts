/** NOTIFYCMD may use shell syntax; the message is its argument. `hold SECONDS` on NUTTS_HOLD_FD delays the shutdown. */
import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import { DRILL_ID, NOTICE_ID, noticeId } from "../../notify/notice.ts";
import type { Clock } from "../../system/clock.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { HOLD_FD, readHold } from "../../system/process/hold.ts";
import { AGAIN, KILLED, wasKilled } from "../../system/process/own-command.ts";
import { shellCommand } from "../../system/process/shell-command.ts";
import type { Notification } from "./notification.ts";

/** Runs the command for a notice; resolves when it has ended, with whether it was killed, and never rejects. */
export type NotifyCommand = (command: string, notice: Notification, again?: boolean) => Promise<"killed" | undefined>;

export interface Holding {
  hold(id: string, seconds: number): void;
  release(id: string): void;
}

export interface NotifyCommandDeps {
  readonly clock: Clock;
  readonly env: Env;
  readonly log: Log;
  readonly holding: Holding;
}

/** What a program may write to the descriptor before it is no longer read, in characters. */
const MAX_WRITTEN = 4096;
const PIPE = 3;

function hearHolds(pipe: Readable, hear: (seconds: number) => void): void {
  let text = "";
  pipe.setEncoding("latin1");
  pipe.on("error", () => undefined);
  pipe.on("data", (chunk: string) => {
    text = (text + chunk).slice(0, MAX_WRITTEN);
    const lines = text.split("\n");
    text = lines.pop() ?? "";
    for (const line of lines) {
      const seconds = readHold(line);
      if (seconds !== undefined) hear(seconds);
    }
  });
}

const environment = (env: Env, { type, ups, drill }: Notification, now: number, again: boolean): NodeJS.ProcessEnv => ({
  ...env,
  [NOTICE_ID]: noticeId(Math.round(now), process.pid),
  UPSNAME: ups,
  NOTIFYTYPE: type,
  ...(drill === undefined ? {} : { [DRILL_ID]: drill }),
  ...(again ? { [AGAIN]: KILLED } : {}),
  [HOLD_FD]: String(PIPE),
});

/** NOTIFYCMD as programs of this machine. */
export function systemNotifyCommand({ env, log, holding, clock }: NotifyCommandDeps): NotifyCommand {
  let count = 0;
  return (command, notice, again = false) =>
    new Promise((resolve) => {
      const id = `${notice.type} ${++count}`;
      const child = spawn("/bin/sh", ["-c", `${shellCommand(command)} "$1"`, "sh", notice.text], {
        env: environment(env, notice, clock.wall(), again),
        stdio: ["ignore", "inherit", "inherit", "pipe"],
      });
      const pipe = child.stdio[PIPE];
      if (pipe) hearHolds(pipe as Readable, (seconds) => holding.hold(id, seconds));
      const done = (why: string | undefined, killed = false): void => {
        if (why !== undefined) log.warning(`NOTIFYCMD for ${notice.type} ${why}`);
        (pipe as Readable | null)?.destroy();
        holding.release(id);
        resolve(killed ? "killed" : undefined);
      };
      child.on("error", (error) => done(`could not be started: ${error.message}`));
      child.on("exit", (status, signal) => {
        const killed = wasKilled(status, signal);
        if (signal !== null) done(`was ended by ${signal}`, killed);
        else done(status === 0 ? undefined : `returned ${status}`, killed);
      });
    });
}
