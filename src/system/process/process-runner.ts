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
    const timer = setTimeout(() => {
      expired = true;
      child.kill("SIGKILL");
    }, options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    child.on("error", (error) => {
      clearTimeout(timer);
      resolve({ kind: "not-started", reason: error.message });
    });
    child.on("close", (status, signal) => {
      clearTimeout(timer);
      const texts = { stdout: out?.text() ?? "", stderr: err?.text() ?? "" };
      if (expired) resolve({ kind: "timeout", ...texts });
      else if (status === null) resolve({ kind: "killed", signal: signal ?? "", ...texts });
      else resolve({ kind: "exited", status, ...texts });
    });
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
