/** The log of a program that upsmon or upssched starts for a moment: standard error, which often nobody reads, and syslog. */
import { SYSTEM_CLOCK } from "../clock.ts";
import { PROCESS_RUNNER } from "../process/process-runner.ts";
import { createLog, type Log } from "./log.ts";
import { type SyslogSink, syslogSink } from "./syslog-sink.ts";

export interface ShortLog {
  readonly log: Log;
  /** Waits until syslog has it all. */
  close(): Promise<void>;
}

/** `write` is standard error. logger(1) is started with the first line. */
export function shortLog(name: string, write: (text: string) => void, debugLevel: number): ShortLog {
  let syslog: SyslogSink | undefined;
  const log = createLog((level, line, depth) => {
    write(`${name}: ${line}\n`);
    syslog ??= syslogSink({ runner: PROCESS_RUNNER, clock: SYSTEM_CLOCK, name, pid: process.pid });
    syslog.sink(level, line, depth);
  }, debugLevel);
  return { log, close: () => syslog?.close() ?? Promise.resolve() };
}
