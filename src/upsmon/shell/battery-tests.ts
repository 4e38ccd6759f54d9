/** BATTERYTEST: says to the core when a test is due, and keeps what comes of it. The core says whether it may begin. */
import type { BatteryTest } from "../../conf/tables/battery-tests.ts";
import { sameUps } from "../../conf/tables/shutdown-rules.ts";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import { nextTime, type Window, windowFrom } from "../core/battery-tests/schedule.ts";
import { judgedText, keep, newRecord, type TestRecord, wornText } from "../core/battery-tests/test-record.ts";
import type { Effect, Event, TestResult } from "../core/step.ts";
import type { BatteryTestsFile } from "./battery-tests-file.ts";

/** The clock is looked at so often: it may be set. */
const NAP_MS = 15 * 60_000;
/** A window that is almost over is no use. */
const LEAST_MS = 60_000;

export interface BatteryTestsDeps {
  readonly clock: Clock;
  readonly file: Pick<BatteryTestsFile, "read" | "write">;
  /** The core's clock. */
  readonly now: () => number;
  readonly send: (event: Event) => void;
}

export class BatteryTests {
  readonly #deps: BatteryTestsDeps;
  #conf: Pick<UpsmonConf, "batteryTests" | "batteryHealth" | "monitors">;
  #records: Map<string, TestRecord> | undefined;
  /** Windows that the core has been told of, by UPS and test. */
  readonly #told = new Map<string, number>();
  /** UPSes that the core knows the past of. */
  #introduced: readonly string[] = [];
  #timer: Timer | undefined;

  constructor(conf: UpsmonConf, deps: BatteryTestsDeps) {
    this.#conf = conf;
    this.#deps = deps;
  }

  /** Watches until upsmon ends. */
  begin(conf: UpsmonConf, ended: Promise<unknown>): void {
    this.configure(conf);
    void ended.then(() => this.#timer?.cancel());
  }

  /** Goes on with other settings. */
  configure(conf: UpsmonConf): void {
    this.#conf = conf;
    this.#timer?.cancel();
    if (conf.batteryTests.length === 0) return;
    const systems = this.#systems();
    for (const system of systems) if (!this.#introduced.includes(system)) this.#introduce(system);
    this.#introduced = systems;
    this.#look();
  }

  /** Those that lines are about, as their MONITOR lines have them. */
  #systems(): readonly string[] {
    const { monitors, batteryTests } = this.#conf;
    return monitors.flatMap(({ system }) => (batteryTests.some(({ ups }) => sameUps(ups, system)) ? [system] : []));
  }

  get #all(): Map<string, TestRecord> {
    this.#records ??= this.#deps.file.read();
    return this.#records;
  }

  #change(system: string, record: TestRecord): void {
    this.#all.set(system, record);
    this.#deps.file.write(this.#all);
  }

  #introduce(system: string): void {
    const wall = this.#deps.clock.wall();
    const known = this.#all.get(system);
    const record = known ?? newRecord(wall);
    const ago = Math.max(0, wall - record.outage);
    this.#deps.send({
      kind: "test-known",
      ups: system,
      outage: this.#deps.now() - ago,
      left: record.running,
    });
    if (!known || record.running) this.#change(system, { ...record, running: undefined });
  }

  #look(): void {
    const { clock, send, now } = this.#deps;
    const wall = clock.wall();
    let next = wall + NAP_MS;
    for (const system of this.#systems())
      for (const line of this.#conf.batteryTests.filter(({ ups }) => sameUps(ups, system))) {
        const window = this.#windowOf(system, line);
        next = Math.min(next, window.from > wall ? window.from : next);
        if (window.from > wall || window.until - wall < LEAST_MS || !this.#isNew(system, line, window)) continue;
        send({ kind: "test-due", ups: system, test: line.test, until: now() + window.until - wall });
      }
    for (const system of this.#systems()) this.#noteNext(system);
    this.#timer = clock.after(Math.max(1000, next - wall), () => this.#look());
  }

  /** Whoever shows it reads the file. */
  #noteNext(system: string): void {
    const record = this.#all.get(system);
    const lines = this.#conf.batteryTests.filter(({ ups }) => sameUps(ups, system));
    const next = Object.fromEntries(lines.map((line) => [line.test, this.#windowOf(system, line).from]));
    const isSame = (["quick", "deep"] as const).every((test) => record?.next?.[test] === next[test]);
    if (record && !isSame) this.#change(system, { ...record, next });
  }

  #windowOf(system: string, { test, schedule }: BatteryTest): Window {
    const wall = this.#deps.clock.wall();
    const { last, since } = this.#all.get(system) ?? newRecord(wall);
    return windowFrom(schedule, nextTime(schedule, last[test] ?? since), wall);
  }

  #isNew(system: string, { test }: BatteryTest, { from }: Window): boolean {
    const key = `${test} ${system}`;
    if (this.#told.get(key) === from) return false;
    this.#told.set(key, from);
    return true;
  }

  /** What the core has begun, ended and seen. */
  hear(effect: Effect): void {
    if (effect.kind === "start-test") this.#begun(effect.ups, effect.test);
    else if (effect.kind === "test-ended") this.#ended(effect.ups, effect.result);
    else if (effect.kind === "outage-seen") this.#outage(effect.ups);
  }

  /** An upsmon that is lost meanwhile leaves a mark. */
  #begun(system: string, test: BatteryTest["test"]): void {
    const record = this.#all.get(system) ?? newRecord(this.#deps.clock.wall());
    this.#change(system, { ...record, running: test });
  }

  #ended(system: string, result: TestResult): void {
    if (result.verdict === "missed") return;
    const wall = this.#deps.clock.wall();
    const { record, kept } = keep(this.#all.get(system) ?? newRecord(wall), result, wall);
    this.#change(system, record);
    if (result.verdict === "refused") return;
    this.#deps.send({
      kind: "test-judged",
      ups: system,
      failed: result.verdict === "failed",
      text: judgedText(kept),
      worn: wornText(kept, this.#conf.batteryHealth),
    });
  }

  #outage(system: string): void {
    const wall = this.#deps.clock.wall();
    this.#change(system, { ...(this.#all.get(system) ?? newRecord(wall)), outage: wall });
  }
}
