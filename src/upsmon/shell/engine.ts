/** The core among clocks, servers and people: events go in one by one, effects are obeyed as they come out. */
import type { Monitor, UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { NutClientOptions } from "../../netproto/client/nut-client-options.ts";
import type { NotifyType } from "../../nut/notify-types.ts";
import type { Timer } from "../../system/clock.ts";
import { UNPROTECTED_STATUS } from "../core/health.ts";
import { describeHealth, type Effect, type Event, health, type State, start, step, wakeAt } from "../core/step.ts";
import { Drills } from "./drills.ts";
import type { EngineDeps } from "./engine-deps.ts";
import { goodbyesSaid } from "./goodbye.ts";
import { Arming } from "./servers/arming.ts";
import type { DrillListener } from "./servers/connection-deps.ts";
import { LogBudget } from "./servers/log-budget.ts";
import { obeyOnUps, type UpsEffect } from "./servers/obey-on-ups.ts";
import { sharedDial } from "./servers/shared-attempt.ts";
import { UpsConnection } from "./servers/ups-connection.ts";
import type { ShutDownResult, StartedShutDown } from "./shut-down.ts";

/** A wall clock that moved so far against the monotonic one was set, or the machine slept. */
const JUMP_MS = 2000;
/** Longest sleep of a timer: clocks are looked at that often. Node's own limit is 24 days. */
const NAP_MS = 30_000;
/** So many UPSes are put into words at every change; the status of more every second. */
const FEW = 64;
const STATUS_MS = 1000;

/** Said of every UPS of a server that goes or comes back. */
const ABOUT_CONTACT: ReadonlySet<NotifyType> = new Set(["COMMBAD", "COMMOK", "NOCOMM", "NOLOGIN"]);

export class Engine {
  readonly ended: Promise<number>;
  readonly #deps: EngineDeps;
  readonly #connections = new Map<string, UpsConnection>();
  readonly #queue: Event[] = [];
  readonly #goodbyes: Promise<void>[] = [];
  #state: State;
  #timer: Timer | undefined;
  #shutDown: Promise<StartedShutDown | undefined> = Promise.resolve(undefined);
  #heardOf: Promise<ShutDownResult | undefined> = Promise.resolve(undefined);
  #end: (status: number) => void = () => undefined;
  #busy = false;
  #status = "";
  /** Before this time the status of very many UPSes is not put into words again. */
  #statusDue = Number.NEGATIVE_INFINITY;
  readonly #budget: LogBudget;
  readonly #dial = sharedDial();
  readonly #arming = new Arming((event) => this.send(event));
  readonly #drills: Drills;
  /** What makes our seconds begin with those of the wall clock. */
  readonly #phase: number;
  /** Wall minus monotonic, as it was last seen. */
  #drift: number;

  constructor(settings: UpsmonConf, deps: EngineDeps) {
    this.#deps = deps;
    this.ended = new Promise((resolve) => {
      this.#end = resolve;
    });
    const { clock } = deps;
    this.#budget = new LogBudget(clock, deps.log);
    this.#drift = clock.wall() - clock.now();
    this.#phase = this.#drift % 1000;
    this.#drills = new Drills({
      log: deps.log,
      state: () => this.#state,
      tell: (notification, id) => deps.notifier.rehearse?.(notification, id),
      report: async (system, variable, value) => this.#connections.get(system)?.set(variable, value),
    });
    this.#connect(settings);
    const [state, effects] = start(settings, this.now());
    this.#state = state;
    this.#obey(effects);
    this.#settle();
  }

  get state(): State {
    return this.#state;
  }

  /** Milliseconds of the core's clock. */
  now(): number {
    return this.#deps.clock.now() + this.#phase;
  }

  send(event: Event): void {
    this.#queue.push(event);
    if (this.#busy) return;
    this.#busy = true;
    for (let next = this.#queue.shift(); next; next = this.#queue.shift()) this.#step(next);
    this.#busy = false;
    this.#settle();
  }

  #step(event: Event): void {
    const before = this.#state.phase.kind;
    const [state, effects] = step(this.#state, event, this.now());
    const { kind } = state.phase;
    if (before === "watching" && kind !== "watching" && kind !== "ended") this.#deps.decided?.();
    if (state.settings !== this.#state.settings) this.#connect(state.settings);
    this.#state = state;
    this.#obey(effects);
  }

  /** Someone asks us to wait, for so many seconds from now. */
  hold(id: string, seconds: number): void {
    this.send({ kind: "hold", id, until: this.now() + seconds * 1000 });
  }

  #connect({ monitors }: UpsmonConf): void {
    const { clock, clientOptions } = this.#deps;
    for (const monitor of monitors) {
      const known = this.#connections.get(monitor.system);
      if (known) known.monitor = monitor;
      else {
        const emit = (event: Event): void => this.send(event);
        const options = (line: Monitor): NutClientOptions => ({ dial: this.#dial, ...clientOptions(line) });
        const heardDrill: DrillListener = (ups, drill) => this.#drills.hear(ups, drill);
        const connection = new UpsConnection(monitor, { clock, options, emit, heardDrill });
        this.#connections.set(monitor.system, connection);
      }
    }
  }

  #settle(): void {
    const { phase } = this.#state;
    if (this.#deps.clock.now() >= this.#statusDue || phase.kind !== "watching") this.#tellStatus();
    this.#arm();
  }

  /** Every UPS is walked for it: with thousands of them not at each event. */
  #tellStatus(): void {
    const { upses, phase } = this.#state;
    if (upses.length > FEW && phase.kind === "watching") this.#statusDue = this.#deps.clock.now() + STATUS_MS;
    const status = describeHealth(this.#state);
    if (status !== this.#status) this.#deps.status(status, health(this.#state).protected);
    this.#status = status;
  }

  #arm(): void {
    this.#timer?.cancel();
    if (this.#state.phase.kind === "ended") return;
    const { clock } = this.#deps;
    const status = Math.max(0, this.#statusDue - clock.now()) || NAP_MS;
    const wait = Math.min(Math.max(0, wakeAt(this.#state) - this.now()), status, NAP_MS);
    this.#timer = clock.after(wait, () => this.#wake());
  }

  #wake(): void {
    const { clock } = this.#deps;
    const drift = clock.wall() - clock.now();
    const jump = drift - this.#drift;
    this.#drift = drift;
    if (Math.abs(jump) > JUMP_MS) return this.send({ kind: "clock-jump", seconds: jump / 1000 });
    if (wakeAt(this.#state) > this.now()) return this.#settle();
    this.send({ kind: "tick" });
  }

  #obey(effects: readonly Effect[]): void {
    for (const effect of effects) this.#do(effect);
  }

  #do(effect: Effect): void {
    const { log, notifier, batteryTests } = this.#deps;
    batteryTests?.hear(effect);
    switch (effect.kind) {
      case "drop":
        return this.#drop(effect.ups, effect.logout);
      case "notify":
        return this.#tell(effect);
      case "wall":
        return notifier.wall(effect.text);
      case "flush":
        return void notifier.flush().then(() => this.send({ kind: "flushed" }));
      case "going-down":
        return this.#deps.record?.decided(effect.why);
      case "shut-down":
        return this.#goDown(effect);
      case "call-off":
        return this.#deps.callOff?.();
      case "exit":
        return void this.#leave(effect.status);
      case "log":
        if (effect.level === "debug") return log.debug(1, effect.text);
        if (effect.often === undefined || this.#budget.allows(effect.often)) log[effect.level](effect.text);
        return;
      default:
        return this.#askServer(effect);
    }
  }

  #askServer(effect: UpsEffect): void {
    const connection = this.#connections.get(effect.ups);
    if (connection) void obeyOnUps(effect, connection, this.#arming, (event) => this.send(event));
  }

  /** What thousands of UPSes would have thousands of messages about is left to NOTIFYCMD where there are too many. */
  #tell(notice: Extract<Effect, { kind: "notify" }>): void {
    const brief = ABOUT_CONTACT.has(notice.type) && !this.#budget.allows(`contact (${notice.type})`);
    this.#deps.notifier.tell(notice, brief);
    if (notice.type === "ONBATT") this.#deps.onBattery?.(notice.ups);
  }

  #drop(system: string, logout: boolean): void {
    const done = this.#connections.get(system)?.drop(logout);
    if (done && logout) this.#goodbyes.push(done);
    if (!this.#state.places.has(system)) this.#connections.delete(system);
  }

  #goDown({ how, armed }: Extract<Effect, { kind: "shut-down" }>): void {
    this.#deps.record?.commanded(how, armed);
    this.#shutDown = this.#deps.shutDown(how);
    this.#heardOf = this.#hearOf(this.#shutDown);
  }

  /** Resolves when the core knows how it went. */
  async #hearOf(shutDown: Promise<StartedShutDown | undefined>): Promise<ShutDownResult | undefined> {
    const result = await (await shutDown)?.result;
    if (result?.kind !== "failed") return result;
    this.#deps.record?.failed();
    this.send({ kind: "shut-down-failed", why: result.why });
    return result;
  }

  /** Ends, unless SHUTDOWNCMD fails: then there is more to do. */
  async #leave(status: number): Promise<void> {
    this.#timer?.cancel();
    this.#budget.flush();
    await this.#shutDown;
    await goodbyesSaid(this.#goodbyes, this.#deps.clock);
    for (const connection of this.#connections.values()) void connection.drop(false);
    const result = await this.#heardOf;
    if (this.#state.phase.kind !== "ended") return;
    this.#end(result?.kind === "failed" ? UNPROTECTED_STATUS : status);
  }
}
