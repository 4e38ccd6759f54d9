/**
 * One part of `nutts up`. A part that cannot start, or ends without having been told to, is started again after a pause
 * that doubles; the others go on meanwhile.
 */
import { type Clock, sleep } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf } from "../system/system-error.ts";
import { BackOff } from "./back-off.ts";
import { ownedBy } from "./owner.ts";

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
  /** A first start that fails ends it; else that is tried again as well. */
  readonly firstMustWork?: boolean;
  /** All ends: what fails now is not started again. */
  readonly stopping?: AbortSignal | undefined;
}

export class Supervised {
  /** How its first start went: rejects with the reason where it failed. */
  readonly begun: Promise<void>;
  /** Resolves when it runs for the first time. */
  readonly ran: Promise<void>;
  readonly #part: Part;
  readonly #deps: SupervisedDeps;
  readonly #stopping = new AbortController();
  #running: RunningPart | undefined;
  #hasRun = false;
  #trouble: string | undefined;
  #fault: (why: string) => void = () => undefined;
  #hurry: () => void = () => undefined;
  #begin: () => void = () => undefined;
  #beginFailed: (error: unknown) => void = () => undefined;

  constructor(part: Part, deps: SupervisedDeps) {
    this.#part = part;
    this.#deps = deps;
    const ran = new Promise<void>((resolve) => {
      this.#begin = resolve;
    });
    this.ran = ran;
    this.begun = new Promise((resolve, reject) => {
      void ran.then(resolve);
      this.#beginFailed = reject;
    });
    // Whoever waits for it hears of it, and the others read it in the log.
    this.begun.catch(() => undefined);
  }

  get running(): boolean {
    return this.#running !== undefined;
  }

  /** Why it does not run; undefined where it does. */
  get trouble(): string | undefined {
    return this.running ? undefined : `${this.#part.name}: ${this.#trouble ?? "not started yet"}`;
  }

  /** Until `stop`. Never rejects. */
  async run(): Promise<void> {
    const { clock, log } = this.#deps;
    const { signal } = this.#stopping;
    const backOff = new BackOff(clock);
    while (!signal.aborted) {
      backOff.begins();
      const why = await ownedBy(
        (why) => this.fault(why),
        () => this.#life(),
      );
      this.#trouble = why;
      if (this.#isOver()) return;
      const ms = backOff.next();
      log.error(
        `${this.#part.name}: ${why.replaceAll("\n", " ")}; it is started again in ${ms / 1000} s, the rest goes on`,
      );
      await this.#pause(ms, signal);
    }
  }

  /** Something has gone wrong in this part: it is ended, and started again. */
  fault(why: string): void {
    this.#fault(why);
  }

  /** One that waits for its next start tries it now: what kept it from running may be mended. */
  async reload(): Promise<void> {
    this.#hurry();
    await this.#running?.reload?.();
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    this.#stopping.abort(new Error("stopped"));
    this.#fault("stopped");
    await this.#end();
  }

  #isOver(): boolean {
    const { firstMustWork = false, stopping } = this.#deps;
    return this.#stopping.signal.aborted || stopping?.aborted === true || (firstMustWork && !this.#hasRun);
  }

  async #pause(ms: number, stopping: AbortSignal): Promise<void> {
    const hurried = new AbortController();
    this.#hurry = () => hurried.abort();
    await sleep(this.#deps.clock, ms, AbortSignal.any([stopping, hurried.signal])).catch(() => undefined);
    this.#hurry = () => undefined;
  }

  /** One life, to the reason for its end. */
  async #life(): Promise<string> {
    const faulted = new Promise<string>((resolve) => {
      this.#fault = resolve;
    });
    try {
      const starting = this.#part.start();
      const running = await Promise.race([starting, faulted]);
      if (typeof running === "string") {
        void starting.then((late) => late.stop()).catch(() => undefined);
        throw new Error(running);
      }
      this.#running = running;
      this.#hasRun = true;
      this.#begin();
      if (this.#stopping.signal.aborted) return "stopped";
      return await Promise.race([running.failed, faulted]);
    } catch (error) {
      this.#beginFailed(error);
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
