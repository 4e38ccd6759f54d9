/** One machine with its upsmon's core: effects are obeyed as a shell would, but for those that touch a machine. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { NotifyType } from "../../nut/notify-types.ts";
import { type Effect, type Event, type Measure, type State, start, step, wakeAt } from "../../upsmon/core/step.ts";
import { obeyOnTest } from "./obey-on-test.ts";
import type { Playground } from "./playground.ts";
import type { SimUps } from "./sim-ups.ts";

const ANSWER_MS = 10;
const HANG_MS = 5000;
/** How long a SHUTDOWNCMD that fails takes. */
const COMMAND_MS = 100;

export class SimHost {
  readonly world: Playground;
  readonly name: string;
  state: State;
  /** `12.0 ONBATT ups1@server`, in the order told; times are those of the test. */
  readonly told: string[] = [];
  readonly log: string[] = [];
  /** Seconds at which SHUTDOWNCMD was asked for. */
  readonly shutdowns: number[] = [];
  readonly polls: number[] = [];
  /** Seconds at which a shutdown that failed was called off. */
  readonly calledOff: number[] = [];
  /** The last command was RESTARTCMD. */
  restarts = false;
  exit: number | undefined;
  /** Why SHUTDOWNCMD fails; without it the command works at once. */
  commandFails: string | undefined;
  /** While SHUTDOWNCMD runs upsmon does not end, as in the engine. */
  #leaving: number | "not yet" | undefined;
  hear: (text: string, type: NotifyType, ups: string) => void = () => undefined;
  /** Called when the shutdown begins, and when SHUTDOWNCMD is due. */
  decided: () => void = () => undefined;
  commanded: () => void = () => undefined;
  /** Frozen hosts see nothing and do nothing until they are thawed. */
  frozen = false;
  #wake: number | undefined;
  #generation = new Map<string, number>();
  readonly #connected = new Set<string>();
  /** Connections that were closed unheard: the next question fails. */
  readonly #broken = new Set<string>();
  readonly #missed: Event[] = [];

  constructor(world: Playground, settings: UpsmonConf, name: string) {
    this.world = world;
    this.name = name;
    const [state, effects] = start(settings, world.now);
    this.state = state;
    this.#obey(effects);
  }

  send(event: Event): void {
    if (this.frozen) return void this.#missed.push(event);
    const before = this.state.phase.kind;
    const [state, effects] = step(this.state, event, this.world.now);
    this.state = state;
    const { kind } = state.phase;
    if (before === "watching" && kind !== "watching" && kind !== "ended") this.decided();
    this.#obey(effects);
  }

  freeze(): void {
    this.frozen = true;
  }

