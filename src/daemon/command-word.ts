/** `-c WORD`: a signal to the daemon that runs already. */
import { type PidState, parsePid, readPidFile, stateOfPid } from "../system/files/pid-file.ts";
import type { Machine } from "./machine.ts";

/** A word of a table, exactly or by its beginning; the first in the table's order wins. */
export const matchWord = <Word extends string>(words: readonly Word[], given: string): Word | undefined =>
  words.find((word) => word === given) ?? (given === "" ? undefined : words.find((word) => word.startsWith(given)));

export interface SignalRequest {
  readonly programs: readonly [string, ...string[]];
  readonly signal: NodeJS.Signals;
  readonly pidFile: string;
  /** `-P`, as given. */
  readonly pid?: string | undefined;
  /** What to type under systemd: `systemctl reload nut-server`. */
  readonly systemd: string;
}

/** What became of it: the exit status and, unless it went well, a text for the person. */
export interface SignalOutcome {
  readonly status: number;
  readonly text?: string;
}

function target(request: SignalRequest, machine: Machine): PidState {
  if (request.pid === undefined) return readPidFile(request.pidFile, request.programs, machine);
  const pid = parsePid(request.pid);
  if (pid === undefined) return { kind: "unreadable", reason: `-P ${request.pid} is not a process number` };
  return stateOfPid(pid, request.programs, machine.running, machine.env);
}

function why(state: Exclude<PidState, { kind: "running" }>, request: SignalRequest): string {
  const [name] = request.programs;
  const from = request.pid === undefined ? ` (from ${request.pidFile})` : "";
  switch (state.kind) {
    case "no-file":
      return `there is no PID file ${request.pidFile}: either no ${name} runs, or it runs in the foreground without -FF; add -P PID to name the process`;
    case "unreadable":
      return state.reason;
    case "gone":
      return `process ${state.pid}${from} does not run any more`;
    case "foreign":
      return `process ${state.pid}${from} is not ${name} but "${state.program}"; if it is, set NUT_IGNORE_CHECKPROCNAME=true`;
  }
}

/** Sends the signal. Never throws. */
export function signalRunning(request: SignalRequest, machine: Machine): SignalOutcome {
  const [name] = request.programs;
  const fail = (text: string): SignalOutcome => ({
    status: 1,
    text: `Failed to signal the running ${name}: ${text}. Under systemd: ${request.systemd}`,
  });
  const state = target(request, machine);
  if (state.kind !== "running") return fail(why(state, request));
  const sent = machine.running.send(state.pid, request.signal);
  if (sent === "sent") return { status: 0 };
  if (sent === "not-allowed") return fail(`process ${state.pid} belongs to another user; try again as root`);
  return fail(`process ${state.pid} has just ended`);
}
