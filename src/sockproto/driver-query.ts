/** A short talk with a driver, for `-c`, `stop`, `status` and a second instance. Broadcasts are switched off first. */

import type { Clock } from "../system/clock.ts";
import { askLines, wordsUntil } from "./line-query.ts";
import { instcmdOrder, setOrder } from "./orders.ts";
import { TO_DRIVER as ASKS, FROM_DRIVER as SAYS } from "./sentences.ts";

/** How a talk ended. */
export type QueryResult<T> =
  | { readonly kind: "answer"; readonly value: T }
  /** Nobody listens there. */
  | { readonly kind: "absent"; readonly reason: string }
  | { readonly kind: "silent" };

export interface QueryOptions {
  readonly path: string;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

async function query<T>(
  options: QueryOptions,
  lines: readonly string[],
  read: (words: readonly string[]) => T | undefined,
): Promise<QueryResult<T>> {
  const question = { ...options, lines: [ASKS.nobroadcast.format({}), ...lines], encoding: "latin1" } as const;
  const result = await askLines(question, wordsUntil(read));
  if (result.kind === "answer") return result;
  return result.kind === "absent" ? { kind: "absent", reason: result.reason } : { kind: "silent" };
}

const TRACKING_ID = "nutts-query";

const trackingResult = (words: readonly string[]): number | undefined => {
  const parsed = SAYS.tracking.parse(words);
  return parsed.kind === "ok" && parsed.args.id === TRACKING_ID ? Number(parsed.args.result) : undefined;
};

/** Runs an instant command; the answer is the driver's number, 0 for handled (drivers/upshandler.h). */
export const queryInstcmd = (options: QueryOptions, cmd: string): Promise<QueryResult<number>> =>
  query(options, [instcmdOrder(cmd, undefined, TRACKING_ID)], trackingResult);

/** Sets a variable; the answer is the driver's number, 0 for handled. */
export const querySet = (options: QueryOptions, name: string, value: string): Promise<QueryResult<number>> =>
  query(options, [setOrder(name, value, TRACKING_ID)], trackingResult);

export interface DriverFacts {
  /** The process, as the driver names it; undefined for drivers older than GETPID. */
  readonly pid: string | undefined;
  readonly status: string | undefined;
}

/** PING, GETPID and DUMPALL in one go; not DUMPSTATUS, which drivers before 2.8.3 leave unanswered. */
export function queryFacts(options: QueryOptions): Promise<QueryResult<DriverFacts>> {
  let pid: string | undefined;
  let status: string | undefined;
  const asks = [ASKS.ping, ASKS.getpid, ASKS.dumpall].map((ask) => ask.format({}));
  return query(options, asks, (words) => {
    const named = SAYS.pid.parse(words);
    if (named.kind === "ok") pid = named.args.pid;
    const info = SAYS.setinfo.parse(words);
    if (info.kind === "ok" && info.args.name === "ups.status") status = info.args.value;
    return SAYS.dumpdone.parse(words).kind === "ok" ? { pid, status } : undefined;
  });
}

export function queryVariables(
  options: QueryOptions,
): Promise<QueryResult<readonly (readonly [name: string, value: string])[]>> {
  const found: [string, string][] = [];
  return query(options, [ASKS.dumpall.format({})], (words) => {
    const info = SAYS.setinfo.parse(words);
    if (info.kind === "ok") found.push([info.args.name, info.args.value]);
    return SAYS.dumpdone.parse(words).kind === "ok" ? found : undefined;
  });
}
