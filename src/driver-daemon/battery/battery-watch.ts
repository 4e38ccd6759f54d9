/**
 * `battery_model`: sees every reading of a device on its way to the publisher, records its discharges, and adds the
 * charge and the runtime that the device itself does not tell. It adds no word to the status: LB is none of its business.
 */
import type { Reading, Reported } from "../../drivers/types.ts";
import type { Sample } from "../../nut/battery/discharge.ts";
import type { Health } from "../../nut/battery/health.ts";
import { parseStatus } from "../../nut/status.ts";
import type { Clock } from "../../system/clock.ts";
import type { BatteryFile } from "./battery-file.ts";
import { isStuck } from "./depth.ts";
import { beginTrack, estimate, type Observed, RECHARGE, type Track, track } from "./estimate.ts";
import { estimatedVars } from "./estimated-vars.ts";
import { type BatteryValue, KnownValues } from "./known-values.ts";
import { type BatteryMemory, healthIn, remember } from "./memory.ts";
import { learn, type Model, usedIn } from "./model.ts";
import { beginRecording, ended, type Recording, record } from "./recording.ts";

export type BatteryMode = "off" | "record" | "estimate";

export interface BatteryWatchOptions {
  /** As ups.conf has it now. */
  readonly mode: () => BatteryMode;
  readonly file: Pick<BatteryFile, "read" | "write">;
  readonly clock: Pick<Clock, "now" | "wall">;
  /** Names that the user has settled with `override.` or `default.`. */
  readonly isSettled: (name: string) => boolean;
}

/** A discharge that goes on is written so often, for the machine may be gone before it ends. */
const WRITE_EVERY = 600;

interface Running {
  readonly recording: Recording;
  readonly began: number;
  readonly last: Sample;
  readonly written: number;
}

/** On battery, or in a test or a calibration that discharges it. */
function isDischarging(words: readonly string[]): boolean {
  const has = (word: string): boolean => words.includes(word);
  return has("OB") || (has("DISCHRG") && (has("CAL") || has("TEST")));
}

function uselessIn({ discharges }: BatteryMemory): ReadonlySet<BatteryValue> {
  const isUseless = (name: "charge" | "runtime"): boolean =>
    discharges.map((discharge) => isStuck(discharge, name)).findLast((stuck) => stuck !== undefined) === true;
  return new Set((["charge", "runtime"] as const).filter(isUseless).map((name) => `battery.${name}` as const));
}

export class BatteryWatch {
  readonly #options: BatteryWatchOptions;
  readonly #known = new KnownValues();
  #memory: BatteryMemory | undefined;
  #model: Model | undefined;
  /** What stood still through the latest discharge that could tell. */
  #useless: ReadonlySet<BatteryValue> = new Set();
  #health: Health | undefined;
  #track: Track | undefined;
  #running: Running | undefined;
  #words: readonly string[] = [];

  constructor(options: BatteryWatchOptions) {
    this.#options = options;
  }

  /** The reading, with what is known better. */
  complete(reading: Reading, depth: "full" | "quick"): Reading {
    const mode = this.#options.mode();
    if (mode === "off") return reading;
    if (reading.status) this.#words = reading.status.flatMap(parseStatus).map((word) => word.toUpperCase());
    this.#known.see(reading, depth);
    const observed = this.#observe();
    this.#follow(observed);
    return mode === "estimate" ? this.#withEstimates(reading, observed) : reading;
  }

  /** The driver ends: a discharge that goes on is kept as far as it went. */
  close(): void {
    if (this.#running) this.#end(this.#running);
  }

  #seconds(): number {
    return this.#options.clock.now() / 1000;
  }

  #observe(): Observed {
    const number = this.#known.number.bind(this.#known);
    return {
      now: this.#seconds(),
      wall: this.#options.clock.wall() / 1000,
      onBattery: isDischarging(this.#words),
      charge: this.#useless.has("battery.charge") ? undefined : number("battery.charge"),
      voltage: number("battery.voltage"),
      load: number("ups.load"),
    };
  }

  #follow(observed: Observed): void {
    const memory = this.#remembered();
    const before = this.#track ?? beginTrack(observed, this.#usedBefore(memory));
    this.#track = track(before, observed, this.#model);
    if (observed.onBattery) this.#record(observed, before);
    else if (this.#running) this.#end(this.#running);
  }

  /** What the battery has regained since it was last known to be used is reckoned with. */
  #usedBefore({ used, seen }: BatteryMemory): number {
    const away = this.#options.clock.wall() / 1000 - seen;
    return Math.max(0, used - Math.max(0, away) / RECHARGE);
  }

  #remembered(): BatteryMemory {
    return this.#memory ?? this.#learn(this.#options.file.read());
  }

  #learn(memory: BatteryMemory): BatteryMemory {
    this.#memory = memory;
    this.#model = learn(memory.discharges);
    this.#useless = uselessIn(memory);
    this.#health = healthIn(memory);
    return memory;
  }

  #record(observed: Observed, before: Track): void {
    const { now, charge, voltage, load } = observed;
    const from = charge ?? 100 * (1 - before.depth);
    const running = this.#running ?? this.#begin(now, from);
    const at = now - running.began;
    const told = (name: "battery.charge" | "battery.runtime"): number | undefined => this.#known.number(name);
    const last: Sample = { at, charge: told("battery.charge"), voltage, load, runtime: told("battery.runtime") };
    const recording = record(running.recording, last, this.#words.includes("LB"));
    const isLow = recording.lowAt !== undefined && running.recording.lowAt === undefined;
    const next = { ...running, recording, last };
    this.#running = next;
    if (!isLow && at - running.written < WRITE_EVERY) return;
    this.#running = { ...next, written: at };
    const discharge = ended(recording, last);
    if (discharge) this.#write(remember(this.#remembered(), discharge));
  }

  #begin(now: number, from: number): Running {
    const began = Math.round(this.#options.clock.wall() / 1000);
    return { recording: beginRecording(began, Math.round(from)), began: now, last: { at: 0 }, written: 0 };
  }

  #end({ recording, last }: Running): void {
    this.#running = undefined;
    const discharge = ended(recording, last);
    if (!discharge) return;
    const known = this.#model;
    const memory = this.#learn(remember(this.#remembered(), discharge));
    if (!known && this.#model && this.#track && last.charge === undefined)
      this.#track = { ...this.#track, depth: usedIn(discharge, this.#model) };
    this.#write(memory);
  }

  #write(memory: BatteryMemory): void {
    const seen = Math.round(this.#options.clock.wall() / 1000);
    this.#options.file.write({ ...memory, used: this.#track?.depth ?? 0, seen });
  }

  #withEstimates(reading: Reading, observed: Observed): Reading {
    if (!this.#track) return reading;
    const added: ReadonlyMap<string, string | Reported> = estimatedVars({
      estimate: estimate(this.#track, observed, this.#model),
      known: this.#known,
      health: this.#health,
      isUseless: (name) => this.#useless.has(name),
      isSettled: this.#options.isSettled,
    });
    return added.size === 0 ? reading : { ...reading, vars: new Map([...reading.vars, ...added]) };
  }
}
