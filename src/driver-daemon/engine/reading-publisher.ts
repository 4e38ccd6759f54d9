/** Publishes only what changed; makes status, alarms and `device.*` (drivers/main.c and dstate.c of 2.8.5). */
import type { Reading, Reported, Unexplained } from "../../drivers/types.ts";
import { composeAlarm, composeStatus, guessCharging, parseNumber } from "../../nut/status.ts";
import { type TypeFacts, typeFacts } from "../../nut/var-type.ts";
import type { PublishedState } from "../../sockproto/published-state.ts";
import { Explanation } from "../control/unexplained.ts";
import { wellFormed } from "../control/well-formed.ts";
import { Debounce, type Delays, ModelDelays, type Raised } from "./debounce.ts";
import { metadataChanges } from "./metadata.ts";
import type { PollDepth } from "./poll-types.ts";

export interface PublisherOptions {
  readonly published: PublishedState;
  /** `default.*` without the prefix: what holds while the driver says nothing. */
  readonly defaults: ReadonlyMap<string, string>;
  readonly ignoreLb: boolean;
  /** `debounce`; undefined: as the model is known to need. */
  readonly debounce?: Delays | undefined;
  /** Milliseconds that never go back. */
  readonly now: () => number;
  /** The driver passes on what somebody else told: it is not judged. */
  readonly asTold?: boolean | undefined;
  /** Hears what a person should know of the readings. */
  readonly warn: (text: string) => void;
}

const MIRRORED = ["mfr", "model", "serial"] as const;

/** The status as the device says it, where `debounce` holds words back. */
const RAW_STATUS = "experimental.ups.status.raw";

const COMPOSED = { status: "ups.status", alarm: "ups.alarm", buzzwords: "experimental.ups.mode.buzzwords" } as const;

export class ReadingPublisher {
  readonly #options: PublisherOptions;
  readonly #reported = new Map<string, string | Reported>();
  #commands: ReadonlySet<string> = new Set();
  /** Undefined until the driver has said something of the status: one that never does has none. */
  #status: readonly string[] | undefined;
  #alarms: readonly string[] = [];
  #previousCharge: number | undefined;
  #warned = "";
  readonly #debounce = new Debounce();
  readonly #modelDelays = new ModelDelays();
  readonly #explanation: Explanation;

  #defaults: PublisherOptions["defaults"] = new Map();

  constructor(options: PublisherOptions) {
    this.#options = options;
    this.#explanation = new Explanation(options.asTold);
    this.setDefaults(options.defaults);
  }

  /** Other defaults: they show at once where the driver says nothing. */
  setDefaults(defaults: PublisherOptions["defaults"]): void {
    this.#defaults = defaults;
    for (const [name, value] of defaults) {
      if (!this.#reported.has(name)) this.#options.published.set(name, value);
    }
  }

  /** Answers what the reading lacks to be one. */
  publish(reading: Reading, depth: PollDepth): Unexplained | undefined {
    const { published } = this.#options;
    const charge = parseNumber(published.state.value("battery.charge") ?? "");
    this.#previousCharge = charge !== undefined && charge >= 0 ? charge : this.#previousCharge;
    const vars = this.#options.asTold ? reading.vars : wellFormed(reading.vars);
    for (const [name, reported] of vars) this.#report(name, reported);
    this.#withdraw((name) => !vars.has(name) && (depth === "full" || reading.vars.has(name)));
    if (reading.commands) this.#publishCommands(reading.commands);
    this.#mirror();
    this.#publishStatus(reading);
    return this.#explanation.missing(reading);
  }

  #report(name: string, reported: string | Reported): void {
    const before = this.#reported.get(name);
    if (sameReport(before, reported)) return;
    this.#reported.set(name, reported);
    if (!isComposed(name) && !this.#followsOverride(name)) this.#tell(name, reported);
  }

  #tell(name: string, reported: string | Reported): void {
    this.#options.published.set(name, typeof reported === "string" ? reported : reported.value);
    if (typeof reported !== "string" || this.#hasMetadata(name)) this.#describe(name, reported);
  }

  #hasMetadata(name: string): boolean {
    const known = this.#options.published.state.get(name);
    return known !== undefined && (known.rw || known.type !== undefined || known.enums.length > 0);
  }

