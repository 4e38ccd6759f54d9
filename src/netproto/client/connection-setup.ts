/** What a connection was told about us, so that the next one can be told again: user, login, tracking. */
import { ERRORS, NutError } from "../../nut/errors.ts";
import { REQUESTS } from "../requests.ts";
import { abortable } from "./abort.ts";
import { okAnswer } from "./answer.ts";
import type { Connection } from "./connection.ts";
import type { News } from "./news.ts";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

export interface Subscription {
  /** All UPSes without one. */
  readonly ups: string | undefined;
  readonly hear: (news: News) => void;
}

const ok = (connection: Connection, line: string, signal?: AbortSignal): Promise<readonly string[]> =>
  abortable(connection.exchange(line, okAnswer()), signal);

/** USERNAME, then PASSWORD. The server checks the pair later, at the first request that needs it. */
export async function sendCredentials(connection: Connection, who: Credentials, signal?: AbortSignal): Promise<void> {
  await ok(connection, REQUESTS.username.format(who), signal);
  await ok(connection, REQUESTS.password.format(who), signal);
}

/** Rejects with NutError `unknown-command` where the server knows of no news. */
export async function subscribe(
  connection: Connection,
  { ups, hear }: Subscription,
  signal?: AbortSignal,
): Promise<void> {
  connection.onNews(hear);
  await ok(connection, checkLine(REQUESTS.subscribe.format({ ups })), signal);
}

export class ConnectionSetup {
  credentials: Credentials | undefined;
  login: string | undefined;
  subscription: Subscription | undefined;

  /** Tells a new connection. Rejects when the server refuses what it once accepted. */
  async replay(connection: Connection, signal?: AbortSignal): Promise<void> {
    if (this.credentials) await sendCredentials(connection, this.credentials, signal);
    if (this.login !== undefined) await ok(connection, REQUESTS.login.format({ ups: this.login }), signal);
    if (this.subscription) await subscribe(connection, this.subscription, signal).catch(unlessAnswered);
  }
}

/** Refuses what a line of the protocol cannot carry: a line end would be a second request. */
export function checkLine(line: string): string {
  if (/[\r\n\0]/.test(line)) throw new NutError("invalid-argument", "a word with a line end or NUL cannot be sent");
  return line;
}

/** A server that has forgotten how to tell news is asked as always. */
function unlessAnswered(error: unknown): void {
  if (!(error instanceof NutError) || !("wire" in ERRORS[error.code])) throw error;
}
