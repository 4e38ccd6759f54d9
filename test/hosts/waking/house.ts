/** A house with UPSes and hosts that were shut down, on the core of waking: what is woken, when, and what is told. */
import type { HostRecord } from "../../../src/hosts/memory/host-record.ts";
import type { OutageRecord } from "../../../src/hosts/memory/outage-record.ts";
import { startWaking, wakingStep } from "../../../src/hosts/waking/core.ts";
import type { Effect, Input, Power, Rules, WakePlan, WakingState } from "../../../src/hosts/waking/state.ts";

export const TICK_S = 5;

export interface Machine {
  readonly plan: WakePlan;
  /** Whether it answers now. */
  up: boolean;
  /** Seconds from being told to wake to its answer; never where undefined. */
  readonly boots: number | undefined;
  answersAt?: number;
}

export const plan = (more: Partial<WakePlan> = {}): WakePlan => ({
  ...{ wakes: true, seen: true, order: 100, delay: 0, limit: 600, settle: 120 },
  ...more,
});

export class House {
  readonly machines = new Map<string, Machine>();
  readonly disk = new Map<string, HostRecord>();
  readonly outages = new Map<string, OutageRecord>();
  readonly power = new Map<string, Power | undefined>();
  /** Hosts whose shutting down was begun by somebody who is lost. */
  readonly orphans = new Set<string>();
  readonly finished: string[] = [];
  readonly said: string[] = [];
  readonly wakes: string[] = [];
  readonly reports: { readonly outage: OutageRecord; readonly hosts: readonly HostRecord[] }[] = [];
  exited = false;
  second = 0;
  #state: WakingState;
  readonly #rules: Rules;

  constructor(rules: Rules = { after: 60, charge: 0 }) {
    this.#rules = rules;
    this.#state = startWaking(rules, [], 0);
  }

  mains(ups = "ups@h", charge: number | undefined = 100): void {
    this.power.set(ups, { mains: true, charge, runtime: 600 });
  }

  battery(ups = "ups@h", charge: number | undefined = 50): void {
    this.power.set(ups, { mains: false, charge, runtime: 300 });
  }

  /** A host that was shut down now. */
  add(name: string, more: Partial<WakePlan> = {}, boots: number | "never" = 20, ups = "ups@h"): Machine {
    const machine: Machine = { plan: plan(more), up: false, boots: boots === "never" ? undefined : boots };
    this.machines.set(name, machine);
    this.shutDown(name, ups);
    return machine;
  }

  shutDown(name: string, ups = "ups@h", others: readonly string[] = []): void {
    const at = this.second * 1000;
    const fed = others.length > 0 ? { others } : {};
    this.disk.set(name, { name, ups, ...fed, why: "ONBATT", at, before: "on", downAt: at });
    const machine = this.machines.get(name);
    if (machine) machine.up = false;
  }

  /** The process is killed, and another one begins with what is on the disk. */
  restart(): void {
    this.#state = startWaking(this.#rules, [], this.second * 1000);
    this.exited = false;
  }

  run(seconds: number): void {
    for (const end = this.second + seconds; this.second < end; this.second += TICK_S) this.#tick();
  }

  #tick(): void {
    for (const machine of this.machines.values())
      if (machine.answersAt !== undefined && this.second >= machine.answersAt) {
        machine.up = true;
        delete machine.answersAt;
      }
    if (this.exited) return;
    const hosts = [...this.disk.values()].map((record) => ({
      record,
      plan: this.machines.get(record.name)?.plan,
      orphan: this.orphans.has(record.name),
    }));
    this.#hear({ kind: "remembered", hosts, outages: [...this.outages.values()] });
    for (const [ups, power] of this.power) this.#hear({ kind: "power", ups, power });
    this.#hear({ kind: "tick" });
  }

  #hear(input: Input): void {
    const now = this.second * 1000;
    const [state, effects] = wakingStep(this.#state, input, { now, wall: now });
    this.#state = state;
    for (const effect of effects) this.#obey(effect);
  }

  #obey(effect: Effect): void {
    switch (effect.kind) {
      case "look":
        return this.#hear({
          kind: "sight",
          name: effect.name,
          sight: this.machines.get(effect.name)?.up ? "answers" : "silent",
        });
      case "wake":
        return this.#wake(effect.name);
      case "finish":
        this.finished.push(`${effect.name}@${this.second}`);
        this.orphans.delete(effect.name);
        return this.shutDown(effect.name);
      case "keep-host":
        if (this.disk.get(effect.record.name)?.at === effect.record.at)
          this.disk.set(effect.record.name, effect.record);
        return;
      case "forget-host":
        return void this.disk.delete(effect.record.name);
      case "keep-outage":
        return void this.outages.set(effect.outage.ups, effect.outage);
      case "report":
        this.reports.push(effect);
        for (const { name } of effect.hosts) this.disk.delete(name);
        return void this.outages.delete(effect.outage.ups);
      case "log":
        return void this.said.push(effect.text);
      case "exit":
        this.exited = true;
    }
  }

  #wake(name: string): void {
    this.wakes.push(`${name}@${this.second}`);
    const machine = this.machines.get(name);
    if (machine && machine.boots !== undefined && !machine.up) machine.answersAt ??= this.second + machine.boots;
  }
}
