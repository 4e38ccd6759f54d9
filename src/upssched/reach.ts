/** Sends a request to the timer daemon; whoever starts one holds LOCKFN until it listens, and hands it the request. */

import { mendOf } from "../conf/upssched/places.ts";
import { type Clock, sleep } from "../system/clock.ts";
import { systemReason } from "../system/system-error.ts";
import { ask, type PipeAnswer } from "./pipe.ts";
import { LIST_TIMERS } from "./requests.ts";
import type { Trouble } from "./rules.ts";

/** A daemon that was started here; undefined as long as it runs. */
export interface Begun {
  readonly kind: "begun";
  ended(): { readonly reason: string | undefined } | undefined;
}

export type Beginning =
  | Begun
  /** Somebody else starts one at this moment. */
  | { readonly kind: "taken" }
  | { readonly kind: "failed"; readonly reason: string };

export interface ReachParts {
  readonly pipefn: string;
  readonly clock: Clock;
  /** Starts a timer daemon in the background, which begins with the request. */
  start(request: string): Beginning;
  starting(): boolean;
  /** Whether an upssched of an earlier event may still have something to order. */
  earlier(): boolean;
}

const RETRY_MS = 40;
export const PATIENCE_MS = 20_000;

type Verdict = Trouble | "done";

const unreached = (why: string): Trouble => ({ why, unreached: true });

/** A daemon that we have started and that answers has begun with our request. */
const heard = (text: string, begun: Begun | undefined): Verdict =>
  begun || text.startsWith("OK") ? "done" : { why: `the timer daemon says ${text.trim()}`, unreached: false };

class Way {
  readonly #parts: ReachParts;
  readonly #request: string;
  readonly #needed: boolean;
  #begun: Begun | undefined;
  #last: PipeAnswer = { kind: "nobody" };

  constructor(parts: ReachParts, request: string, needed: boolean) {
    this.#parts = parts;
    this.#request = request;
    this.#needed = needed;
  }

  get #unreached(): string {
    const why = this.#last.kind === "failed" ? this.#last.reason : "no timer daemon came up";
    return `PIPEFN ${this.#parts.pipefn}: ${why} in ${PATIENCE_MS / 1000} s; upssched -l asks for its timers`;
  }

  /** One try; undefined where another one is worth it. */
  async #go(): Promise<Verdict | undefined> {
    // Looked at before the question: a daemon that has come up between the two has let the lock go.
    const starting = this.#begun === undefined && this.#parts.starting();
    this.#last = await ask(this.#parts.pipefn, this.#begun ? LIST_TIMERS : this.#request);
    if (this.#last.kind === "answer") return heard(this.#last.text, this.#begun);
    const ended = this.#begun?.ended();
    if (ended) return ended.reason === undefined ? "done" : unreached(ended.reason);
    if (this.#last.kind === "failed" && this.#last.code !== undefined) return this.#refused(this.#last.code);
    if (this.#last.kind !== "nobody" || starting || this.#begun) return undefined;
    return this.#needed || this.#parts.earlier() ? this.#begin() : "done";
  }

  #refused(code: string): Trouble {
    const { pipefn } = this.#parts;
    return unreached(`PIPEFN ${pipefn}: ${systemReason({ code, message: code })}; ${mendOf(code, pipefn)}`);
  }

  #begin(): Verdict | undefined {
    const beginning = this.#parts.start(this.#request);
    if (beginning.kind === "failed") return unreached(beginning.reason);
    if (beginning.kind === "begun") this.#begun = beginning;
    return undefined;
  }

  async run(): Promise<Trouble | undefined> {
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
export const reach = (parts: ReachParts, request: string, needed: boolean): Promise<Trouble | undefined> =>
  new Way(parts, request, needed).run();
