/** Asks a late question again over other connections: after a network failure TCP's back-off may hold the old one. */

import { NutClient } from "../../../netproto/client/nut-client.ts";
import type { NutClientOptions } from "../../../netproto/client/nut-client-options.ts";
import type { Clock, Timer } from "../../../system/clock.ts";
import type { PollAnswer } from "../../core/step.ts";

export interface AttemptResult {
  readonly client: NutClient;
  readonly answer: PollAnswer;
}

type AttemptOptions = NutClientOptions & { readonly signal: AbortSignal };

/** Connects and asks, without a login; ends when the signal aborts. */
export async function attempt(
  options: AttemptOptions,
  ask: (client: NutClient) => Promise<PollAnswer>,
): Promise<AttemptResult> {
  const client = await NutClient.connect(options);
  const stop = (): void => client.destroy();
  options.signal.addEventListener("abort", stop, { once: true });
  if (options.signal.aborted) stop();
  try {
    return { client, answer: await ask(client) };
  } catch (error) {
    client.destroy();
    throw error;
  } finally {
    options.signal.removeEventListener("abort", stop);
  }
}

export interface SecondAttemptDeps {
  readonly clock: Clock;
  readonly lateMs: number;
  /** Connects and asks; ends when the signal aborts. */
  readonly look: (signal: AbortSignal) => Promise<AttemptResult>;
}

/** When an answer is late, and the longest that a server that is slow by nature makes of that. */
const LATE_MS = 2000;
const SLOWEST_MS = 4000;

/** Milliseconds until an answer counts as late, where the last one took `slowMs`. */
export const lateAfter = (slowMs: number): number => Math.min(SLOWEST_MS, Math.max(LATE_MS, slowMs + LATE_MS / 2));

/** Milliseconds from one connection to the next, while none answers. */
const AGAIN_MS = 1000;
const MOST = 2;

export class SecondAttempt {
  readonly #deps: SecondAttemptDeps;
  readonly #attempts: AbortController[] = [];
  #timer: Timer | undefined;
  #over = false;

  /** `found` is called at most once. */
  constructor(deps: SecondAttemptDeps, found: (found: AttemptResult) => void) {
    this.#deps = deps;
    this.#timer = deps.clock.after(deps.lateMs, () => this.#again(found));
  }

  #again(found: (found: AttemptResult) => void): void {
    const { clock, look } = this.#deps;
    const control = new AbortController();
    this.#attempts.push(control);
    if (this.#attempts.length > MOST) this.#attempts.shift()?.abort(new Error("another connection took over"));
    this.#timer = clock.after(AGAIN_MS, () => this.#again(found));
    look(control.signal).then(
      (result) => {
        if (this.#over) return result.client.destroy();
        this.#attempts.splice(this.#attempts.indexOf(control), 1);
        this.end();
        found(result);
      },
      () => undefined,
    );
  }

  end(): void {
    this.#over = true;
    this.#timer?.cancel();
    for (const control of this.#attempts.splice(0)) control.abort(new Error("another connection answered"));
  }
}
