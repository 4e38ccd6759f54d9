/** upssched of one host: its timers in their own core, on the clock of the world. */
import { isRuleFor } from "../../conf/upssched/upssched-conf.ts";
import { emptySched, type NotifyEvent, nextTick, type SchedInput, type SchedState, step } from "../../upssched/core.ts";
import type { Playground } from "../world/playground.ts";
import type { Deed, Schedule } from "./plan.ts";

type Rule = Schedule["rules"][number]["command"];

function inputOf(command: Exclude<Rule, { kind: "execute" }>, event: NotifyEvent): SchedInput {
  switch (command.kind) {
    case "start-timer":
    case "start-timer-shared":
      return {
        kind: "start",
        name: command.timer,
        seconds: command.seconds,
        event,
        shared: command.kind === "start-timer-shared",
      };
    case "cancel-timer":
      return { kind: "cancel", name: command.timer, otherwise: command.otherwise };
    case "cancel-timer-matched":
      return { kind: "cancel-matched", name: command.timer, otherwise: command.otherwise, event };
  }
}

export class SimUpssched {
  readonly #world: Playground;
  readonly #schedule: Schedule;
  readonly #run: (name: string, deed: Deed) => void;
  #state: SchedState;
  #generation = 0;

  constructor(world: Playground, schedule: Schedule, run: (name: string, deed: Deed) => void) {
    this.#world = world;
    this.#schedule = schedule;
    this.#run = run;
    this.#state = emptySched(world.now);
  }

  hear(event: NotifyEvent): void {
    for (const at of this.#schedule.rules) {
      if (!isRuleFor(at, event.notifyType, event.upsname)) continue;
      if (at.command.kind === "execute") this.#call(at.command.name);
      else this.#input(inputOf(at.command, event));
    }
  }

  #call(name: string): void {
    this.#run(name, this.#schedule.deedOf(name));
  }

  #input(input: SchedInput): void {
    const [state, effects] = step(this.#state, input, this.#world.now);
    this.#state = state;
    for (const effect of effects) if (effect.kind === "run") this.#call(effect.name);
    this.#arm();
  }

  #arm(): void {
    const generation = ++this.#generation;
    if (this.#state.timers.length === 0) return;
    this.#world.after(nextTick(this.#state) - this.#world.now, () => {
      if (generation === this.#generation) this.#input({ kind: "tick" });
    });
  }
}
