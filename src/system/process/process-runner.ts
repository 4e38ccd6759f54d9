/** Other programs, started without a shell: run to their end within limits, or fed for as long as we live. */
import { type ChildProcess, spawn } from "node:child_process";
import type { Env } from "../files/paths.ts";

export interface RunOptions {
  readonly env?: Env;
  readonly input?: string;
  /** An open file as the program's file 3. As standard input it would become blocking for us too. */
  readonly file?: number;
  /** Milliseconds until the program is killed (10,000). */
  readonly timeoutMs?: number;
  readonly maxOutput?: number;
}

export type RunResult =
  | { readonly kind: "exited"; readonly status: number; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "killed"; readonly signal: string; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "timeout"; readonly stdout: string; readonly stderr: string }
  | { readonly kind: "not-started"; readonly reason: string };

/** A program that reads lines from us for as long as it lives. */
export interface Feed {
  /** Queues a line; dropped when the program is gone or more than `maxPending` bytes wait. */
  write(line: string): void;
  end(): Promise<void>;
  /** Called once: the exit status, undefined after a signal or when it never started. */
  onExit(listener: (status: number | undefined) => void): void;
}

export interface ProcessRunner {
  run(command: string, args: readonly string[], options?: RunOptions): Promise<RunResult>;
  feed(command: string, args: readonly string[], options?: { readonly maxPending?: number }): Feed;
}

class Kept {
  readonly #limit: number;
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  add(chunk: Buffer): void {
    const room = this.#limit - this.#bytes;
    if (room <= 0) return;
    this.#chunks.push(chunk.subarray(0, room));
    this.#bytes += Math.min(room, chunk.length);
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_OUTPUT = 65_536;
/** What it has started itself may hold its outputs open for as long as it likes: that is not waited for. */
const AFTER_EXIT_MS = 1000;
const AFTER_KILL_MS = 200;

/** We read on, so that whoever still writes is not ended by it, and it keeps nobody here. */
function leave(child: ChildProcess): void {
  child.unref();
  for (const output of [child.stdout, child.stderr]) (output as unknown as { unref?: () => void } | null)?.unref?.();
}

function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<RunResult> {
  return new Promise((resolve) => {
    const child = spawn(command, [...args], {
      stdio: ["pipe", "pipe", "pipe", ...(options.file === undefined ? [] : [options.file])],
      ...(options.env && { env: { ...options.env } }),
    });
    const outputs = [new Kept(options.maxOutput ?? DEFAULT_OUTPUT), new Kept(options.maxOutput ?? DEFAULT_OUTPUT)];
    const [out, err] = outputs;
    child.stdout?.on("data", (chunk: Buffer) => out?.add(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err?.add(chunk));
    child.stdin?.on("error", () => undefined).end(options.input);
    let expired = false;
    const end = (status: number | null, signal: string | null): void => {
      clearTimeout(timer);
      clearTimeout(late);
      const texts = { stdout: out?.text() ?? "", stderr: err?.text() ?? "" };
      if (status !== null) resolve({ kind: "exited", status, ...texts });
      else if (expired) resolve({ kind: "timeout", ...texts });
      else resolve({ kind: "killed", signal: signal ?? "", ...texts });
    };
    let late: NodeJS.Timeout | undefined;
    const endWithin = (ms: number): void => {
      clearTimeout(late);
      late = setTimeout(() => {
        leave(child);
        end(child.exitCode, child.signalCode);
      }, ms);
    };
    const timer = setTimeout(() => {
      expired = true;
      child.kill("SIGKILL");
      endWithin(AFTER_KILL_MS);
    }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ kind: "not-started", reason: error.message });
    });
    child.on("exit", () => endWithin(expired ? AFTER_KILL_MS : AFTER_EXIT_MS));
    child.on("close", end);
  });
}

const DEFAULT_PENDING = 1_048_576;
/** How long a program may take to read the rest of its input and go. */
const END_MS = 1000;

class ChildFeed implements Feed {
  readonly #child: ChildProcess;
  readonly #maxPending: number;
  readonly #ended: Promise<number | undefined>;

  constructor(child: ChildProcess, maxPending: number) {
    this.#child = child;
    this.#maxPending = maxPending;
    child.stdin?.on("error", () => undefined);
    this.#ended = new Promise((resolve) => {
      child.on("error", () => resolve(undefined));
      child.on("exit", (status) => resolve(status ?? undefined));
    });
  }

  write(line: string): void {
    const input = this.#child.stdin;
    if (!input?.writable || input.writableLength > this.#maxPending) return;
    input.write(`${line}\n`);
  }

  async end(): Promise<void> {
    this.#child.stdin?.end();
    this.#child.ref();
    const timer = setTimeout(() => this.#child.kill(), END_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  onExit(listener: (status: number | undefined) => void): void {
    void this.#ended.then(listener);
  }
}

function feed(command: string, args: readonly string[], options: { readonly maxPending?: number } = {}): Feed {
  const child = spawn(command, [...args], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  child.unref();
  // A pipe that is only written to must not keep the process alive.
  const input = child.stdin as unknown as { unref?: () => void } | null;
  input?.unref?.();
  return new ChildFeed(child, options.maxPending ?? DEFAULT_PENDING);
}

export const PROCESS_RUNNER: ProcessRunner = { run, feed };
