/** One device as it runs: the shell around `poll-core.ts`. Results of an abandoned call are dropped. */
import type { Driver } from "../../drivers/types.ts";
import type { Timer } from "../../system/clock.ts";
import type { RunnerOptions, Settled } from "../control/runner-options.ts";
import { CallQueue } from "./call-queue.ts";
import { CLOSE_MS, closeDriver, pollFaultOf } from "./driver-calls.ts";
import { step } from "./poll-core.ts";
import {
  INITIAL,
  type PollDepth,
  type PollEffect,
  type PollEvent,
  type PollState,
  type PollTimes,
} from "./poll-types.ts";

export type { Settled } from "../control/runner-options.ts";

/** How long the result of a command waits for the poll that shows what it did. */
const SHOW_MS = 2000;

export class DeviceRunner {
  readonly settled: Promise<Settled>;
  readonly ended: Promise<void>;
  readonly #options: RunnerOptions;
  #times: PollTimes;
  #state: PollState = INITIAL;
  #driver: Driver | undefined;
  #calls = new CallQueue();
  #timer: Timer | undefined;
  /** Goes up when calls in flight no longer count. */
  #generation = 0;
  /** Commands in work: what the device says meanwhile shows in the poll that follows them. */
  #commands = 0;
  #woken = false;
  #needsClose = false;
  #shown: (() => void)[] = [];
  #unwatch: (() => void) | undefined;
  #settle: (settled: Settled) => void = () => undefined;
  #end: () => void = () => undefined;

  constructor(options: RunnerOptions) {
    this.#options = options;
    this.#times = options.times;
    this.settled = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
  }

  /** The device was lost and did not come again. */
  get gaveUp(): boolean {
    return this.#state.gaveUp;
  }

  start(): void {
    this.#dispatch({ kind: "start" });
  }

  /** Takes over other times from the next wait on. */
  setTimes(times: PollTimes): void {
    this.#times = times;
  }

  async stop(): Promise<void> {
    this.#dispatch({ kind: "stop" });
    if (this.#state.phase.kind === "opening") this.#driver?.giveUp?.();
    const deadline = this.#options.clock.after(2 * CLOSE_MS, () => {
      this.#options.log.error("the driver does not come to an end: left to itself");
      this.#finish();
    });
    await this.ended.finally(() => deadline.cancel());
  }

  /** Runs a command of the driver, and shows what it did before it resolves; undefined while the device is not open. */
  async command<T>(run: (driver: Driver) => Promise<T>, changed: (result: T) => boolean): Promise<T | undefined> {
    const driver = this.#driver;
    if (!driver || !this.#isOpen()) return undefined;
    const result = await this.#inTurn(() => run(driver));
    if (result !== undefined && changed(result)) await this.#show();
    else if (this.#woken) this.#dispatch({ kind: "wake" });
    return result;
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T | undefined> {
    this.#commands++;
    this.#woken = false;
    try {
      return await this.#calls.run(run);
    } catch (error) {
      this.#options.log.error(`a command failed: ${pollFaultOf(error).text}`);
      return undefined;
    } finally {
      this.#commands--;
    }
  }

  #isOpen(): boolean {
    const { kind } = this.#state.phase;
    return kind === "polling" || kind === "quiet";
  }

  #show(): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#options.clock.after(SHOW_MS, resolve);
      this.#shown.push(() => {
        timer.cancel();
        resolve();
      });
      this.#dispatch({ kind: "commanded" });
    });
  }

  #dispatch(event: PollEvent): void {
    const [state, effects] = step(this.#state, event, this.#options.clock.now(), this.#times);
    this.#state = state;
    for (const effect of effects) this.#do(effect);
    this.#watch();
  }

  /** A device that is waited for says itself that it is back, where its driver can tell. */
  #watch(): void {
    const waiting = this.#state.phase.kind === "waiting";
    if (waiting === (this.#unwatch !== undefined)) return;
    this.#unwatch?.();
    this.#unwatch = waiting ? this.#driver?.watch?.(() => this.#dispatch({ kind: "arrived" })) : undefined;
  }

  #do(effect: PollEffect): void {
    const { published, log, clock } = this.#options;
    switch (effect.kind) {
      case "open":
        void this.#open(effect.afresh);
        return;
      case "poll":
        void this.#poll(effect.depth);
        return;
      case "close":
        void this.#close();
        return;
      case "timer":
        this.#timer?.cancel();
        this.#timer = clock.after(effect.at - clock.now(), () => this.#dispatch({ kind: "timer" }));
        return;
      case "stale":
      case "fresh":
        return published.setStale(effect.kind === "stale");
      case "state":
        published.set("driver.state", effect.value);
        return;
      case "log":
        return log[effect.level](effect.text);
      case "settled":
        return this.#settle(effect);
      case "ended":
        return this.#finish();
    }
  }

  async #open(afresh: boolean): Promise<void> {
    const generation = this.#generation;
    const current = (): boolean => generation === this.#generation;
    try {
      if (afresh || !this.#driver) this.#driver = this.#options.definition.create(this.#options.context);
      const driver = this.#driver;
      const wake = (): void => {
        if (this.#commands > 0) this.#woken = true;
        else if (current()) this.#dispatch({ kind: "wake" });
      };
      this.#needsClose = true;
      const identity = await this.#calls.run(() => driver.open(wake));
      if (!current()) return;
      for (const [name, value] of identity.published ?? []) this.#options.published.set(name, value);
      this.#dispatch({ kind: "opened", title: identity.title });
    } catch (error) {
      if (!current()) return;
      this.#generation++;
      await this.#closeDriver();
      this.#dispatch({ kind: "failed", ...pollFaultOf(error) });
    }
  }

  async #poll(depth: PollDepth): Promise<void> {
    const generation = this.#generation;
    const driver = this.#driver;
    if (!driver) return;
    const shown = this.#shown.splice(0);
    let event: PollEvent = { kind: "read" };
    try {
      const reading = await this.#calls.run(() => driver.poll(depth));
      if (generation !== this.#generation) return;
      const { publisher, battery } = this.#options;
      const missing = publisher.publish(battery?.complete(reading, depth) ?? reading, depth);
      if (missing) event = { kind: "unexplained", ...missing };
    } catch (error) {
      if (generation !== this.#generation) return;
      event = { kind: "failed", ...pollFaultOf(error) };
    }
    this.#dispatch(event);
    for (const resolve of shown) resolve();
  }

  async #close(): Promise<void> {
    this.#generation++;
    this.#calls = new CallQueue();
    await this.#closeDriver();
    this.#dispatch({ kind: "closed" });
  }

  async #closeDriver(): Promise<void> {
    const driver = this.#driver;
    if (!driver || !this.#needsClose) return;
    this.#needsClose = false;
    await closeDriver(driver, this.#options);
  }

  #finish(): void {
    this.#generation++;
    this.#timer?.cancel();
    this.#options.battery?.close();
    for (const resolve of this.#shown.splice(0)) resolve();
    this.#settle({ outcome: "unusable", text: "stopped" });
    this.#end();
  }
}
