/**
 * The client end of a driver's socket: what upsd holds for every UPS.
 *
 *     const ups = new DriverConnection({ upsname, path, maxAgeMs, clock, log, listener });
 *     ups.start();                          connects, and again whenever the driver goes away
 *     ups.link                              gone | waiting | ok | stale
 *     ups.state                             variables and commands; empty while gone
 *     ups.setvar("ups.id", "rack", id)      false when the driver is gone
 *     ups.stop();
 *
 *     gone ──connect──► waiting ──DUMPDONE──► ok ◄──DATAOK / DATASTALE, silence beyond MAXAGE──► stale
 *       ▲                  │                   │                                                   │
 *       └──────────────────┴──── closed, failed, or cut off for rubbish ───────────────────────────┘
 *
 * It says what the C server says, to the letter: `Connected to UPS [x]: driver-x`, `Data for UPS [x] is stale -
 * check driver`, `UPS [x] data is no longer stale`, `Can't connect to UPS [x] (…)` every five minutes.
 */
import type { Duplex } from "node:stream";
import { UpsState } from "../nut/ups-state.ts";
import { SOCKET_LIMITS, WordReader } from "../nut/words.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { atOnce, type Begin } from "../system/paced.ts";
import { Patience, type Retries } from "../system/retries.ts";
import { systemReason } from "../system/system-error.ts";
import { DriverInput } from "./driver-input.ts";
import { instcmdOrder, setOrder } from "./orders.ts";
import { TO_DRIVER } from "./sentences.ts";
import { connectSocket } from "./socket-path.ts";

/**
 *  - `gone`: no connection; answer DRIVER-NOT-CONNECTED.
 *  - `waiting`: connected, the dump is not complete; `ups.status` is WAIT until the driver has told it.
 *  - `ok`: the data are good.
 *  - `stale`: the driver says so, or has been silent for longer than MAXAGE; answer DATA-STALE.
 */
export type DriverLink = "gone" | "waiting" | "ok" | "stale";

export interface DriverListener {
  link?(now: DriverLink, before: DriverLink): void;
  /** It has spoken: the state may be another than before. */
  heard?(): void;
  /** The driver's result of a tracked SET or INSTCMD, as its own number (see `netproto` for its names). */
  tracking?(id: string, result: number): void;
}

export interface DriverConnectionOptions {
  readonly upsname: string;
  /** The driver's socket: `<statepath>/<driver>-<upsname>`. */
  readonly path: string;
  /** MAXAGE in milliseconds. */
  readonly maxAgeMs: number;
  readonly clock: Clock;
  readonly log: Log;
  readonly listener?: DriverListener;
  /** How a socket is opened; tests hand in their own. */
  readonly connect?: (path: string) => Duplex;
  /** When a try begins, where many share a process: returns the way to call it off. At once by default. */
  readonly begin?: Begin;
  readonly retries?: Retries;
}

/** After rubbish: whoever listens there will not have become a driver within a second. */
const RUBBISH_RETRY_MS = 30_000;
/** Bytes that may wait for a driver that does not read, before it counts as gone. */
const MAX_UNSENT = 65_536;
const GRACE_MS = 1000;

export class DriverConnection {
  readonly upsname: string;
  readonly path: string;
  /** Variables and commands as the driver told them; empty while gone. */
  readonly state = new UpsState();
  /** MAXAGE in milliseconds; may change at a reload. */
  maxAgeMs: number;

  readonly #clock: Clock;
  readonly #log: Log;
  readonly #listener: DriverListener;
  readonly #connect: (path: string) => Duplex;
  readonly #begin: Begin;
  #callOff = (): void => undefined;
  #link: DriverLink = "gone";
  #saidStale = false;
  #socket: Duplex | undefined;
  #input: DriverInput | undefined;
  #timer: Timer | undefined;
  #heard = 0;
  #pinged = 0;
  readonly #patience: Patience;
  #running = false;

  constructor(options: DriverConnectionOptions) {
    this.upsname = options.upsname;
    this.path = options.path;
    this.maxAgeMs = options.maxAgeMs;
    this.#clock = options.clock;
    this.#log = options.log;
    this.#listener = options.listener ?? {};
    this.#connect = options.connect ?? connectSocket;
    this.#begin = options.begin ?? atOnce;
    this.#patience = new Patience(options.clock, options.retries);
  }

