/** Syslog through one logger(1) that lives as long as the daemon: Node has no UNIX datagrams. */
import { type Level, type LogSink, PRIORITY } from "./log.ts";
import type { Feed, ProcessRunner } from "./process-runner.ts";

export interface SyslogSink {
  readonly sink: LogSink;
  close(): Promise<void>;
}

export interface SyslogOptions {
  readonly runner: ProcessRunner;
  /** The tag of every line: the daemon's name. */
  readonly name: string;
  readonly pid: number;
  /** `-q` once drops debug, twice info, three times notice, four times warning. */
  readonly quiet?: number;
}

/** util-linux: a `<N>` before each line is its priority. */
const withPriorities = ({ name, pid }: SyslogOptions): readonly string[] => [
  `--id=${pid}`,
  "-t",
  name,
  "-p",
  "daemon.info",
  "--prio-prefix",
];
/** busybox and BSD: one priority for all. */
const plain = ({ name, pid }: SyslogOptions): readonly string[] => ["-t", `${name}[${pid}]`, "-p", "daemon.info"];

const DEBUG_PRIORITY = 7;
/** Lines that are kept until it is known which options this logger takes. */
const KEPT_LINES = 200;

class LoggerFeed {
  readonly #options: SyslogOptions;
  #feed: Feed;
  #prefixed = true;
  #early: (readonly [Level, string])[] = [];

  constructor(options: SyslogOptions) {
    this.#options = options;
    this.#feed = options.runner.feed("logger", withPriorities(options));
    this.#feed.onExit((status) => this.#retry(status));
  }

  /** A logger that ended at once with a usage error does not know priorities per line. */
  #retry(status: number | undefined): void {
    if (!status || !this.#prefixed) return;
    this.#prefixed = false;
    this.#feed = this.#options.runner.feed("logger", plain(this.#options));
    for (const [level, line] of this.#early) this.write(level, line);
    this.#early = [];
  }

  write(level: Level, line: string): void {
    if (PRIORITY[level] > DEBUG_PRIORITY - (this.#options.quiet ?? 0)) return;
    if (this.#prefixed && this.#early.length < KEPT_LINES) this.#early.push([level, line]);
    this.#feed.write(this.#prefixed ? `<${PRIORITY[level]}>${line}` : line);
  }

  end(): Promise<void> {
    return this.#feed.end();
  }
}

export function syslogSink(options: SyslogOptions): SyslogSink {
  const feed = new LoggerFeed(options);
  return { sink: (level, line) => feed.write(level, line), close: () => feed.end() };
}
