/** Asks a driver that serves the same UPS to end: over its socket, then by signal. Ours and the C project's alike. */

import type { Machine } from "../../daemon/run-daemon.ts";
import { queryInstcmd } from "../../sockproto/driver-query.ts";
import { isAnswered } from "../../sockproto/socket-file.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { readPidFile } from "../../system/files/pid-file.ts";
import type { Log } from "../../system/log/log.ts";

export interface Predecessor {
  readonly driver: string;
  readonly socketPath: string;
  readonly pidFile: string;
}

type PredecessorDeps = Pick<Machine, "clock" | "files" | "running" | "env" | "pid">;

/** `left`: it ran and has ended. `none`: nobody was there. `stuck`: it is still there. */
export type Dismissal = "left" | "none" | "stuck";

const ASK_MS = 15_000;
const LEAVE_MS = 10_000;
const TERM_MS = 5000;
const LOOK_MS = 50;

async function waitFor(gone: () => boolean | Promise<boolean>, ms: number, clock: Clock): Promise<boolean> {
  const end = clock.now() + ms;
  while (!(await gone())) {
    if (clock.now() >= end) return false;
    await sleep(clock, LOOK_MS);
  }
  return true;
}

async function askToLeave({ socketPath }: Predecessor, { clock }: PredecessorDeps, log: Log): Promise<Dismissal> {
  const answer = await queryInstcmd({ path: socketPath, clock, timeoutMs: ASK_MS }, "driver.exit");
  if (answer.kind === "absent") return "none";
  log.debug(1, `driver.exit over ${socketPath}: ${answer.kind}`);
  if (answer.kind === "silent" && !(await isAnswered(socketPath))) return "left";
  if (answer.kind === "silent" || answer.value !== 0) return "stuck";
  return (await waitFor(async () => !(await isAnswered(socketPath)), LEAVE_MS, clock)) ? "left" : "stuck";
}

/** A process that nobody has collected yet has no command line any more: containers often have no init that does. */
const hasEnded = (pid: number, { running }: PredecessorDeps): boolean =>
  running.send(pid, 0) === "no-process" || running.command(pid)?.length === 0;

async function signal(
  { pidFile, driver }: Predecessor,
  machine: PredecessorDeps,
  log: Log,
  leaving: boolean,
): Promise<Dismissal> {
  const state = readPidFile(pidFile, [driver], machine);
  if (state.kind !== "running" || state.pid === machine.pid) return "none";
  const gone = (): boolean => hasEnded(state.pid, machine);
  if (leaving && (await waitFor(gone, LEAVE_MS, machine.clock))) return "left";
  for (const kind of ["SIGTERM", "SIGKILL"] as const) {
    const sent = machine.running.send(state.pid, kind);
    if (sent === "not-allowed") log.error(`process ${state.pid} (${pidFile}) belongs to another user: cannot end it`);
    if (sent !== "sent") break;
    if (await waitFor(gone, TERM_MS, machine.clock)) {
      if (kind === "SIGKILL") machine.files.remove(pidFile);
      return "left";
    }
    log.warning(`process ${state.pid} (${pidFile}) does not obey ${kind}`);
  }
  return gone() ? "left" : "stuck";
}

export async function dismiss(predecessor: Predecessor, machine: PredecessorDeps, log: Log): Promise<Dismissal> {
  const asked = await askToLeave(predecessor, machine, log);
  const told = await signal(predecessor, machine, log, asked === "left");
  if (asked === "none" || told === "stuck") return told;
  return asked === "left" || told === "left" ? "left" : "stuck";
}
