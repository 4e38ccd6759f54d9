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

export const SYSTEM_CLOCK: Clock = {
  now: monotonic,
  wall: () => Date.now(),
  after: (ms, run) => {
    const handle = setTimeout(run, Math.max(0, ms));
    return { cancel: () => clearTimeout(handle) };
  },
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
