/** From nothing to a connection that can be asked: TCP, STARTTLS, and the decision whether clear text will do. */
import type { Socket } from "node:net";
import { NutError } from "../../nut/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { REQUESTS } from "../requests.ts";
import { RESPONSES } from "../responses.ts";
import { abortable } from "./abort.ts";
import { errorOf, lineAnswer, responseWords } from "./answer.ts";
import { Connection } from "./connection.ts";
import type { DialOptions } from "./dial.ts";
import type { Pace } from "./pace.ts";
import type { TlsOptions } from "./tls-options.ts";

export interface OpenOptions {
  readonly host: string;
  readonly port: number;
  readonly family?: 4 | 6 | undefined;
  /** Milliseconds; 0 waits as long as the system does. */
  readonly connectTimeoutMs: number;
  readonly answerTimeoutMs: number;
  readonly tls: TlsOptions;
  readonly log: Log;
  readonly clock: Clock;
  readonly pace: Pace;
  /** How TCP is connected. */
  readonly dial: (options: DialOptions) => Promise<Socket>;
}

export interface OpenConnection {
  readonly connection: Connection;
  readonly secure: boolean;
}

/** Asks for TLS; true when the server agrees. */
async function agreed(connection: Connection, { log, host }: OpenOptions, signal?: AbortSignal): Promise<boolean> {
  const line = await abortable(connection.exchange(REQUESTS.starttls.format({}), lineAnswer()), signal);
  if (RESPONSES.okStarttls.parse(responseWords(line)).kind === "ok") return true;
  log.debug(3, () => `NUT server ${host} does not do TLS: ${errorOf(line)?.message ?? line}`);
  return false;
}

/** In clear text, then? Throws NutError `ssl-failed` when the user wants TLS. */
function inClear({ tls, host, log }: OpenOptions): void {
  if (tls.mode === "require") {
    log.error(`Can not connect to NUT server ${host} in SSL, disconnect`);
    throw new NutError("ssl-failed", `${host} does not offer TLS, and FORCESSL asks for it`);
  }
  if (tls.verify) {
    log.notice(`Can not connect to NUT server ${host} in SSL and certificate is needed, disconnect`);
    throw new NutError("ssl-failed", `${host} does not offer TLS, and CERTVERIFY asks for a certificate`);
  }
}

async function encrypt(connection: Connection, options: OpenOptions, signal?: AbortSignal): Promise<boolean> {
  const { tls, host, log, clock, answerTimeoutMs: timeoutMs } = options;
  if (!(await agreed(connection, options, signal))) {
    inClear(options);
    return false;
  }
  const { startTls } = await import("./tls-stream.ts");
  await connection.replaceStream((stream) => startTls(stream, tls, { host, log, clock, timeoutMs, signal }));
  log.info(`Connected to NUT server ${host} in SSL`);
  if (!tls.verify) log.warning("Certificate verification (by client) is disabled");
  return true;
}

/** Opens a connection. Rejects with NutError, or with the reason of the signal. */
export async function open(options: OpenOptions, signal?: AbortSignal): Promise<OpenConnection> {
  const { clock, answerTimeoutMs, connectTimeoutMs, tls, log, host, pace } = options;
  const socket = await options.dial({ ...options, timeoutMs: connectTimeoutMs, signal });
  const connection = new Connection(socket, { clock, answerTimeoutMs, log, pace });
  if (tls.mode === "off") return { connection, secure: false };
  try {
    return { connection, secure: await encrypt(connection, options, signal) };
  } catch (error) {
    connection.close();
    if (tls.mode === "try" && error instanceof NutError && error.code !== "ssl-failed")
      log.notice(`Error while connecting to NUT server ${host}, disconnect`);
    throw error;
  }
}
