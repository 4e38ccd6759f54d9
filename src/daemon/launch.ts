/** Going to the background: Node cannot fork, so a detached second process starts and says `ready` on a pipe. */
import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { closeSync, openSync, writeSync } from "node:fs";
import type { Readable } from "node:stream";
import type { Env } from "../system/files/paths.ts";
import type { DaemonSignal, Signals } from "../system/process/signals.ts";

export interface LaunchOptions {
  /** `detached`: a session of its own, back when it is ready. `attached`: back when it has ended. */
  readonly kind: "detached" | "attached";
  /** Keep standard error open after the start (NUT_DEBUG_SYSLOG=stderr). */
  readonly keepStderr: boolean;
  /** A program that starts ours: `chroot DIR`. */
  readonly through?: readonly string[];
  /** Node's arguments, to start something else than what we were started as. */
  readonly args?: readonly string[];
  readonly env?: Env;
  /** While we wait, the child gets our signals. */
  readonly signals: Signals;
}

/** Exit status for our own caller. */
export type Launch = (options: LaunchOptions) => Promise<number>;

export interface Launcher {
  /** Lets it go, and lets go of its standard error unless that is to be kept. */
  ready(keepStderr: boolean): void;
}

/** Names the pipe; its presence says that we are the process in the background. */
export const READY_FD = "NUTTS_READY_FD";
const READY = "ready\n";
const PIPE = 3;
const DRAIN_MS = 1000;

const again = ({ through = [], args = process.argv.slice(1) }: LaunchOptions): readonly [string, readonly string[]] => {
  const [command = "", ...rest] = [...through, process.execPath, ...process.execArgv, ...args];
  return [command, rest];
};

function endStatus(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    child.on("error", () => resolve(1));
    child.on("exit", (status) => resolve(status ?? 1));
  });
}

/** Resolves when what was printed has been passed on; not later than `ms`, should a grandchild hold the pipe. */
function drained(output: Readable | null, ms: number): Promise<void> {
  return new Promise((resolve) => {
    if (output === null || output.readableEnded) return resolve();
    const timer = setTimeout(resolve, ms);
    output.on("close", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function saysReady(pipe: Readable): Promise<number> {
  return new Promise((resolve) => {
    let said = "";
    pipe.on("data", (chunk: Buffer) => {
      said += chunk.toString("latin1");
      if (said.startsWith(READY)) resolve(0);
    });
    pipe.on("error", () => undefined);
  });
}

function start(options: LaunchOptions): ChildProcess {
  const [command, args] = again(options);
  const detached = options.kind === "detached";
  const stdio: StdioOptions = detached
    ? ["ignore", "ignore", options.keepStderr ? "inherit" : "pipe", "pipe"]
    : "inherit";
  const marks = detached ? { [READY_FD]: String(PIPE) } : {};
  return spawn(command, args, { detached, stdio, env: { ...process.env, ...options.env, ...marks } });
}

/** A child of our session hears the keyboard's signals by itself; twice would mean "at once". */
function passOn(child: ChildProcess, kind: LaunchOptions["kind"], signal: DaemonSignal): void {
  const keyboard = signal === "SIGINT" || signal === "SIGQUIT";
  if (kind === "detached") child.kill(keyboard ? "SIGTERM" : signal);
  else if (!keyboard) child.kill(signal);
}

/** 0 when the child is ready, else its exit status. Either way nothing ties us to it afterwards. */
async function readyStatus(child: ChildProcess): Promise<number> {
  child.stderr?.pipe(process.stderr, { end: false });
  const pipe = child.stdio[PIPE] as Readable;
  const status = await Promise.race([endStatus(child), saysReady(pipe)]);
  await drained(child.stderr, DRAIN_MS);
  child.unref();
  pipe.destroy();
  child.stderr?.destroy();
  return status;
}

export const LAUNCH: Launch = async (options) => {
  const child = start(options);
  const unlisten = options.signals.listen((signal) => passOn(child, options.kind, signal));
  const status = await (options.kind === "attached" ? endStatus(child) : readyStatus(child));
  unlisten();
  return status;
};

/** Points standard error at /dev/null: its reader has gone. The lowest free number is the one just closed. */
function dropStderr(): void {
  closeSync(2);
  openSync("/dev/null", "w");
}

/** The launcher, when there is one; the mark is removed so that our own children do not take it for theirs. */
export function attachedLauncher(env: NodeJS.ProcessEnv = process.env): Launcher | undefined {
  const fd = Number(env[READY_FD]);
  delete env[READY_FD];
  if (!Number.isInteger(fd) || fd < PIPE) return undefined;
  return {
    ready: (keepStderr) => {
      if (!keepStderr) dropStderr();
      writeSync(fd, READY);
      closeSync(fd);
    },
  };
}
