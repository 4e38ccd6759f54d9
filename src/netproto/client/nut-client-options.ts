/** What a NutClient is made with, and what its calls take. */

import { DEFAULT_HOST, DEFAULT_PORT } from "../../nut/ups-id.ts";
import { type Clock, SYSTEM_CLOCK } from "../../system/clock.ts";
import { type Log, SILENT_LOG } from "../../system/log/log.ts";
import { environmentTimeoutMs } from "./connect-timeout.ts";
import { dial } from "./dial.ts";
import type { Backoff } from "./link.ts";
import type { OpenOptions } from "./open.ts";
import { Pace } from "./pace.ts";
import { type TlsOptions, TRY_TLS } from "./tls-options.ts";

export interface NutClientOptions {
  /** Name or address of the server (`localhost`). Every address of a name is tried. */
  readonly host?: string | undefined;
  /** 3493. */
  readonly port?: number | undefined;
  /** Only IPv4 (4) or IPv6 (6). */
  readonly family?: 4 | 6 | undefined;
  /** Milliseconds for all addresses together (NUT_DEFAULT_CONNECT_TIMEOUT, else 10,000); 0 waits as long as the system does. */
  readonly connectTimeoutMs?: number | undefined;
  /** Milliseconds without a whole line after a request before the connection is given up (5,000); 0 waits for ever. */
  readonly answerTimeoutMs?: number | undefined;
  /** Default: STARTTLS where the server offers it, any certificate. */
  readonly tls?: TlsOptions | undefined;
  /** Sent at once, together with `password`. */
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  /**
   * Open a lost connection again, and tell it user and login again. `connect` then tries until it succeeds, and
   * requests made meanwhile wait for up to `answerTimeoutMs`. What was under way at the loss fails: nobody can
   * know whether the server has acted on it.
   */
  readonly reconnect?: boolean | Backoff | undefined;
  readonly log?: Log | undefined;
  readonly clock?: Clock | undefined;
  /** What the server has shown so far, for those who make one client after the other. */
  readonly pace?: Pace | undefined;
  /** Another way to connect by TCP than each client for itself. */
  readonly dial?: OpenOptions["dial"] | undefined;
}

export interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

export interface ChangeOptions extends CallOptions {
  /** Wait for the driver's result (TRACKING): true for 10 s, or a number of milliseconds. */
  readonly tracking?: boolean | number | undefined;
}

export interface CommandOptions extends ChangeOptions {
  /** The parameter of the command, such as seconds. */
  readonly param?: string | undefined;
}

/** What a change has come to: told to the driver, or done by it. */
export type ChangeOutcome = "accepted" | "done";

export function openOptions(options: NutClientOptions): OpenOptions {
  return {
    host: options.host ?? DEFAULT_HOST,
    port: options.port ?? DEFAULT_PORT,
    family: options.family,
    connectTimeoutMs: options.connectTimeoutMs ?? environmentTimeoutMs(process.env) ?? 10_000,
    answerTimeoutMs: options.answerTimeoutMs ?? 5000,
    tls: options.tls ?? TRY_TLS,
    log: options.log ?? SILENT_LOG,
    clock: options.clock ?? SYSTEM_CLOCK,
    pace: options.pace ?? new Pace(),
    dial: options.dial ?? dial,
  };
}
