/** The connections of a line server: how many there may be, what they may hold, and who must go. */
import type { Duplex } from "node:stream";
import type { WordLimits } from "../nut/words.ts";
import { ByteBudget } from "../system/byte-budget.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { LimitedLog } from "../system/log/limited-log.ts";
import type { Log } from "../system/log/log.ts";
import { Turns } from "../system/turns.ts";
import { LineConnection, type LineContext, type LineHandler } from "./line-connection.ts";

export interface LineOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Who comes here, for the log: "a program on the driver's socket". */
  readonly who: string;
  readonly words: WordLimits;
  readonly encoding: "latin1" | "utf8";
  /** Connections that stay at a time. */
  readonly most: number;
  /** A connection without a whole line for so long is cut; never, where it is absent. */
  readonly idleMs?: number;
  admit(connection: LineConnection): LineHandler;
  /** Said in the log when somebody has to go because there are too many. */
  readonly full: string;
}

/** Bytes that may wait for one connection, and for all; a complete dump of a large device has 50,000. */
const MAX_UNSENT = 524_288;
const MAX_ALL = 8_388_608;
/** One that does not read, or does not close, for so long is cut. */
const STUCK_MS = 10_000;
/** One that has been there for so long, asks and reads, makes no room for those who come: half of the places at most. */
const STANDING_MS = 10_000;
const PASSING_MS = 1000;
/** Beyond the places, while they are read for the first time. */
const MAX_FRESH = 1024;
const LOOK_MS = 1000;
/** Complaints of a kind in a minute. */
const BURST = 3;

export class LineConnections {
  readonly #options: LineOptions;
  readonly #context: LineContext;
  readonly #connections = new Set<LineConnection>();
  readonly #bytes = new ByteBudget<LineConnection>({ place: MAX_ALL, all: MAX_ALL });
  readonly #unread: LimitedLog;
  readonly #crowd: LimitedLog;
  /** Somebody had to go, and it was said; until half of them have gone. */
  #full = false;
  #makingRoom = false;
  #timer: Timer | undefined;

  constructor(options: LineOptions) {
    const { clock, log, words, encoding } = options;
    this.#options = options;
    this.#unread = new LimitedLog(clock, (text) => log.warning(text), BURST);
    this.#crowd = new LimitedLog(clock, (text) => log.warning(text), BURST);
    this.#context = {
      turns: new Turns(clock),
      words,
      encoding,
      maxUnsent: MAX_UNSENT,
      now: () => clock.now(),
      heard: (connection) => this.#heard(connection),
      overfull: (connection) => this.#cutDeaf(connection),
      closed: (connection) => this.#gone(connection),
    };
  }

  get size(): number {
    return this.#connections.size;
  }

  accept(socket: Duplex): void {
    this.#context.turns.welcome();
    this.#connections.add(new LineConnection(socket, this.#context, (connection) => this.#options.admit(connection)));
    this.#timer ??= this.#options.clock.after(LOOK_MS, () => this.#look());
    if (this.#connections.size > this.#options.most) this.#makeRoomSoon();
  }

  /** Ends all of them; what is still to be said is said. */
  close(): void {
    this.#timer?.cancel();
    for (const connection of this.#connections) connection.close();
  }

  #heard(connection: LineConnection): void {
    if (!this.#connections.has(connection)) return;
    this.#bytes.hold(connection, "", connection.held);
    const most = this.#bytes.tooMuch("");
    if (most) this.#cutDeaf(most);
  }

  #gone(connection: LineConnection): void {
    this.#connections.delete(connection);
    this.#bytes.release(connection);
    if (this.#connections.size <= this.#options.most / 2) this.#full = false;
  }

  #cutDeaf(connection: LineConnection): void {
    this.#unread.about(`${this.#options.who} does not read what it is told: disconnected`);
    this.#cut(connection);
  }

  #cut(connection: LineConnection): void {
    connection.cut();
    this.#gone(connection);
  }

  /** Whoever has come is heard before somebody has to go: what it said on coming is read in the next round of events. */
  #makeRoomSoon(): void {
    if (this.#connections.size > this.#options.most + MAX_FRESH) return this.#makeRoom();
    if (this.#makingRoom) return;
    this.#makingRoom = true;
    setImmediate(() => setImmediate(() => this.#makeRoom()));
  }

  #makeRoom(): void {
    this.#makingRoom = false;
    const over = this.#connections.size - this.#options.most;
    if (over <= 0) return;
    for (const connection of this.#leastMissed().slice(0, over)) this.#cut(connection);
    if (this.#full) return;
    this.#full = true;
    this.#crowd.about(this.#options.full);
  }

  /** Who does not read, then who has asked nothing, then who came first of those that do not stand. */
  #leastMissed(): readonly LineConnection[] {
    const now = this.#options.clock.now();
    const stands = (one: LineConnection): boolean =>
      one.lines > 0 && now - one.since >= STANDING_MS && one.stuck(now) < PASSING_MS;
    const all = [...this.#connections];
    const standing = new Set(all.filter(stands).slice(0, this.#options.most / 2));
    const rank = (one: LineConnection): number => (one.stuck(now) > 0 ? 0 : one.lines === 0 ? 1 : 2);
    return all.filter((one) => !standing.has(one)).sort((a, b) => rank(a) - rank(b));
  }

  #look(): void {
    const { clock, idleMs = Number.POSITIVE_INFINITY } = this.#options;
    const now = clock.now();
    for (const connection of this.#connections) {
      if (connection.stuck(now) >= STUCK_MS) this.#cutDeaf(connection);
      else if (connection.silence(now) >= idleMs) this.#cut(connection);
    }
    this.#timer = this.#connections.size === 0 ? undefined : clock.after(LOOK_MS, () => this.#look());
  }
}
