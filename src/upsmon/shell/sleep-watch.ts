/** logind's `PrepareForSleep` through `busctl monitor`, which only root may run; else the clocks alone tell of gaps. */
import { spawn } from "node:child_process";
import type { Readable } from "node:stream";
import type { Clock, Timer } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import type { SleepNews } from "./parent-pipe.ts";

const MATCH = "type='signal',interface='org.freedesktop.login1.Manager',member='PrepareForSleep'";
const WORDS = ["--json=short", "--match", MATCH, "monitor"];
const RETRY_MS = 60_000;
/** A line is a few hundred bytes; what is longer is none of logind's. */
const MAX_LINE = 65_536;

/** What a line of `busctl --json=short monitor` announces, or undefined. */
export function readSleepLine(line: string): SleepNews | undefined {
  if (!line.includes('"PrepareForSleep"')) return undefined;
  const data = /"data":\[(true|false)\]/.exec(line)?.[1];
  if (data === undefined) return undefined;
  return data === "true" ? "suspend" : "resume";
}

/** The bus monitor as a process; `ended` is called once. */
export interface BusMonitor {
  readonly output: Readable;
  onEnd(ended: (why: string) => void): void;
  stop(): void;
}

export type StartMonitor = () => BusMonitor;

export const startBusctl: StartMonitor = () => {
  const child = spawn("busctl", WORDS, { stdio: ["ignore", "pipe", "ignore"] });
  return {
    output: child.stdout,
    onEnd: (ended) => {
      child.on("error", (error) => ended(error.message));
      child.on("exit", (status, signal) => ended(`busctl ended with ${signal ?? status}`));
    },
    stop: () => void child.kill(),
  };
};

export interface SleepWatchDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly start: StartMonitor;
}

function readLines(output: Readable, hear: (news: SleepNews) => void): void {
  let text = "";
  output.setEncoding("utf8");
  output.on("data", (chunk: string) => {
    const lines = (text + chunk).split("\n");
    text = (lines.pop() ?? "").slice(-MAX_LINE);
    for (const line of lines) {
      const news = readSleepLine(line);
      if (news !== undefined) hear(news);
    }
  });
}

/** Listens until stopped; a monitor that ends is started again after a minute. Returns the way to stop. */
export function watchSleep(hear: (news: SleepNews) => void, { clock, log, start }: SleepWatchDeps): () => void {
  let monitor: BusMonitor | undefined;
  let timer: Timer | undefined;
  let stopped = false;
  let said = false;
  const begin = (): void => {
    monitor = start();
    readLines(monitor.output, hear);
    monitor.onEnd((why) => {
      if (stopped) return;
      if (!said) log.info(`Sleep of this system is not announced to us (${why}); the clocks tell`);
      said = true;
      timer?.cancel();
      timer = clock.after(RETRY_MS, begin);
    });
  };
  begin();
  return () => {
    stopped = true;
    timer?.cancel();
    monitor?.stop();
  };
}
