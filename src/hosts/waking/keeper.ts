/** The core of waking among clocks, UPSes, hosts and files. */
import { conceal } from "../../conf/settings/conceal.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { identityLives } from "../../system/process/process-identity.ts";
import type { Job } from "../host-kind.ts";
import type { Host } from "../hosts-conf.ts";
import { canBeSeen, look } from "../look.ts";
import type { HostRecord } from "../memory/host-record.ts";
import type { OutageMemory } from "../memory/outage-memory.ts";
import type { OutageRecord } from "../memory/outage-record.ts";
import type { Prober } from "../reach/probe.ts";
import { startWaking, wakingStep } from "./core.ts";
import type { PowerReader } from "./read-power.ts";
import type { Effect, Input, Rules, WakePlan, WakingState } from "./state.ts";

export interface KeeperDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly memory: OutageMemory;
  readonly read: PowerReader;
  readonly probe: Prober;
  readonly job: (seconds: number) => Job;
  /** Hosts as the file has them now. */
  readonly hosts: () => readonly Host[];
  readonly rules: Rules;
  /** Shuts a host down, as was begun. */
  readonly finish: (host: Host, record: HostRecord) => Promise<unknown>;
  readonly report: (outage: OutageRecord, hosts: readonly HostRecord[]) => void;
}

const TICK_MS = 5000;
const LOOK_S = 15;
const WAKE_S = 30;
/** A host that shuts down takes as long as its section says, and a service that lingers. */
const LEAST_SETTLE_S = 120;

const planOf = (host: Host): WakePlan => ({
  ...{ wakes: host.wake !== undefined, seen: canBeSeen(host) },
  ...{ order: host.wakeOrder, delay: host.wakeDelay, limit: host.wakeLimit },
  settle: Math.max(LEAST_SETTLE_S, host.timeoutS),
});

export class Keeper {
  readonly ended: Promise<void>;
  readonly #deps: KeeperDeps;
  readonly #busy = new Set<string>();
  #state: WakingState;
  #end: () => void = () => undefined;
  #over = false;

  /** `watched`: UPSes that are on battery, as somebody says. */
  constructor(watched: readonly string[], deps: KeeperDeps) {
    this.#deps = deps;
    this.#state = startWaking(deps.rules, watched, deps.clock.now());
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    this.#tick();
  }

  #tick(): void {
    const { clock, memory, hosts } = this.#deps;
    const known = hosts();
    const records = memory.hosts().map((record) => {
      const host = known.find(({ name }) => name === record.name);
      return {
        record,
        plan: host && planOf(host),
        orphan: record.work !== undefined && !identityLives(record.work.by),
      };
    });
    this.#hear({ kind: "remembered", hosts: records, outages: memory.outages() });
    for (const { ups } of this.#state.upses) this.#once(`ups ${ups}`, () => this.#readPower(ups));
    this.#hear({ kind: "tick" });
    if (!this.#over) clock.after(TICK_MS, () => this.#tick());
  }

  /** What hangs is not begun a second time. */
  #once(what: string, run: () => Promise<void>): void {
    if (this.#busy.has(what)) return;
    this.#busy.add(what);
    void run().finally(() => this.#busy.delete(what));
  }

  async #readPower(ups: string): Promise<void> {
    this.#hear({ kind: "power", ups, power: await this.#deps.read(ups) });
  }

  #hear(input: Input): void {
    if (this.#over) return;
    const { clock } = this.#deps;
    const [state, effects] = wakingStep(this.#state, input, { now: clock.now(), wall: clock.wall() });
    this.#state = state;
    for (const effect of effects) this.#obey(effect);
  }

  /** One that was shut down anew meanwhile is not ours to write about. */
  #isCurrent({ name, at }: HostRecord): boolean {
    return this.#deps.memory.host(name)?.at === at;
  }

  #obey(effect: Effect): void {
    const { memory, log } = this.#deps;
    switch (effect.kind) {
      case "look":
        return this.#once(`look ${effect.name}`, () => this.#look(effect.name));
      case "wake":
        return this.#once(`wake ${effect.name}`, () => this.#wake(effect.name));
      case "finish":
        return this.#once(`finish ${effect.name}`, () => this.#finish(effect.name));
      case "keep-host":
        return void (this.#isCurrent(effect.record) && memory.keepHost(effect.record));
      case "forget-host":
        return void (this.#isCurrent(effect.record) && memory.forgetHost(effect.record.name));
      case "keep-outage":
        return void memory.keepOutage(effect.outage);
      case "report":
        return this.#report(effect);
      case "log":
        return log[effect.level](effect.text);
      case "exit":
        this.#over = true;
        return this.#end();
    }
  }

  /** Told before it is forgotten: whoever is killed in between tells it twice, and nothing is lost. */
  #report({ outage, hosts }: Extract<Effect, { kind: "report" }>): void {
    this.#deps.report(outage, hosts);
    for (const record of hosts) if (this.#isCurrent(record)) this.#deps.memory.forgetHost(record.name);
    this.#deps.memory.forgetOutage(outage.ups);
  }

  #host(name: string): Host | undefined {
    return this.#deps.hosts().find((host) => host.name === name);
  }

  async #look(name: string): Promise<void> {
    const host = this.#host(name);
    if (host) this.#hear({ kind: "sight", name, sight: await look(host, this.#deps.job(LOOK_S), this.#deps.probe) });
  }

  async #finish(name: string): Promise<void> {
    const [host, record] = [this.#host(name), this.#deps.memory.host(name)];
    if (!host || !record) return;
    this.#deps.log.warning(`${name}: whoever shut it down was lost; going on with it`);
    await this.#deps.finish(host, record);
  }

  async #wake(name: string): Promise<void> {
    const host = this.#host(name);
    if (!host?.wake) return;
    const { kind, settings } = host.wake;
    const outcome = await kind.wake(settings, this.#deps.job(WAKE_S));
    const text = conceal(outcome.kind === "done" ? outcome.text : outcome.why, host.secrets);
    if (outcome.kind === "done") this.#deps.log.info(`${name}: ${text}`);
    else this.#deps.log.warning(`${name} could not be told to wake: ${text}`);
  }
}
