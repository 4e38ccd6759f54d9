/** Syslog through one logger(1) that lives as long as the daemon: Node has no UNIX datagrams. */
import type { Clock } from "../clock.ts";
import type { Feed, ProcessRunner } from "../process/process-runner.ts";
import { type LogLevel, type LogSink, PRIORITY } from "./log.ts";

export interface SyslogSink {
  readonly sink: LogSink;
  readonly works: boolean;
  close(): Promise<void>;
}

export interface SyslogOptions {
  readonly runner: ProcessRunner;
  readonly clock: Clock;
  readonly name: string;
  readonly pid: number;
  /** `-q` once drops debug, twice info, three times notice, four times warning. */
  readonly quiet?: number;
}

/** util-linux: a `<N>` before each line is its priority. */
const withPriorities = ({ name, pid }: SyslogOptions): readonly string[] => [
  "--size=8192",
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
/** A usage error comes within this time, in milliseconds. */
const USAGE_MS = 2000;
/** A logger that has gone is started again for the next line, but not more often than this, in milliseconds. */
const RESTART_MS = 10_000;

class LoggerFeed {
  readonly #options: SyslogOptions;
  #feed: Feed | undefined;
  #startedAt = 0;
  #prefixed = true;
  works = true;
  #early: (readonly [LogLevel, string])[] = [];

  constructor(options: SyslogOptions) {
    this.#options = options;
    this.#feed = this.#start();
  }

  #start(): Feed {
    this.#startedAt = this.#options.clock.now();
    const args = this.#prefixed ? withPriorities(this.#options) : plain(this.#options);
    const feed = this.#options.runner.feed("logger", args);
    feed.onExit((status) => {
      if (this.#feed === feed) this.#ended(status);
    });
    return feed;
  }

  get #age(): number {
    return this.#options.clock.now() - this.#startedAt;
  }

  /** A logger that ended at once with a usage error does not know priorities per line. */
  #ended(status: number | undefined): void {
    this.#feed = undefined;
    if (status === undefined) this.works = false;
    if (!status || !this.#prefixed || this.#age > USAGE_MS) return;
    this.#prefixed = false;
    this.#feed = this.#start();
    for (const [level, line] of this.#early.splice(0)) this.write(level, line);
  }

  write(level: LogLevel, line: string): void {
    if (PRIORITY[level] > DEBUG_PRIORITY - (this.#options.quiet ?? 0)) return;
    if (this.#age > USAGE_MS) this.#early = [];
    else if (this.#prefixed && this.#early.length < KEPT_LINES) this.#early.push([level, line]);
    if (this.#feed === undefined && this.#age > RESTART_MS) this.#feed = this.#start();
    this.#feed?.write(this.#prefixed ? `<${PRIORITY[level]}>${line}` : line);
  }

  async end(): Promise<void> {
    await this.#feed?.end();
  }
}

export function syslogSink(options: SyslogOptions): SyslogSink {
  const feed = new LoggerFeed(options);
  return {
    sink: (level, line) => feed.write(level, line),
    get works() {
      return feed.works;
    },
    close: () => feed.end(),
  };
}
