/** Does what one section of upssched-cmd.conf says: tells people, runs a command here or elsewhere, asks for FSD. */
import { join } from "node:path";
import type { Io } from "../cli/program.ts";
import type { ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { sshWords } from "../hosts/kinds/ssh.ts";
import { widePath } from "../hosts/run-program.ts";
import { deliverPosted, openNotifyQueues, post } from "../notify/notify-queues.ts";
import { fillTemplate, gapsOf } from "../notify/template.ts";
import { FILES } from "../system/files/files.ts";
import { pidPath } from "../system/files/paths.ts";
import { readPidFile } from "../system/files/pid-file.ts";
import type { Log } from "../system/log/log.ts";
import { askToWait } from "../system/process/hold.ts";
import { PROCESS_RUNNER, type ProcessRunner, type RunResult } from "../system/process/process-runner.ts";
import { RUNNING, type Running } from "../system/process/running.ts";
import { leaveToWorker } from "./notify-worker.ts";
import { readVariables } from "./read-variables.ts";

export interface Acting {
  readonly io: Io;
  readonly log: Log;
  readonly dryRun: boolean;
  readonly runner?: ProcessRunner;
  readonly running?: Running;
}

/** How long messages are tried here; what is left then goes to a process of its own. */
const DELIVER_MS = 20_000;
/** Added to a command's own limit, so that ssh can say why it failed. */
const GRACE_MS = 2000;

/** Words of the environment, then variables of the UPS; what nobody knows is said to be unknown. */
async function words(action: ScheduledAction, { io, log }: Acting): Promise<(name: string) => string> {
  const { UPSNAME = "", NOTIFYTYPE = "", NOTIFYMSG = "" } = io.env;
  const known: Readonly<Record<string, string>> = { UPSNAME, NOTIFYTYPE, NOTIFYMSG, NAME: action.name };
  const needed = gapsOf(`${action.subject ?? ""}${action.text ?? ""}`).filter((name) => known[name] === undefined);
  const variables =
    needed.length > 0 ? await readVariables(UPSNAME.split(",")[0] ?? "", log) : new Map<string, string>();
  return (name) => known[name] ?? variables.get(name) ?? "unknown";
}

async function tell(action: ScheduledAction, acting: Acting): Promise<boolean> {
  const { io, log, dryRun } = acting;
  if (action.notify === undefined) return true;
  const word = await words(action, acting);
  const { UPSNAME = "", NOTIFYTYPE = "OTHER", NOTIFYMSG = "" } = io.env;
  const text = fillTemplate(action.text ?? (NOTIFYMSG || action.name), word);
  const subject = action.subject === undefined ? {} : { subject: fillTemplate(action.subject, word) };
  if (dryRun) {
    io.out(`notify ${action.notify.join(" ") || "all channels"}: ${text}\n`);
    return true;
  }
  const queues = openNotifyQueues(io.env, log);
  if (!queues) return false;
  const only = action.notify.length > 0 ? { only: action.notify } : {};
  const posted = post(queues, { type: NOTIFYTYPE, upsname: UPSNAME, text, ...subject, ...only }, { env: io.env, log });
  if (posted.queued.length + posted.undelivered.length === 0) {
    log.warning(`${action.name}: no channel of notify.conf takes this message`);
    return true;
  }
  const { due, lost } = await deliverPosted(queues, posted, { env: io.env, log, forMs: DELIVER_MS });
  if (due !== undefined) leaveToWorker(io.env);
  return !lost;
}

function reportRun(what: string, result: RunResult, log: Log): boolean {
  if (result.kind === "exited" && result.status === 0) {
    log.info(`${what}: done`);
    return true;
  }
  if (result.kind === "exited") log.error(`${what} returned ${result.status}: ${result.stderr.trim().slice(-300)}`);
  else if (result.kind === "timeout") log.error(`${what} did not end in time and was given up`);
  else log.error(`${what} failed: ${result.kind === "killed" ? result.signal : result.reason}`);
  return false;
}

async function runCommand(
  action: ScheduledAction,
  { io, log, dryRun, runner = PROCESS_RUNNER }: Acting,
): Promise<boolean> {
  const { command, ssh, sshOptions, timeout, host } = action;
  if (!command || host) return true;
  const what = ssh === undefined ? `${action.name}: command` : `${action.name}: command on ${ssh}`;
  if (dryRun) {
    io.out(`${what}: ${command}\n`);
    return true;
  }
  const timeoutMs = timeout * 1000 + GRACE_MS;
  // A machine that is shut down from here must be down before this one goes.
  if (ssh !== undefined) askToWait(io.env, timeoutMs / 1000);
  const result =
    ssh === undefined
      ? await runner.run("/bin/sh", ["-c", command], { env: widePath(io.env), timeoutMs })
      : await runner.run("ssh", sshWords(ssh, sshOptions, command, Math.ceil(timeout)), {
          env: widePath(io.env),
          timeoutMs,
        });
  return reportRun(what, result, log);
}

/** The PID file names upsmon's unprivileged child, which runs as the same user as upssched does. */
function askForShutdown(action: ScheduledAction, { io, log, dryRun, running = RUNNING }: Acting): boolean {
  if (!action.fsd) return true;
  if (dryRun) {
    io.out(`${action.name}: forced shutdown through upsmon\n`);
    return true;
  }
  const path = join(pidPath(io.env), "upsmon.pid");
  const state = readPidFile(path, ["upsmon"], { files: FILES, running, env: io.env });
  if (state.kind !== "running") {
    log.error(`${action.name}: no upsmon runs (${path}): no forced shutdown`);
    return false;
  }
  const sent = running.send(state.pid, "SIGUSR1");
  if (sent === "sent") log.notice(`${action.name}: asked upsmon (process ${state.pid}) for a forced shutdown`);
  else log.error(`${action.name}: upsmon (process ${state.pid}) cannot be asked for a forced shutdown: ${sent}`);
  return sent === "sent";
}

/** Everything the section says, at once: no part waits for another. True when all of it was done. */
export async function perform(action: ScheduledAction, acting: Acting): Promise<boolean> {
  const parts = [tell(action, acting), runCommand(action, acting), Promise.resolve(askForShutdown(action, acting))];
  return (await Promise.all(parts)).every(Boolean);
}
