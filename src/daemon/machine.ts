/** The process and the machine as the lifecycle sees them, so that tests can be them. */
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import { FILES, type Files } from "../system/files/files.ts";
import type { Env } from "../system/files/paths.ts";
import { stderrIsJournal, writeStderr } from "../system/log/stderr-sink.ts";
import { PROCESS_RUNNER, type ProcessRunner } from "../system/process/process-runner.ts";
import { RUNNING, type Running } from "../system/process/running.ts";
import { PROCESS_SIGNALS, type Signals } from "../system/process/signals.ts";
import { keepHeapSmall } from "../system/process/small-heap.ts";
import { systemUsers, type Users } from "../system/process/users.ts";
import { attachedLauncher, LAUNCH, type Launch, type Launcher } from "./launch.ts";

export interface Machine {
  readonly env: Env;
  readonly pid: number;
  readonly clock: Clock;
  readonly files: Files;
  readonly running: Running;
  readonly runner: ProcessRunner;
  readonly users: Users;
  readonly signals: Signals;
  /** True when standard error is the journal. */
  readonly journal: boolean;
  stderr(text: string): void;
  /** Starts this same program again: in the background, or inside another root. */
  readonly launch: Launch;
  /** The process that waits for us to be ready, when we are the one in the background. */
  readonly launcher: Launcher | undefined;
  setTitle(title: string): void;
  /** From here on memory goes before speed. */
  keepHeapSmall(): void;
  /** Hears of exceptions that nobody caught; returns the way to stop. */
  onCrash(hear: (error: unknown) => void): () => void;
  /** Ends the process with `status` if something still holds it after `ms`. */
  leaveWithin(ms: number, status: number): void;
  exit(status: number): void;
}

function onCrash(hear: (error: unknown) => void): () => void {
  process.on("uncaughtException", hear);
  return () => void process.off("uncaughtException", hear);
}

export const systemMachine = (env: Env = process.env): Machine => ({
  env,
  pid: process.pid,
  clock: SYSTEM_CLOCK,
  files: FILES,
  running: RUNNING,
  runner: PROCESS_RUNNER,
  users: systemUsers(PROCESS_RUNNER),
  signals: PROCESS_SIGNALS,
  journal: stderrIsJournal(env),
  stderr: writeStderr,
  launch: LAUNCH,
  launcher: attachedLauncher(),
  setTitle: (title) => {
    process.title = title;
  },
  keepHeapSmall,
  onCrash,
  leaveWithin: (ms, status) => void setTimeout(() => process.exit(status), ms).unref(),
  exit: (status) => process.exit(status),
});
