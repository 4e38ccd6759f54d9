/** What brings the demo's machines back: the core of waking, on what is remembered in this process alone. */
import type { HostRecord } from "../hosts/memory/host-record.ts";
import type { OutageReport } from "../hosts/memory/outage-reports.ts";
import { startWaking, wakingStep } from "../hosts/waking/core.ts";
import type { PowerReader } from "../hosts/waking/read-power.ts";
import type { Effect, Input, Rules, WakePlan, WakingState } from "../hosts/waking/state.ts";
import type { Clock, Timer } from "../system/clock.ts";

/** A machine that is off, and how it is switched on. */
export interface Sleeper {
  readonly name: string;
  isUp(): boolean;
  wake(): void;
}

export interface DemoWakingDeps {
  readonly clock: Clock;
  /** Its mains and its battery are waited for. */
  readonly ups: string;
  readonly read: PowerReader;
  say(text: string): void;
  /** An outage is over: the history of the dashboard shows it. */
  report(report: OutageReport): void;
}

/** WAKEAFTER and WAKECHARGE of the demo. */
export const DEMO_WAKING: Rules = { after: 5, charge: 50 };

const TICK_MS = 2000;
const PLAN: WakePlan = { wakes: true, seen: true, order: 1, delay: 0, limit: 60, settle: 60 };

export class DemoWaking {
  readonly #deps: DemoWakingDeps;
  readonly #sleepers = new Map<string, Sleeper>();
  readonly #records = new Map<string, HostRecord>();
  #state: WakingState;
  #timer: Timer | undefined;

  constructor(deps: DemoWakingDeps) {
    this.#deps = deps;
    this.#state = startWaking(DEMO_WAKING, [], deps.clock.now());
  }

  /** A machine has gone down. */
  remember(sleeper: Sleeper): void {
    const { clock, ups } = this.#deps;
    const { name } = sleeper;
    const at = clock.wall();
    this.#sleepers.set(name, sleeper);
    this.#records.set(name, { name, ups, why: "its upsmon", at, before: "on", downAt: at });
    this.#timer ??= clock.after(TICK_MS, () => void this.#tick());
  }

  stop(): void {
    this.#timer?.cancel();
    this.#records.clear();
  }

  async #tick(): Promise<void> {
    const { clock, ups, read } = this.#deps;
    const power = await read(ups);
    const hosts = [...this.#records.values()].map((record) => ({ record, plan: PLAN, orphan: false }));
    this.#hear({ kind: "remembered", hosts, outages: [] });
    this.#hear({ kind: "power", ups, power });
    this.#hear({ kind: "tick" });
    this.#timer = this.#records.size > 0 ? clock.after(TICK_MS, () => void this.#tick()) : undefined;
  }

  #hear(input: Input): void {
    const { clock } = this.#deps;
    const [state, effects] = wakingStep(this.#state, input, { now: clock.now(), wall: clock.wall() });
    this.#state = state;
    for (const effect of effects) this.#obey(effect);
  }

  #obey(effect: Effect): void {
    if (effect.kind === "look") return this.#look(effect.name);
    if (effect.kind === "wake") return this.#sleepers.get(effect.name)?.wake();
    if (effect.kind === "log") return this.#deps.say(effect.text);
    if (effect.kind === "keep-host") return void this.#records.set(effect.record.name, effect.record);
    if (effect.kind !== "report") return;
    this.#deps.report(effect);
    for (const { name } of effect.hosts) this.#records.delete(name);
  }

  #look(name: string): void {
    const sight = this.#sleepers.get(name)?.isUp() ? "answers" : "silent";
    this.#hear({ kind: "sight", name, sight });
  }
}
