export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds from an arbitrary start; never goes back, stands still or not in suspend as the system has it. */
  now(): number;
  wall(): number;
  after(ms: number, run: () => void): Timer;
}

/** Not `performance`, which costs a short program a millisecond of loading. */
function monotonic(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1000 + nanoseconds / 1e6;
}

/** Milliseconds by which a timer may be late before that is taken for a stall of ours. */
const STALL_MS = 100;
/** Milliseconds in which what has come meanwhile is read, through as many turns of the loop as it takes. */
const CATCH_UP_MS = 10;

/** Timers that wait for that. While there is one all do, so that their order stays. */
const behind = new Set<LateTimer>();

/**
 * After a stall (a busy machine, a program that is being loaded) Node runs timers before it looks what has come:
 * an answer that is here would be too late.
 */
class LateTimer implements Timer {
  readonly #due: number;
  readonly #run: () => void;
  #timeout: NodeJS.Timeout;
  #immediate: NodeJS.Immediate | undefined;

  constructor(ms: number, run: () => void) {
    this.#due = monotonic() + ms;
    this.#run = run;
    this.#timeout = setTimeout(() => this.#fire(), ms);
  }

  #fire(): void {
    if (behind.size === 0 && monotonic() - this.#due < STALL_MS) return this.#run();
    behind.add(this);
    this.#immediate = setImmediate(() => {
      this.#timeout = setTimeout(() => {
        behind.delete(this);
        this.#run();
      }, CATCH_UP_MS);
    });
  }

  cancel(): void {
    clearTimeout(this.#timeout);
    if (this.#immediate) clearImmediate(this.#immediate);
    behind.delete(this);
  }
}

export const SYSTEM_CLOCK: Clock = {
  now: monotonic,
  wall: () => Date.now(),
  after: (ms, run) => new LateTimer(Math.max(0, ms), run),
};

export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason as Error);
    const timer = clock.after(ms, () => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
    const stop = (): void => {
      timer.cancel();
      reject(signal?.reason as Error);
    };
    signal?.addEventListener("abort", stop, { once: true });
  });
}
