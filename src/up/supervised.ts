/**
 * One part of `nutts up`. A part that cannot start, or ends without having been told to, is started again after a pause
 * that doubles; the others go on meanwhile.
 */
import { type Clock, sleep } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf } from "../system/system-error.ts";

const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** A part that held for so long is started again at once. */
const GOOD_LIFE_MS = 60_000;

export interface RunningPart {
  /** Resolves with the reason when it ends by itself; stays open where it is done and need not run again. */
  readonly failed: Promise<string>;
  reload?(): void | Promise<void>;
  stop(): Promise<void>;
}

export interface Part {
  /** What people read: `the dashboard`. */
  readonly name: string;
  /** Rejects with the reason. `fault`: reports one that nobody waited for. */
  start(): Promise<RunningPart>;
}

export interface SupervisedDeps {
  readonly clock: Clock;
  readonly log: Log;
}

export class Supervised {
  readonly #part: Part;
  readonly #deps: SupervisedDeps;
  readonly #stopping = new AbortController();
  #running: RunningPart | undefined;
  #fault: (why: string) => void = () => undefined;
  #pauseMs = 0;

  constructor(part: Part, deps: SupervisedDeps) {
    this.#part = part;
    this.#deps = deps;
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Until `stop`. Never rejects. */
  async run(): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const begun = clock.now();
      const why = await this.#life();
      if (signal.aborted) return;
      const held = clock.now() - begun >= GOOD_LIFE_MS;
      this.#pauseMs = held ? FIRST_PAUSE_MS : Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || FIRST_PAUSE_MS);
      log.error(`${this.#part.name}: ${why}; it is started again in ${this.#pauseMs / 1000} s, the rest goes on`);
      await sleep(clock, this.#pauseMs, signal).catch(() => undefined);
    }
  }

  /** Something has gone wrong in this part: it is ended, and started again. */
  fault(why: string): void {
    this.#fault(why);
  }

  async reload(): Promise<void> {
    await this.#running?.reload?.();
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("stopped"));
    this.#fault("stopped");
    await this.#end();
  }

  /** One life, to the reason for its end. */
  async #life(): Promise<string> {
    const faulted = new Promise<string>((resolve) => {
      this.#fault = resolve;
    });
    try {
      const running = await this.#part.start();
      this.#running = running;
      if (this.#stopping.signal.aborted) return "stopped";
      return await Promise.race([running.failed, faulted]);
    } catch (error) {
      return reasonOf(error);
    } finally {
      await this.#end();
    }
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.stop().catch((error: unknown) => {
      this.#deps.log.warning(`${this.#part.name}: ${reasonOf(error)}`);
    });
  }
}
