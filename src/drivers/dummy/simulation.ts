/**
 * The simulated device: what a definition file and the clients that set variables have made of it. Values stay until
 * something changes them; reading the file again withdraws nothing but what it sets to nothing.
 */
import { composeAlarm, parseStatus } from "../../nut/status.ts";
import type { Reading, Reported } from "../types.ts";
import { ChargeMovement } from "./charge-movement.ts";
import type { DefinitionStep } from "./definition.ts";
import { declaredType } from "./known-variables.ts";

/** How a run over the steps ended: at a TIMER, or at the end of the file. */
export type RunEnd = { readonly kind: "timer"; readonly seconds: number } | { readonly kind: "end" };

interface Entry extends Reported {
  readonly name: string;
}

export class Simulation {
  /** By lower-case name; the first spelling is served. */
  readonly #entries = new Map<string, Entry>();
  #steps: readonly DefinitionStep[] = [];
  #at = 0;
  #tokens: readonly string[] = [];
  #alarms: string[] = [];
  readonly #charge = new ChargeMovement();

  constructor() {
    this.set("ups.mfr", "Dummy Manufacturer");
    this.set("ups.model", "Dummy UPS");
    this.#entries.set("ups.status", this.#declared("ups.status", ""));
  }

  load(steps: readonly DefinitionStep[]): void {
    this.#steps = steps;
    this.#at = 0;
    this.#tokens = [];
    this.#alarms = [];
  }

  run(): RunEnd {
    for (let step = this.#steps[this.#at]; step; step = this.#steps[this.#at]) {
      this.#at++;
      if (step.kind === "timer") {
        this.#commit();
        return step;
      }
      this.#take(step);
    }
    this.#commit();
    return { kind: "end" };
  }

  /** Remembers the charge: movement from here on counts as charging or discharging. */
  noteCharge(): void {
    this.#charge.note(this.#entries.get("battery.charge")?.value);
  }

  set(name: string, value: string): void {
    const key = name.toLowerCase();
    if (name.startsWith("ups.status")) this.#setStatus([value]);
    else if (value === "") this.#entries.delete(key);
    else this.#entries.set(key, this.#declared(name, value));
  }

  /** Names from `ups.*` go over to `device.*` once, when the device has been opened. */
  mirror(): void {
    for (const part of ["mfr", "model", "serial"]) {
      const value = this.#entries.get(`ups.${part}`)?.value;
      const key = `device.${part}`;
      if (value !== undefined) this.#entries.set(key, { ...(this.#entries.get(key) ?? { name: key }), value });
    }
  }

  reading(): Reading {
    const vars = [...this.#entries.values()].map(({ name, ...reported }) => [name, reported] as const);
    return { vars: new Map(vars), status: this.#tokens, alarms: this.#alarms, commands: ["load.off"] };
  }

  #take(step: Exclude<DefinitionStep, { kind: "timer" }>): void {
    switch (step.kind) {
      case "set":
        return this.set(step.name, step.value);
      case "status":
        return this.#setStatus(step.tokens);
      case "alarm":
        this.#alarms = [...this.#alarms, step.text];
        return;
      case "no-alarms":
        this.#alarms = [];
        return;
    }
  }

  #setStatus(tokens: readonly string[]): void {
    this.#tokens = tokens.flatMap(parseStatus);
    this.#guess();
  }

  /** A variable `ups.alarm` of the file gives way to the ALARM lines. */
  #commit(): void {
    const alarm = composeAlarm(this.#alarms);
    const entry = this.#entries.get("ups.alarm");
    if (alarm === undefined) this.#entries.delete("ups.alarm");
    else if (entry) this.#entries.set("ups.alarm", { ...entry, value: alarm });
    this.#guess();
  }

  /** The guess stays in the status until the next status line. */
  #guess(): void {
    this.#tokens = this.#charge.judge(this.#tokens, this.#entries.get("battery.charge")?.value);
  }

  #declared(name: string, value: string): Entry {
    const type = declaredType(name);
    const known = this.#entries.get(name.toLowerCase())?.name ?? name;
    return { name: known, value, rw: true, ...(type && { type }) };
  }
}
