/** The timer daemon: a socket at PIPEFN in front of the pure core. Starts on demand and ends when idle. */
import { SOCKET_LIMITS, type WordLine } from "../nut/words.ts";
import type { LineConnection } from "../sockproto/line-connection.ts";
import { LineServer } from "../sockproto/line-server.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { LimitedLog } from "../system/log/limited-log.ts";
import type { Log } from "../system/log/log.ts";
import type { ComingEvent } from "./coming.ts";
import { emptySched, type NotifyEvent, nextTick, type SchedInput, type SchedState, step, wouldWait } from "./core.ts";
import { parseRequest, timerRow } from "./requests.ts";

/** Words of people in UPS messages stay whole: a message may hold any character. */
const LIMITS = { ...SOCKET_LIMITS, asciiOnly: false, maxWord: 4096 };

const SILENT_MS = 5000;
/** Programs that may be connected: each stays for one answer. */
const MAX_CALLERS = 64;
/** Between looks whether the last one has hung up. */
const LINGER_MS = 250;

export interface TimerDaemonParts {
  readonly clock: Clock;
  readonly log: Log;
  run(name: string, events: readonly NotifyEvent[]): void;
  /** Milliseconds since the event of an order; 0 where it is left out. */
  ageOf?(stamp: number | undefined): number;
  /** Events whose orders are on their way. */
  coming?(): readonly ComingEvent[];
  /** Whatever has changed. */
  keep?(state: SchedState): void;
  onEnd(): void;
}

export class TimerDaemon {
  readonly #parts: TimerDaemonParts;
  readonly #rubbish: LimitedLog;
  #server: LineServer | undefined;
  #state: SchedState;
  #timer: Timer | undefined;

  constructor(parts: TimerDaemonParts) {
    this.#parts = parts;
    this.#rubbish = new LimitedLog(parts.clock, (text) => parts.log.info(text));
    this.#state = emptySched(parts.clock.now());
    this.#arm();
  }

  /** Goes on with the timers of one that was lost; those that were due meanwhile run at the next input. */
  restore({ timers, cancelled }: Pick<SchedState, "timers" | "cancelled">): void {
    this.#state = { timers, cancelled, idleSince: timers.length > 0 ? undefined : this.#parts.clock.now() };
    this.#parts.keep?.(this.#state);
    this.#arm();
  }

  /** Listens at a path. Rejects with the system's error. */
  async listen(path: string): Promise<void> {
    const { clock, log } = this.#parts;
    this.#server = await LineServer.open({
      path,
      mode: 0o660,
      clock,
      log,
      who: "a program on PIPEFN",
      words: LIMITS,
      encoding: "utf8",
      most: MAX_CALLERS,
      idleMs: SILENT_MS,
      admit: (connection) => ({ hear: (line) => this.#hear(connection, line) }),
      full: `${MAX_CALLERS} programs are connected to PIPEFN ${path} already, and another was turned away: see who with fuser ${path}`,
    });
  }

  /** Forgets all timers: nobody could cancel them. */
  abandon(): void {
    this.#timer?.cancel();
    this.#server?.close();
  }

  /** One input to the core: what a peer asked for, or the passing of time. */
  input(input: SchedInput): void {
    const [state, effects] = step(this.#state, this.#dated(input), this.#parts.clock.now());
    this.#state = state;
    for (const effect of effects) {
      if (effect.kind === "run") this.#parts.run(effect.name, effect.events);
      else if (effect.kind === "overtaken") this.#reportOvertaken(effect.name);
      else return this.#end();
    }
    // What a timer has begun is kept by now: whoever is killed here has it in one place or both.
    this.#parts.keep?.(state);
    this.#arm();
  }

  #dated(input: SchedInput): SchedInput {
    const { clock, ageOf, coming } = this.#parts;
    if (input.kind === "start") return { ...input, age: ageOf?.(input.stamp) ?? 0 };
    if (input.kind !== "tick" || !wouldWait(this.#state, clock.now())) return input;
    return { kind: "tick", coming: coming?.() ?? [] };
  }

  #reportOvertaken(name: string): void {
    this.#parts.log.notice(`timer ${name} is not started: a later event has cancelled it already`);
  }

  #arm(atLeast = 0): void {
    this.#timer?.cancel();
    const wait = Math.max(atLeast, nextTick(this.#state) - this.#parts.clock.now());
    this.#timer = this.#parts.clock.after(wait, () => this.input({ kind: "tick" }));
  }

  /** A peer that is still talking keeps the daemon alive until it has been answered. */
  #end(): void {
    if (this.#server && this.#server.size > 0) return this.#arm(LINGER_MS);
    this.#parts.log.debug(1, "Timer queue empty, exiting");
    this.abandon();
    this.#parts.onEnd();
  }

  #hear(connection: LineConnection, { words, error }: WordLine): void {
    if (error) connection.cut();
    else connection.send(this.#answer(words.map(({ text }) => text)));
  }

  #answer(words: readonly string[]): string {
    const request = parseRequest(words);
    if (request === undefined) {
      this.#rubbish.about(`request not understood: ${words.join(" ").slice(0, 200)}`);
      return "ERR UNKNOWN\n";
    }
    if (request === "list") return this.#list();
    this.input(request);
    return "OK\n";
  }

  #list(): string {
    const { clock } = this.#parts;
    const rows = this.#state.timers.map((timer) => timerRow(timer, clock.now(), clock.wall()));
    return ["BEGIN LIST TIMERS", ...rows, "END LIST TIMERS", "OK", ""].join("\n");
  }
}
