/**
 * Service states for systemd, through systemd-notify(1), as Node has no UNIX datagrams: units need
 * `NotifyAccess=all`. Without NOTIFY_SOCKET nothing is started.
 */
import type { Clock, Timer } from "./clock.ts";
import type { Env } from "./files/paths.ts";
import type { Log } from "./log/log.ts";
import type { ProcessRunner, RunResult } from "./process/process-runner.ts";

export interface ServiceNotify {
  /** Start-up, or a reload, is complete; tells the main process too. Starts the watchdog's heartbeat. */
  ready(pid: number, status?: string): Promise<void>;
  reloading(): Promise<void>;
  stopping(status: string): Promise<void>;
  status(text: string): Promise<void>;
  /** Asked before each heartbeat: where the answer is no there is none, and systemd starts the service again. */
  beatWhile(answers: () => boolean): void;
}

const SILENT: ServiceNotify = {
  ready: () => Promise.resolve(),
  reloading: () => Promise.resolve(),
  stopping: () => Promise.resolve(),
  status: () => Promise.resolve(),
  beatWhile: () => undefined,
};

/** Microseconds of CLOCK_MONOTONIC, which notify-reload wants with RELOADING and READY. */
const monotonic = (): string => `MONOTONIC_USEC=${process.hrtime.bigint() / 1000n}`;

/** Milliseconds between heartbeats: half of what systemd waits for, or undefined without a watchdog. */
export function heartbeatMs(env: Env): number | undefined {
  const limit = Number(env.WATCHDOG_USEC);
  return limit > 0 ? Math.max(1, Math.floor(limit / 2000)) : undefined;
}

export interface NotifyOptions {
  readonly env: Env;
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly log: Log;
}

/** While much is starting systemd has no time: of a READY that never came to it, it would make the end of the service. */
const PATIENCE_MS = 60_000;
/** Nobody waits longer to go. */
const GOODBYE_MS = 10_000;

/** systemd ends all processes of a service together, also what was about to tell it that we end. */
const isEnding = (result: RunResult): boolean => result.kind === "killed" && result.signal === "SIGTERM";

class SystemdNotify implements ServiceNotify {
  readonly #options: NotifyOptions;
  #heartbeat: Timer | undefined;
  #complained = false;
  #answers: () => boolean = () => true;

  constructor(options: NotifyOptions) {
    this.#options = options;
  }

  async #send(words: readonly string[], timeoutMs = PATIENCE_MS): Promise<void> {
    const { runner, env, log } = this.#options;
    const result = await runner.run("systemd-notify", words, { env, timeoutMs });
    if ((result.kind === "exited" && result.status === 0) || isEnding(result) || this.#complained) return;
    this.#complained = true;
    if (result.kind === "not-started")
      log.warning(`cannot tell systemd our state: ${result.reason}; install systemd-notify, or use Type=simple`);
    else log.warning(`cannot tell systemd our state: ${result.stderr.trim() || result.kind}`);
  }

  async ready(pid: number, status?: string): Promise<void> {
    const state = status === undefined ? [] : [`--status=${status}`];
    await this.#send(["--ready", `--pid=${pid}`, ...state, monotonic()]);
    this.#beat();
  }

  #beat(): void {
    const every = heartbeatMs(this.#options.env);
    if (every === undefined || this.#heartbeat) return;
    const again = (): void => {
      this.#heartbeat = this.#options.clock.after(every, again);
      if (this.#answers()) void this.#send(["WATCHDOG=1"]);
    };
    again();
  }

  beatWhile(answers: () => boolean): void {
    this.#answers = answers;
  }

  reloading(): Promise<void> {
    return this.#send(["RELOADING=1", monotonic()]);
  }

  stopping(status: string): Promise<void> {
    this.#heartbeat?.cancel();
    return this.#send(["STOPPING=1", `--status=${status}`], GOODBYE_MS);
  }

  status(text: string): Promise<void> {
    return this.#send([`--status=${text}`]);
  }
}

/** States for systemd, or for nobody when no service manager asked for them. */
export const serviceNotify = (options: NotifyOptions): ServiceNotify =>
  options.env.NOTIFY_SOCKET ? new SystemdNotify(options) : SILENT;
