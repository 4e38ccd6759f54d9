/** What daemons and drivers say. Levels are syslog's; `debug` has NUT's depths (`-D` once is 1). */
export type LogLevel = "error" | "warning" | "notice" | "info" | "debug";

/** Syslog priorities (RFC 5424), as the journal reads them from `<N>` prefixes. */
export const PRIORITY: Readonly<Record<LogLevel, number>> = { error: 3, warning: 4, notice: 5, info: 6, debug: 7 };

export type LogSink = (level: LogLevel, line: string, depth: number) => void;

export interface Log {
  error(text: string): void;
  warning(text: string): void;
  notice(text: string): void;
  info(text: string): void;
  /** Said only when the debug level is at least `depth` (1 to 6). */
  debug(depth: number, text: string | (() => string)): void;
  debugLevel: number;
  child(prefix: string): Log;
}

const printable = (text: string): string => text.replace(/[\x00-\x08\x0b-\x1f\x7f]/g, "?");

class SinkLog implements Log {
  readonly #sink: LogSink;
  readonly #shared: { debugLevel: number };
  readonly #prefix: string;

  constructor(sink: LogSink, shared: { debugLevel: number }, prefix: string) {
    this.#sink = sink;
    this.#shared = shared;
    this.#prefix = prefix;
  }

  get debugLevel(): number {
    return this.#shared.debugLevel;
  }

  set debugLevel(level: number) {
    this.#shared.debugLevel = level;
  }

  #write(level: LogLevel, text: string, depth = 0): void {
    this.#sink(level, printable(this.#prefix + text), depth);
  }

  error(text: string): void {
    this.#write("error", text);
  }

  warning(text: string): void {
    this.#write("warning", text);
  }

  notice(text: string): void {
    this.#write("notice", text);
  }

  info(text: string): void {
    this.#write("info", text);
  }

  debug(depth: number, text: string | (() => string)): void {
    if (depth <= this.#shared.debugLevel) this.#write("debug", typeof text === "string" ? text : text(), depth);
  }

  child(prefix: string): Log {
    return new SinkLog(this.#sink, this.#shared, this.#prefix + prefix);
  }
}

export const createLog = (sink: LogSink, debugLevel = 0): Log => new SinkLog(sink, { debugLevel }, "");

export const SILENT_LOG: Log = createLog(() => undefined);
