/** Waiting for what became of a SET or INSTCMD: the server's OK only says that the driver has been told. */

import { NutError } from "../../nut/errors.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { REQUESTS } from "../requests.ts";
import { RESPONSES } from "../responses.ts";
import { abortable } from "./abort.ts";
import { errorOf, okAnswer, responseWords } from "./answer.ts";
import type { Connection } from "./connection.ts";
import type { RequestChannel } from "./request-channel.ts";

export interface TrackingOptions {
  /** Milliseconds to wait for the driver's result (10,000, as the C clients). */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** Milliseconds between questions: soon at first, then every second. */
const FIRST_POLL_MS = 50;
const LAST_POLL_MS = 1000;

export class ChangeTracker {
  readonly #channel: RequestChannel;
  readonly #clock: Clock;
  /** Connections that have been told SET TRACKING ON. */
  readonly #on = new WeakMap<Connection, Promise<unknown>>();

  constructor(channel: RequestChannel, clock: Clock) {
    this.#channel = channel;
    this.#clock = clock;
  }

  /** Sends a change and waits for the driver's result. Rejects with the server's error, or `timeout`. */
  async change(request: string, { timeoutMs, signal }: TrackingOptions): Promise<void> {
    const deadline = this.#clock.now() + timeoutMs;
    const { connection } = await this.#channel.link.ready(signal);
    await abortable(this.#enable(connection), signal);
    const given = RESPONSES.okTracking.parse(await abortable(connection.exchange(request, okAnswer()), signal));
    if (given.kind !== "ok")
      throw new NutError("feature-not-supported", "the server accepted the change but gave no tracking id");
    const { id } = given.args;
    for (let wait = FIRST_POLL_MS; !(await this.#done(id, signal)); wait = Math.min(LAST_POLL_MS, wait * 2)) {
      if (this.#clock.now() + wait > deadline)
        throw new NutError("timeout", `the driver gave no result within ${timeoutMs / 1000} s (TRACKING ${id})`);
      await sleep(this.#clock, wait, signal);
    }
  }

  #enable(connection: Connection): Promise<unknown> {
    const already = this.#on.get(connection);
    if (already) return already;
    const enabled = connection.exchange(REQUESTS.setTracking.format({ state: "ON" }), okAnswer());
    this.#on.set(connection, enabled);
    enabled.catch(() => this.#on.delete(connection));
    return enabled;
  }

  async #done(id: string, signal?: AbortSignal): Promise<boolean> {
    const line = await this.#channel.line(REQUESTS.getTracking.format({ id }), signal);
    const error = errorOf(line);
    if (error) throw error;
    const words = responseWords(line);
    if (RESPONSES.success.parse(words).kind === "ok") return true;
    if (RESPONSES.pending.parse(words).kind === "ok") return false;
    throw new NutError("protocol-error", `unexpected answer "${line.slice(0, 80)}" to GET TRACKING`);
  }
}