  /** Timers first, then what came in meanwhile, as Node's loop has it. */
  thaw(): void {
    this.frozen = false;
    this.send({ kind: "tick" });
    for (const event of this.#missed.splice(0)) this.send(event);
  }

  /** Servers have closed the connections meanwhile, and nobody has noticed. */
  breakConnections(): void {
    for (const system of this.#connected) this.#broken.add(system);
  }

  /** The power goes, or somebody kills it: nothing is said any more. */
  die(): void {
    for (const ups of this.world.upses.values()) ups.logins.delete(this.name);
    const phase = { kind: "ended", since: this.world.now } as const;
    this.state = { ...this.state, phase, due: Number.POSITIVE_INFINITY };
  }

  /** Types told, without times. */
  get types(): readonly string[] {
    return this.told.map((line) => line.split(" ")[1] ?? "");
  }

  condition(system = "ups1@server"): string | undefined {
    return this.state.upses.find((ups) => ups.monitor.system === system)?.condition.kind;
  }

  #obey(effects: readonly Effect[]): void {
    for (const effect of effects) this.#do(effect);
    this.#arm();
  }

  #arm(): void {
    const at = wakeAt(this.state);
    if (at === this.#wake || at === Number.POSITIVE_INFINITY || this.exit !== undefined) return;
    this.#wake = at;
    this.world.after(at - this.world.now, () => {
      if (this.#wake !== at) return;
      this.#wake = undefined;
      if (this.frozen) return;
      this.send({ kind: "tick" });
    });
  }

  #do(effect: Effect): void {
    const { world } = this;
    const second = (world.now / 1000).toFixed(1);
    switch (effect.kind) {
      case "poll":
        return this.#poll(effect);
      case "drop":
        return this.#drop(effect.ups);
      case "send-fsd":
        return this.#fsd(effect.ups);
      case "ask-logins":
        return this.#logins(effect.ups);
      case "notify":
        this.hear(effect.text, effect.type, effect.ups);
        return void this.told.push(`${second} ${effect.type} ${effect.ups}`.trimEnd());
      case "flush":
        return world.after(1, () => this.send({ kind: "flushed" }));
      case "arm-return":
        return this.#armReturn(effect.ups, effect.delay.asked);
      case "disarm":
        return world.ups(effect.ups).disarm();
      case "shut-down":
        this.shutdowns.push(world.now / 1000);
        this.restarts = effect.how === "restart";
        this.commanded();
        return this.#command();
      case "call-off":
        return void this.calledOff.push(world.now / 1000);
      case "exit":
        if (this.#leaving !== undefined) this.#leaving = effect.status;
        else this.exit = effect.status;
        for (const ups of world.upses.values()) ups.logins.delete(this.name);
        return;
      case "log":
        return void (this.log.length < 1000 && this.log.push(`${second} ${effect.level} ${effect.text}`));
      default:
        return obeyOnTest(effect, this);
    }
  }

  #command(): void {
    const why = this.commandFails;
    if (why === undefined) return;
    this.#leaving = "not yet";
    this.world.after(COMMAND_MS, () => {
      const status = this.#leaving;
      this.#leaving = undefined;
      this.send({ kind: "shut-down-failed", why });
      if (this.state.phase.kind === "ended" && typeof status === "number") this.exit = status;
    });
  }

  /** Questions of before a new connection are never answered. */
  #later(system: string, ms: number, run: () => void): void {
    const generation = this.#generation.get(system) ?? 0;
    this.world.after(ms, () => {
      if ((this.#generation.get(system) ?? 0) === generation && this.exit === undefined) run();
    });
  }

  #drop(system: string): void {
    this.#generation.set(system, (this.#generation.get(system) ?? 0) + 1);
    this.#connected.delete(system);
    this.#broken.delete(system);
    this.world.upses.get(system)?.logins.delete(this.name);
  }

  #poll({ ups: system, fresh, measures }: Extract<Effect, { kind: "poll" }>): void {
    if (fresh) this.#drop(system);
    this.polls.push(this.world.now);
    const ups = this.world.ups(system);
    if (ups.mood === "drip") return;
    const ms = ups.mood === "hang" ? HANG_MS : ANSWER_MS;
    this.#later(system, ms, () => this.#answer(system, ups, ms, measures));
  }

  #answer(system: string, ups: SimUps, ms: number, measures: readonly Measure[]): void {
    if (this.#broken.has(system)) {
      this.#drop(system);
      return this.send({ kind: "poll-failed", ups: system, reason: "Server disconnected" });
    }
    if (ups.mood === "refuse" || ms === HANG_MS) {
      this.#drop(system);
      const reason = ms === HANG_MS ? "Timed out" : "Connection failure";
      return this.send({ kind: "poll-failed", ups: system, reason });
    }
    if (!this.#connected.has(system)) this.#login(system, ups);
    if (ups.mood === "stale") return this.send({ kind: "poll-failed", ups: system, reason: "Data stale" });
    this.send({ kind: "polled", ups: system, answer: ups.answer(measures, this.world.now) });
  }

  #login(system: string, ups: SimUps): void {
    this.#connected.add(system);
    const reason = ups.loginError;
    if (reason === undefined) ups.logins.add(this.name);
    const result = reason === undefined ? ({ kind: "in" } as const) : ({ kind: "refused", reason } as const);
    this.send({ kind: "login", ups: system, result });
  }

  /** A connection that hangs leaves it to us how long we wait. */
  #fsd(system: string): void {
    const ups = this.world.ups(system);
    if ((ups.mood === "hang" || ups.mood === "drip") && this.#connected.has(system)) return;
    const connected = this.#connected.has(system) && ups.mood !== "refuse";
    const error = connected ? ups.fsdError : "not connected";
    this.world.after(ANSWER_MS, () => {
      if (error === undefined) ups.latched = true;
      this.send({ kind: "fsd-answer", ups: system, error });
    });
  }

  #armReturn(ups: string, delay: number): void {
    const answer = this.world.ups(ups).armReturn(delay);
    if (answer) this.world.after(ANSWER_MS, () => this.send({ kind: "armed", ups, ...answer }));
  }

  #logins(system: string): void {
    const ups = this.world.ups(system);
    if ((ups.mood === "hang" || ups.mood === "drip") && this.#connected.has(system)) return;
    const connected = this.#connected.has(system) && ups.mood !== "refuse";
    this.world.after(ANSWER_MS, () => {
      const hosts = [...ups.logins].filter((host) => host !== this.name);
      this.send({ kind: "logins", ups: system, count: connected ? ups.logins.size : undefined, hosts });
    });
  }
}
