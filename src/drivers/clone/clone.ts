/** clone: the UPS of another driver once more, as a stage with thresholds, a forced shutdown and an outlet of its own. */
import { parseDecimal } from "../../nut/decimal.ts";
import type { UpsState } from "../../nut/ups-state.ts";
import { string } from "../../nut/var-type.ts";
import type { Timer } from "../../system/clock.ts";
import { checkOptions, notNegative, numberOf, positive, value } from "../kit/options.ts";
import { cannotTurnOff } from "../kit/read-only.ts";
import {
  DeviceError,
  type Driver,
  type DriverContext,
  type DriverDefinition,
  type DriverOption,
  type Identity,
  type Outcome,
  type Reading,
} from "../types.ts";
import { alarmsOf, checkSource, repeated, Source, tokensOf } from "./source.ts";
import {
  leave,
  nextDue,
  STAGE_BEGIN,
  type StageEffect,
  type StageRules,
  type StageState,
  step,
  unheard,
} from "./stage.ts";

const amount = (text: string): string | undefined =>
  (parseDecimal(text) ?? -1) >= 0 ? undefined : `"${text}" is not a number from 0`;

const OPTIONS: readonly DriverOption[] = [
  value("offdelay", "seconds from the forced shutdown of this UPS to its outlet going off (120)", notNegative),
  value("ondelay", "seconds of mains until the outlet comes on again (30)", notNegative),
  value("mincharge", "charge in percent below which this UPS forces a shutdown while on battery", amount),
  value("minruntime", "runtime in seconds below which this UPS forces a shutdown while on battery", amount),
  value("maxonbattery", "seconds on battery after which this UPS forces a shutdown", positive),
  value("load.off", "command of the other driver that turns the outlet off"),
  value("load.on", "command of the other driver that turns the outlet on"),
  value("load.status", "variable of the other driver that says whether the outlet is on"),
];

/** Limits that can be set, each where the UPS tells what it is a limit of. */
const LIMITS = [
  { name: "battery.charge.low", of: "battery.charge", rule: "minCharge", digits: 3, option: "mincharge" },
  { name: "battery.runtime.low", of: "battery.runtime", rule: "minRuntime", digits: 4, option: "minruntime" },
] as const;

const isOwn = (name: string): boolean => /^(battery\.(charge|runtime)\.low$|ups\.(delay|timer)\.)/.test(name);

const numberIn = (state: UpsState, name: string): number | undefined => parseDecimal(state.value(name) ?? "");

const seconds = (ms: number): string => String(Math.max(0, Math.ceil(ms / 1000)));

class CloneDriver implements Driver {
  readonly #context: DriverContext;
  #rules: StageRules;
  #source: Source | undefined;
  #stage: StageState = STAGE_BEGIN;
  #due: Timer | undefined;
  #wake: () => void = () => undefined;
  #said = new Set<string>();