  #describe(name: string, reported: string | Reported): void {
    const known = this.#options.published.state.get(name);
    if (!known) return;
    const facts: TypeFacts = typeFacts(typeof reported === "string" ? undefined : reported.type);
    const rw = typeof reported !== "string" && reported.rw === true;
    for (const change of metadataChanges(known, { ...facts, rw })) this.#options.published.apply(change);
  }

  #withdraw(isGone: (name: string) => boolean): void {
    for (const name of this.#reported.keys()) {
      if (!isGone(name)) continue;
      this.#reported.delete(name);
      if (isComposed(name)) continue;
      const fallback = this.#defaults.get(name);
      this.#options.published.apply({ kind: "delete", name });
      if (fallback !== undefined) this.#options.published.set(name, fallback);
    }
  }

  #publishCommands(commands: readonly string[]): void {
    if (commands.length === this.#commands.size && commands.every((name) => this.#commands.has(name))) return;
    const wanted = new Set(commands);
    for (const name of wanted) this.#options.published.apply({ kind: "add-cmd", name });
    for (const name of this.#commands) {
      if (!wanted.has(name)) this.#options.published.apply({ kind: "delete-cmd", name });
    }
    this.#commands = wanted;
  }

  /** A maker, model or serial that ups.conf overrides is that of the device too, whatever the driver says. */
  #followsOverride(name: string): boolean {
    return MIRRORED.some((fact) => name === `device.${fact}` && this.#options.published.isFixed(`ups.${fact}`));
  }

  /** `device.*` follows `ups.*` where the driver does not say it itself. */
  #mirror(): void {
    const { published } = this.#options;
    for (const fact of MIRRORED) {
      const value = published.state.value(`ups.${fact}`);
      const own = this.#reported.has(`device.${fact}`) && !this.#followsOverride(`device.${fact}`);
      if (value !== undefined && !own) published.set(`device.${fact}`, value);
    }
  }

  #publishStatus({ status, alarms, buzzwords, unexplained }: Reading): void {
    this.#status = status ?? this.#status;
    if (unexplained) return this.#withdrawStatus();
    this.#alarms = alarms ?? this.#alarms;
    const steady = this.#steady({ tokens: this.#status ?? [], alarms: this.#alarms });
    this.#compose(COMPOSED.alarm, composeAlarm(steady.alarms));
    if (buzzwords) this.#compose(COMPOSED.buzzwords, buzzwords.length > 0 ? buzzwords.join(" ") : undefined);
    if (this.#status) this.#compose(COMPOSED.status, this.#composeStatus(steady));
  }

  /** Without mains and battery there is no status, and no alarm that could be the whole of it. */
  #withdrawStatus(): void {
    this.#status = undefined;
    this.#alarms = [];
    for (const name of [...Object.values(COMPOSED), RAW_STATUS]) this.#compose(name, undefined);
  }

  /** The value is made here; its type and `rw` may come from the driver. */
  #compose(name: string, value: string | undefined): void {
    if (value === undefined) return void this.#options.published.apply({ kind: "delete", name });
    this.#options.published.set(name, value);
    const own = this.#reported.get(name);
    if (own !== undefined) this.#describe(name, own);
  }

  /** What has lasted; what the device says itself is then told beside it. */
  #steady(raised: Raised): Raised {
    const { debounce, now } = this.#options;
    const delays = debounce ?? this.#delaysOfModel();
    if (!delays || delays.size === 0) return raised;
    this.#compose(RAW_STATUS, composeStatus(raised));
    return this.#debounce.settle(raised, delays, now());
  }

  /** By the names that the device gives itself, whatever ups.conf calls it. */
  #delaysOfModel(): Delays | undefined {
    if (this.#options.asTold) return undefined;
    const said = (name: string): string | undefined => {
      const reported = this.#reported.get(name);
      return typeof reported === "object" ? reported.value : reported;
    };
    return this.#modelDelays.of(said("ups.mfr"), said("ups.model"));
  }

  #composeStatus({ tokens, alarms }: Raised): string {
    const value = (name: string): string | undefined => this.#options.published.state.value(name);
    const battery = {
      charge: value("battery.charge"),
      chargeLow: value("battery.charge.low"),
      runtime: value("battery.runtime"),
      runtimeLow: value("battery.runtime.low"),
      previousCharge: this.#options.asTold || this.#isEstimated("battery.charge") ? undefined : this.#previousCharge,
    };
    this.#warnOf(guessCharging(tokens, battery));
    return composeStatus({
      tokens,
      alarms,
      ignoreLb: this.#options.ignoreLb && this.canJudgeLow(),
      battery,
    });
  }

  #isEstimated(name: string): boolean {
    const reported = this.#reported.get(name);
    return typeof reported === "object" && reported.estimated === true;
  }

  /** True when charge or runtime and its limit are there, so that `ignorelb` can replace the device's LB. */
  canJudgeLow(): boolean {
    const has = (name: string): boolean => this.#options.published.state.get(name) !== undefined;
    return (
      (has("battery.charge") && has("battery.charge.low")) || (has("battery.runtime") && has("battery.runtime.low"))
    );
  }

  #warnOf(guess: ReturnType<typeof guessCharging>): void {
    const text = guess?.contradicts
      ? `the device says that it is ${guess.token === "CHRG" ? "discharging" : "charging"}, but its charge moves the other way: ${guess.token} is added to the status`
      : this.#warned;
    if (text !== this.#warned) this.#options.warn(text);
    this.#warned = text;
  }
}

const isComposed = (name: string): boolean => Object.values<string>(COMPOSED).includes(name);

const sameReport = (before: string | Reported | undefined, now: string | Reported): boolean =>
  before === now ||
  (typeof before === "object" &&
    typeof now === "object" &&
    before.value === now.value &&
    before.type === now.type &&
    before.rw === now.rw &&
    before.estimated === now.estimated);
