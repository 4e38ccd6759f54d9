import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import type { AuthSettings } from "../conf/nutauth/nutauth-conf.ts";
import { parseSeconds } from "../netproto/client/connect-timeout.ts";
import { NutClient } from "../netproto/client/nut-client.ts";
import type { TlsOptions } from "../netproto/client/tls-options.ts";
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import { createLog, type Log } from "../system/log/log.ts";
import { debugTag, stderrSink } from "../system/log/stderr-sink.ts";
import type { HostTarget } from "./target.ts";

const DEFAULT_CONNECT_SECONDS = 10;

/** `-D` as often as given, else NUT_DEBUG_LEVEL. */
function debugLevel(line: CommandLine, io: Io): number {
  const fallback = io.env.NUT_DEBUG_LEVEL ?? "";
  return line.count("D") || (/^\d+$/.test(fallback) ? Number(fallback) : 0);
}

export function clientLog(name: string, line: CommandLine, io: Io, clock: Clock = SYSTEM_CLOCK): Log {
  const level = debugLevel(line, io);
  const tag = debugTag(name, io.env, process.pid);
  const sink = stderrSink({ clock, journal: false, debugLevel: () => level, write: (text) => io.err(text) });
  return createLog((kind, text, depth) => sink(kind, tag(text, depth), depth), level);
}

/** Milliseconds to connect: `-W`, else NUT_DEFAULT_CONNECT_TIMEOUT, else ten seconds. 0 waits as long as the system does. */
export function connectTimeoutMs(line: CommandLine, io: Io, log: Log): number {
  let seconds = DEFAULT_CONNECT_SECONDS;
  const given = [
    ["NUT_DEFAULT_CONNECT_TIMEOUT", io.env.NUT_DEFAULT_CONNECT_TIMEOUT],
    ["-W", line.value("W")],
  ] as const;
  for (const [name, text] of given) {
    if (text === undefined) continue;
    const read = parseSeconds(text);
    if (read !== undefined) seconds = read;
    else log.warning(`${name} ${text} is ignored: it is not a number of seconds`);
  }
  return seconds * 1000;
}

/** Connects as nutauth.conf says; else any certificate, and clear text where there is no TLS. Throws NutError. */
export function connectTo(
  target: HostTarget,
  line: CommandLine,
  io: Io,
  log: Log,
  tls?: TlsOptions,
): Promise<NutClient> {
  const timeout = connectTimeoutMs(line, io, log);
  log.debug(1, `connecting to ${target.host} port ${target.port}`);
  return NutClient.connect({ host: target.host, port: target.port, connectTimeoutMs: timeout, log, tls });
}

/** Tells a server who we are before reading, where nutauth.conf says so; never in clear text. Throws NutError. */
export async function introduce(client: NutClient, { user, pass }: AuthSettings): Promise<void> {
  const { state } = client;
  if (user !== undefined && pass !== undefined && state.kind === "up" && state.secure)
    await client.authenticate(user, pass);
}