  constructor(context: DriverContext) {
    const { settings } = context;
    checkSource(settings.port);
    checkOptions(OPTIONS, settings);
    this.#context = context;
    const longest = numberOf(settings.get("maxonbattery"));
    this.#rules = {
      offDelayMs: 1000 * (numberOf(settings.get("offdelay")) ?? 120),
      onDelayMs: 1000 * (numberOf(settings.get("ondelay")) ?? 30),
      minCharge: parseDecimal(settings.get("mincharge") ?? "") ?? 0,
      minRuntime: parseDecimal(settings.get("minruntime") ?? "") ?? 0,
      maxOnBatteryMs: longest === undefined ? undefined : 1000 * longest,
      outletIsTold: settings.has("load.status"),
    };
  }

  async open(wake: () => void): Promise<Identity> {
    await this.close();
    this.#wake = wake;
    this.#source = new Source(this.#context, wake);
    await this.#source.first();
    return { title: `clone of ${this.#context.settings.port}` };
  }

  async poll(): Promise<Reading> {
    const source = this.#opened();
    if (!source.fresh) this.#stage = unheard(this.#stage);
    await this.#leaveOnTime(source);
    const state = source.state();
    this.#warnOfLimits(state);
    await this.#advance(source, state);
    return this.#reading(state);
  }

  /** A stage that is leaving goes off at its time, also when its UPS has fallen silent meanwhile. */
  async #leaveOnTime(source: Source): Promise<void> {
    if (!source.fresh && this.#stage.offAt !== undefined)
      await this.#take(step(this.#stage, { online: false, onBattery: false }, this.#now, this.#rules), source);
  }

  get #now(): number {
    return this.#context.clock.now();
  }

  async #advance(source: Source, state: UpsState): Promise<void> {
    const tokens = tokensOf(state);
    const online = tokens.includes("OL");
    const heard = {
      online,
      onBattery: tokens.includes("OB") && !online,
      charge: numberIn(state, "battery.charge"),
      runtime: numberIn(state, "battery.runtime"),
      outletOn: this.#outletOn(state),
    };
    await this.#take(step(this.#stage, heard, this.#now, this.#rules), source);
  }

  async #take([stage, effects]: ReturnType<typeof step>, source: Source): Promise<void> {
    this.#stage = stage;
    this.#schedule();
    for (const effect of effects) await this.#carryOut(effect, source);
  }

  #outletOn(state: UpsState): boolean | undefined {
    const said = state.value(this.#context.settings.get("load.status") ?? "")?.toLowerCase();
    if (said === "off" || said === "no") return false;
    return said === "on" || said === "yes" ? true : undefined;
  }

  async #carryOut(effect: StageEffect, source: Source): Promise<void> {
    const { settings, log } = this.#context;
    const command = settings.get(effect.kind === "load-on" ? "load.on" : "load.off");
    if (effect.kind === "say") return effect.outlet && command === undefined ? undefined : log.warning(effect.text);
    if (command === undefined || (await source.order(command))) return;
    log.error(`${settings.port} did not carry out ${command}: check the name, and what its log says`);
  }

  #schedule(): void {
    this.#due?.cancel();
    const due = nextDue(this.#stage, this.#rules);
    this.#due = due === undefined ? undefined : this.#context.clock.after(Math.max(0, due - this.#now), this.#wake);
  }

  #warnOfLimits(state: UpsState): void {
    for (const { option, of } of LIMITS) {
      if (!this.#context.settings.has(option) || state.get(of) !== undefined || this.#said.has(option)) continue;
      this.#said.add(option);
      this.#context.log.warning(`${option} has no effect: ${this.#context.settings.port} has no ${of}`);
    }
  }

  #reading(state: UpsState): Reading {
    const vars = repeated(state, isOwn);
    const { offAt, mainsSince, outletOn } = this.#stage;
    const { offDelayMs, onDelayMs } = this.#rules;
    for (const { name, of, rule, digits } of LIMITS)
      if (vars.has(of)) vars.set(name, { value: String(this.#rules[rule]), rw: true, type: string(digits) });
    vars.set("ups.delay.shutdown", { value: seconds(offDelayMs) });
    vars.set("ups.delay.start", { value: seconds(onDelayMs) });
    vars.set("ups.timer.shutdown", { value: offAt === undefined ? "-1" : seconds(offAt - this.#now) });
    vars.set("ups.timer.start", { value: this.#startTimer(mainsSince) });
    const own = [...(outletOn ? [] : ["OFF"]), ...(offAt === undefined ? [] : ["FSD"])];
    return {
      vars,
      status: [...tokensOf(state), ...own],
      alarms: alarmsOf(state),
      commands: ["shutdown.return", "shutdown.stayoff"],
    };
  }

  #startTimer(mainsSince: number | undefined): string {
    const { onDelayMs } = this.#rules;
    if (!this.#stage.returns) return "-1";
    return seconds(mainsSince === undefined ? onDelayMs : mainsSince + onDelayMs - this.#now);
  }

  setvar(name: string, text: string): Promise<Outcome> {
    const limit = LIMITS.find((one) => one.name === name.toLowerCase());
    if (!limit) return Promise.resolve("unknown");
    const number = parseDecimal(text) ?? -1;
    if (number < 0) return Promise.resolve("invalid");
    this.#rules = { ...this.#rules, [limit.rule]: number };
    return Promise.resolve("handled");
  }

  instcmd(name: string): Promise<Outcome> {
    const command = name.toLowerCase();
    if (command !== "shutdown.return" && command !== "shutdown.stayoff") return Promise.resolve("unknown");
    this.#stage = leave(this.#stage, command === "shutdown.return", this.#now, this.#rules);
    this.#schedule();
    return Promise.resolve("handled");
  }

  killpower(): Promise<Outcome> {
    return cannotTurnOff(this.#context.log, "it is the UPS behind this one that turns off");
  }

  /** What is under way goes on when the UPS is opened again. */
  close(): Promise<void> {
    this.#due?.cancel();
    this.#source?.close();
    this.#source = undefined;
    return Promise.resolve();
  }

  giveUp(): void {
    void this.close();
  }

  #opened(): Source {
    if (!this.#source) throw new DeviceError("lost", "the other driver's socket is not open");
    return this.#source;
  }
}

export const CLONE: DriverDefinition = {
  name: "clone",
  title: "A stage of another driver's UPS, with thresholds and an outlet of its own",
  version: "0.09",
  options: OPTIONS,
  asTold: true,
  create: (context) => new CloneDriver(context),
};
