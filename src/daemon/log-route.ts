/** Log lines go to the journal with `<N>`, else to standard error, and from the background on to syslog. */
import { createLog, type Log, type LogSink } from "../system/log/log.ts";
import { debugTag, stderrSink } from "../system/log/stderr-sink.ts";
import { type SyslogSink, syslogSink } from "../system/log/syslog-sink.ts";
import type { Machine } from "./machine.ts";
import type { DaemonOptions } from "./options.ts";

type SyslogChoice = "default" | "stderr" | "none" | "always";

const CHOICES: Readonly<Record<string, SyslogChoice>> = {
  stderr: "stderr",
  none: "none",
  false: "none",
  default: "default",
  true: "always",
  syslog: "always",
};

export interface LogRoute {
  readonly log: Log;
  /** True when standard error stays in use in the background. */
  readonly keepStderr: boolean;
  /** From here on nobody reads standard error. */
  leaveTerminal(): void;
  close(): Promise<void>;
}

function wantsSyslog(choice: SyslogChoice, options: DaemonOptions, machine: Machine): boolean {
  if (machine.journal || choice === "stderr" || choice === "none") return false;
  return options.mode === "background" || choice === "always";
}

function syslogOf(choice: SyslogChoice, options: DaemonOptions, machine: Machine): SyslogSink | undefined {
  if (!wantsSyslog(choice, options, machine)) return undefined;
  const { runner, clock, pid } = machine;
  return syslogSink({ runner, clock, name: options.name, pid, quiet: options.quiet ?? 0 });
}

export function logRoute(options: DaemonOptions, machine: Machine): LogRoute {
  const word = machine.env.NUT_DEBUG_SYSLOG;
  const choice = CHOICES[word ?? "default"] ?? "default";
  const syslog = syslogOf(choice, options, machine);
  const keepStderr = choice === "stderr" || machine.journal;
  let terminal = true;
  const tag = debugTag(options.name, machine.env, machine.pid);
  const stderr = stderrSink({
    clock: machine.clock,
    journal: machine.journal,
    debugLevel: () => log.debugLevel,
    write: (text) => machine.stderr(text),
  });
  const sink: LogSink = (level, line, depth) => {
    const text = tag(line, depth);
    if (terminal) stderr(level, text, depth);
    syslog?.sink(level, text, depth);
  };
  const log = createLog(sink, options.debugLevel);
  if (word !== undefined && CHOICES[word] === undefined)
    log.warning(`NUT_DEBUG_SYSLOG='${word}' is not known and ignored; it can be stderr, none, syslog or default`);
  return {
    log,
    keepStderr,
    leaveTerminal: () => {
      if (syslog?.works === false)
        log.warning(
          "there is no logger(1) for syslog: from here on nothing is logged, but with NUT_DEBUG_SYSLOG=stderr",
        );
      terminal = keepStderr;
    },
    close: () => syslog?.close() ?? Promise.resolve(),
  };
}
