/** The timer daemon: a socket at PIPEFN in front of the pure core. Starts on demand and ends when idle. */
import { createServer, type Server, type Socket } from "node:net";
import { SOCKET_LIMITS, WordReader } from "../nut/words.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { emptySched, type NotifyEvent, nextTick, type SchedInput, type SchedState, step, wouldWait } from "./core.ts";
import { parseRequest, timerRow } from "./requests.ts";

/** Words of people in UPS messages stay whole: a message may hold any character. */
const LIMITS = { ...SOCKET_LIMITS, asciiOnly: false, maxWord: 4096 };

const SILENT_MS = 5000;

export interface TimerDaemonParts {
  readonly clock: Clock;
  readonly log: Log;
  /** Runs CMDSCRIPT; never throws. */
  run(name: string, occasions: readonly NotifyEvent[]): void;
  /** Milliseconds since the event of an order; 0 where it is left out. */
  ageOf?(stamp: number | undefined): number;
  /** Whether orders are on their way. */
  orderComes?(): boolean;
  /** The daemon has nothing left to do. */
  onEnd(): void;
}

export class TimerDaemon {
  readonly #parts: TimerDaemonParts;
  readonly #server: Server;
  readonly #peers = new Set<Socket>();
  #state: SchedState;
  #timer: Timer | undefined;

  constructor(parts: TimerDaemonParts) {
    this.#parts = parts;
    this.#state = emptySched(parts.clock.now());
    this.#server = createServer((socket) => this.#greet(socket));
    this.#arm();
  }

  /** Listens at a path. Rejects with the system's error. */
  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject);
      this.#server.listen(path, resolve);
    });
  }

  /** Forgets all timers: nobody could cancel them. */
  abandon(): void {
    this.#timer?.cancel();
    this.#server.close();
  }

  /** One input to the core: what a peer asked for, or the passing of time. */
  input(input: SchedInput): void {
    const [state, effects] = step(this.#state, this.#dated(input), this.#parts.clock.now());
    this.#state = state;
    for (const effect of effects) {
      if (effect.kind === "run") this.#parts.run(effect.name, effect.occasions);
      else if (effect.kind === "overtaken") this.#reportOvertaken(effect.name);
      else return this.#end();
    }
    this.#arm();
  }

  #dated(input: SchedInput): SchedInput {
    const { clock, ageOf, orderComes } = this.#parts;
    if (input.kind === "start") return { ...input, age: ageOf?.(input.stamp) ?? 0 };
    if (input.kind !== "tick" || !wouldWait(this.#state, clock.now())) return input;
    return { kind: "tick", coming: orderComes?.() ?? false };
  }

  #reportOvertaken(name: string): void {
    this.#parts.log.notice(`timer ${name} is not started: a later event has cancelled it already`);
  }

  #arm(): void {
    this.#timer?.cancel();
    const wait = Math.max(0, nextTick(this.#state) - this.#parts.clock.now());
    this.#timer = this.#parts.clock.after(wait, () => this.input({ kind: "tick" }));
  }

  /** A peer that is still talking keeps the daemon alive until it has been answered. */
  #end(): void {
    if (this.#peers.size > 0) return this.#arm();
    this.#parts.log.debug(1, "Timer queue empty, exiting");
    this.#timer?.cancel();
    this.#server.close(() => this.#parts.onEnd());
  }

  #greet(socket: Socket): void {
    this.#peers.add(socket);
    socket.setTimeout(SILENT_MS, () => socket.destroy());
    socket.on("error", () => socket.destroy());
    socket.on("close", () => this.#peers.delete(socket));
    const reader = new WordReader(LIMITS, ({ words, error }) => {
      if (error) socket.destroy();
      else socket.write(this.#answer(words.map(({ text }) => text)));
    });
    socket.setEncoding("utf8");
    socket.on("data", (text: string) => reader.push(text));
  }

  #answer(words: readonly string[]): string {
    const request = parseRequest(words);
    if (request === undefined) {
      this.#parts.log.info(`request not understood: ${words.join(" ")}`);
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