  get link(): DriverLink {
    return this.#link;
  }

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#try();
  }

  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#callOff();
    this.#drop();
  }

  setvar(name: string, value: string, trackingId?: string): boolean {
    return this.#send(setOrder(name, value, trackingId));
  }

  instcmd(cmd: string, param?: string, trackingId?: string): boolean {
    return this.#send(instcmdOrder(cmd, param, trackingId));
  }

  #try(): void {
    this.#callOff = this.#begin(() => this.#open());
  }

  #open(): void {
    const socket = this.#connect(this.path);
    this.#socket = socket;
    const hear = (event: string, run: (error?: Error) => void): void => {
      socket.on(event, (error?: Error) => this.#socket === socket && run(error));
    };
    hear("connect", () => this.#connected(socket));
    hear("error", (error) => this.#lost(error && systemReason(error)));
    for (const end of ["close", "end"]) hear(end, () => this.#lost());
  }

  #connected(socket: Duplex): void {
    this.#log.info(`Connected to UPS [${this.upsname}]: ${this.path.slice(this.path.lastIndexOf("/") + 1)}`);
    this.#patience.found();
    this.#heard = this.#clock.now();
    this.#pinged = this.#heard;
    this.state.clear();
    this.state.apply({ kind: "set", name: "ups.status", value: "WAIT" });
    const input = new DriverInput(this.state, (id, result) => this.#listener.tracking?.(id, result));
    this.#input = input;
    const reader = new WordReader(SOCKET_LIMITS, (line) => input.hear(line));
    socket.on("data", (chunk: Buffer) => {
      if (this.#socket !== socket) return;
      reader.push(chunk.toString("latin1"));
      this.#heardFrom(input);
    });
    this.#setLink("waiting");
    this.#send(TO_DRIVER.dumpall.format({}));
    this.#watch();
  }

  #heardFrom(input: DriverInput): void {
    if (input.rubbish !== undefined) return this.#cutOff(input.rubbish);
    if (input.takeHeard()) this.#heard = this.#clock.now();
    this.#judge();
    this.#listener.heard?.();
  }

  #cutOff(reason: string): void {
    this.#log.error(
      `UPS [${this.upsname}]: what listens on ${this.path} does not speak as a driver does (${reason}); cut off, ` +
        `next try in ${RUBBISH_RETRY_MS / 1000} s: look with "fuser ${this.path}" who it is`,
    );
    this.#again(RUBBISH_RETRY_MS);
  }

  #lost(reason?: string): void {
    if (this.#link !== "gone") {
      this.#log.notice(`UPS [${this.upsname}]: the driver's connection has ended (${this.path})`);
    } else if (reason !== undefined) this.#complain(reason);
    this.#again(this.#patience.failed());
  }

  #again(retryMs: number): void {
    this.#drop();
    this.#timer?.cancel();
    if (this.#running) this.#timer = this.#clock.after(retryMs, () => this.#try());
  }

  #complain(reason: string): void {
    if (!this.#patience.isLost()) return;
    this.#log.error(`Can't connect to UPS [${this.upsname}] (${this.path}): ${reason}`);
  }

  #drop(): void {
    const socket = this.#socket;
    this.#socket = undefined;
    this.#input = undefined;
    socket?.on("error", () => undefined).destroy();
    this.state.clear();
    this.#setLink("gone");
  }

  #send(sentence: string): boolean {
    const socket = this.#socket;
    if (!socket || this.#link === "gone") return false;
    const full = socket.writableLength > MAX_UNSENT;
    if (full) this.#lost();
    else socket.write(`${sentence}\n`);
    return !full;
  }

  /** Wakes up when the next PING is due, and when the silence has lasted too long. */
  #watch(): void {
    const now = this.#clock.now();
    const pingDue = Math.max(this.#heard, this.#pinged) + this.maxAgeMs / 3;
    const deadDue = this.#heard + this.maxAgeMs + GRACE_MS;
    const next = deadDue > now ? Math.min(pingDue, deadDue) : pingDue;
    this.#timer?.cancel();
    this.#timer = this.#clock.after(Math.max(1, next - now), () => this.#look());
  }

  #look(): void {
    if (this.#clock.now() - Math.max(this.#heard, this.#pinged) >= this.maxAgeMs / 3) {
      this.#pinged = this.#clock.now();
      this.#send(TO_DRIVER.ping.format({}));
    }
    if (!this.#input) return;
    this.#judge();
    this.#watch();
  }

  /** The link follows from the dump, DATAOK or DATASTALE, and how long the driver has been silent. */
  #judge(): void {
    const input = this.#input;
    if (!input) return;
    const silent = this.#clock.now() - this.#heard >= this.maxAgeMs + GRACE_MS;
    if (silent) this.#setLink("stale");
    else if (!input.dumpDone) this.#setLink("waiting");
    else this.#setLink(input.dataOk ? "ok" : "stale");
  }

  #setLink(link: DriverLink): void {
    const before = this.#link;
    if (link === before) return;
    this.#link = link;
    this.#sayStale(link);
    this.#listener.link?.(link, before);
  }

  #sayStale(link: DriverLink): void {
    const said = this.#saidStale;
    if (link === "waiting") return;
    this.#saidStale = link === "stale";
    if (link === "stale") this.#log.notice(`Data for UPS [${this.upsname}] is stale - check driver`);
    else if (link === "ok" && said) this.#log.notice(`UPS [${this.upsname}] data is no longer stale`);
  }
}
