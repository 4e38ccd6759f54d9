import type { BatteryTestKind } from "../../conf/tables/battery-tests.ts";
import { parseStatus } from "../../nut/status.ts";
import type { ArmResult, Measure, PollAnswer, TestResult } from "../../upsmon/core/step.ts";

/**
 * How a server behaves: `hang` takes questions and never answers, `drip` answers a byte now and then and never comes to
 * an end, `refuse` takes no connections.
 */
export type Mood = "answers" | "stale" | "refuse" | "hang" | "drip";

/** One UPS on its server. */
export class SimUps {
  status = "OL";
  alarm: string | undefined;
  buzzwords = "";
  mood: Mood = "answers";
  /** Undefined: the UPS has no such variable; "late": it is not said in time. `now` in milliseconds of the world. */
  measure: (name: Measure, now: number) => string | undefined = () => undefined;
  /** Set by FSD, until the server is started again. */
  latched = false;
  loginError: string | undefined;
  fsdError: string | undefined;
  /** Why it does not go off and on again by itself. */
  returnError: string | undefined;
  /** Seconds after which it was told to go off. */
  goesOffAfter: number | undefined;
  /** Hosts that are logged in, by name. */
  readonly logins = new Set<string>();

  answer(measures: readonly Measure[], now: number): PollAnswer {
    const { served: status, alarm, buzzwords } = this;
    const values = measures.map((name) => [name, this.measure(name, now)] as const);
    return { status, alarm, buzzwords, measured: new Map(values.filter(([, value]) => value !== "late")) };
  }

  get served(): string {
    return this.latched ? `FSD ${this.status}` : this.status;
  }

  /** Undefined where nobody answers. */
  armReturn(delay: number): { readonly result: ArmResult; readonly mains: boolean } | undefined {
    if (this.mood === "hang" || this.mood === "drip") return undefined;
    const why = this.mood === "answers" ? this.returnError : this.mood;
    if (why !== undefined) return { result: { kind: "refused", why }, mains: this.mood === "answers" && this.#onLine };
    this.goesOffAfter = delay;
    return { result: { kind: "armed", delay }, mains: this.#onLine };
  }

  get #onLine(): boolean {
    return parseStatus(this.status).includes("OL");
  }

  /** Why it refuses a battery test; undefined: it takes the order. */
  startTest: (test: BatteryTestKind) => string | undefined = () => "Command not supported";
  stopTest: () => void = () => undefined;
  /** Battery tests that have ended. */
  readonly tests: TestResult[] = [];

  disarm(): void {
    this.goesOffAfter = undefined;
  }

  restart(): void {
    this.latched = false;
    this.logins.clear();
  }
}
