/**
 * Does what the rules of one event say, in the order of the file. A rule waits for the one above it, but EXECUTE needs no
 * timer daemon and a timer no script: neither waits longer than a moment for the other. Were it otherwise, a script that
 * takes a minute would start a timer behind the CANCEL of a later event, and a low battery would wait for a daemon.
 */

import type { AtRule } from "../conf/upssched/upssched-conf.ts";
import { type Clock, sleep } from "../system/clock.ts";

type Command = AtRule["command"];
export type Execute = Extract<Command, { kind: "execute" }>;
export type TimerCommand = Exclude<Command, Execute>;

export interface NotDone {
  readonly why: string;
  /** Nobody could be told: others of this event cannot be told either. */
  readonly unreached: boolean;
}

export interface RuleParts {
  readonly clock: Clock;
  execute(command: Execute): Promise<void>;
  /** Returns undefined when it was done. */
  order(command: TimerCommand): Promise<NotDone | undefined>;
  failed(commands: readonly TimerCommand[], why: string): void;
}

/** In milliseconds. A script that is quick has run, and a daemon that is there has answered. */
export const MOMENT_MS = 1000;

/** Until the work is done, but for a moment only. */
async function awhile(work: Promise<void>, clock: Clock): Promise<void> {
  const over = new AbortController();
  const moment = sleep(clock, MOMENT_MS, over.signal).catch(() => undefined);
  await Promise.race([work, moment]);
  over.abort();
}

/** The orders of one event, and those of them that were not carried out, by the reason. */
class Orders {
  readonly #parts: RuleParts;
  readonly #lost = new Map<string, TimerCommand[]>();
  #unreached: NotDone | undefined;

  constructor(parts: RuleParts) {
    this.#parts = parts;
  }

  /** Where nobody could be reached for one, the rest is not tried: each would wait as long again. */
  async give(command: TimerCommand): Promise<void> {
    const trouble = this.#unreached ?? (await this.#parts.order(command));
    if (trouble === undefined) return;
    if (trouble.unreached) this.#unreached = trouble;
    this.#lost.set(trouble.why, [...(this.#lost.get(trouble.why) ?? []), command]);
  }

  get lost(): boolean {
    return this.#lost.size > 0;
  }

  report(): void {
    for (const [why, commands] of this.#lost) this.#parts.failed(commands, why);
  }
}

export async function runRules(rules: readonly AtRule[], parts: RuleParts): Promise<boolean> {
  const orders = new Orders(parts);
  let scripts = Promise.resolve();
  let timers = Promise.resolve();
  for (const { command } of rules) {
    if (command.kind === "execute") {
      await awhile(timers, parts.clock);
      scripts = scripts.then(() => parts.execute(command));
    } else {
      await awhile(scripts, parts.clock);
      timers = timers.then(() => orders.give(command));
    }
  }
  await timers;
  orders.report();
  await scripts;
  return !orders.lost;
}
