/** Sends a request to the timer daemon; whoever starts one holds LOCKFN until it listens, and hands it the request. */

import { adviceOf } from "../conf/upssched/places.ts";
import { type Clock, sleep } from "../system/clock.ts";
import { systemReason } from "../system/system-error.ts";
import { ask, type PipeAnswer } from "./pipe.ts";
import { LIST_TIMERS } from "./requests.ts";
import type { NotDone } from "./rules.ts";

export interface DaemonEnd {
  readonly reason: string | undefined;
  /** By SIGKILL: another one is worth a try. */
  readonly killed?: boolean;
}

export interface StartedDaemon {
  readonly kind: "begun";
  /** Undefined as long as it runs. */
  ended(): DaemonEnd | undefined;
}

export type DaemonStart =
  | StartedDaemon
  /** Somebody else starts one at this moment. */
  | { readonly kind: "taken" }
  | { readonly kind: "failed"; readonly reason: string };

export interface RequestParts {
  readonly pipefn: string;
  readonly clock: Clock;
  /** Starts a timer daemon in the background, which begins with the request. */
  start(request: string): DaemonStart;
  starting(): boolean;
  /** Whether an upssched of an earlier event may still have something to order. */
  earlier(): boolean;
}

const RETRY_MS = 40;
export const PATIENCE_MS = 20_000;

type RequestResult = NotDone | "done";

const unreached = (why: string): NotDone => ({ why, unreached: true });

/** A daemon that we have started and that answers has begun with our request. */
const heard = (text: string, started: StartedDaemon | undefined): RequestResult =>
  started || text.startsWith("OK") ? "done" : { why: `the timer daemon says ${text.trim()}`, unreached: false };

class Sender {
  readonly #parts: RequestParts;
  readonly #request: string;
  readonly #needed: boolean;
  #started: StartedDaemon | undefined;
  #last: PipeAnswer = { kind: "nobody" };

  constructor(parts: RequestParts, request: string, needed: boolean) {
    this.#parts = parts;
    this.#request = request;
    this.#needed = needed;
  }

  get #unreached(): string {
    const why = this.#last.kind === "failed" ? this.#last.reason : "no timer daemon came up";
    return `PIPEFN ${this.#parts.pipefn}: ${why} in ${PATIENCE_MS / 1000} s; upssched -l asks for its timers`;
  }

  /** One try; undefined where another one is worth it. */
  async #go(): Promise<RequestResult | undefined> {
    // Looked at before the question: a daemon that has come up between the two has let the lock go.
    const starting = this.#started === undefined && this.#parts.starting();
    this.#last = await ask(this.#parts.pipefn, this.#started ? LIST_TIMERS : this.#request);
    if (this.#last.kind === "answer") return heard(this.#last.text, this.#started);
    const ended = this.#started?.ended();
    if (ended?.killed) this.#started = undefined;
    else if (ended) return ended.reason === undefined ? "done" : unreached(ended.reason);
    if (this.#last.kind === "failed" && this.#last.code !== undefined) return this.#refused(this.#last.code);
    if (this.#last.kind !== "nobody" || starting || this.#started) return undefined;
    return this.#needed || this.#parts.earlier() ? this.#begin() : "done";
  }

  #refused(code: string): NotDone {
    const { pipefn } = this.#parts;
    return unreached(`PIPEFN ${pipefn}: ${systemReason({ code, message: code })}; ${adviceOf(code, pipefn)}`);
  }

  #begin(): RequestResult | undefined {
    const start = this.#parts.start(this.#request);
    if (start.kind === "failed") return unreached(start.reason);
    if (start.kind === "begun") this.#started = start;
    return undefined;
  }

  async run(): Promise<NotDone | undefined> {
    const { clock } = this.#parts;
    const until = clock.now() + PATIENCE_MS;
    while (clock.now() < until) {
      const verdict = await this.#go();
      if (verdict) return verdict === "done" ? undefined : verdict;
      await sleep(clock, RETRY_MS);
    }
    return unreached(this.#unreached);
  }
}

/** Until the daemon has answered. `needed` false: no daemon is started. Returns why not, or undefined. */
export const sendRequest = (parts: RequestParts, request: string, needed: boolean): Promise<NotDone | undefined> =>
  new Sender(parts, request, needed).run();
