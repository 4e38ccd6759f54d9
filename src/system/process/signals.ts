/** Signals of a daemon. `bin/run.js` catches early ones: Node's SIGUSR1 starts the debugger, SIGHUP ends it. */
export type DaemonSignal = "SIGTERM" | "SIGINT" | "SIGQUIT" | "SIGHUP" | "SIGUSR1";

export const DAEMON_SIGNALS: readonly DaemonSignal[] = ["SIGTERM", "SIGINT", "SIGQUIT", "SIGHUP", "SIGUSR1"];

/** The numbers of Linux and BSD, for log lines. */
export const SIGNAL_NUMBER: Readonly<Record<DaemonSignal, number>> = {
  SIGTERM: 15,
  SIGINT: 2,
  SIGQUIT: 3,
  SIGHUP: 1,
  SIGUSR1: process.platform === "linux" ? 10 : 30,
};

export interface Signals {
  listen(hear: (signal: DaemonSignal) => void): () => void;
}

/** Where `bin/run.js` leaves the signals that came before the program was loaded. */
const EARLY = Symbol.for("nutts.early-signals");

const isSignal = (value: unknown): value is DaemonSignal => DAEMON_SIGNALS.some((signal) => signal === value);

function takeEarly(): readonly DaemonSignal[] {
  const early: unknown = Reflect.get(globalThis, EARLY);
  if (!Array.isArray(early)) return [];
  return early.splice(0).filter(isSignal);
}

/** Resolves when the signals that came while the process was busy have been heard. */
export async function signalsHeard(): Promise<void> {
  // The first may come before the loop has looked at them, the second never does.
  for (let turns = 2; turns > 0; turns--) await new Promise((resolve) => setImmediate(resolve));
}

/** The signals of this process. The early listeners stay: without one, SIGUSR1 would start the debugger. */
export const PROCESS_SIGNALS: Signals = {
  listen: (hear) => {
    const listeners = DAEMON_SIGNALS.map((signal) => [signal, () => hear(signal)] as const);
    for (const [signal, listener] of listeners) process.on(signal, listener);
    for (const signal of takeEarly()) queueMicrotask(() => hear(signal));
    return () => {
      for (const [signal, listener] of listeners) process.off(signal, listener);
    };
  },
};
