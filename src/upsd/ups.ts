import type { Duplex } from "node:stream";
import { trackingAnswer } from "../netproto/server/answer.ts";
import type { ClientLogin, ServedNews, ServedUps } from "../netproto/server/served.ts";
import { parseStatus } from "../nut/status.ts";
import type { UpsState } from "../nut/ups-state.ts";
import { DriverConnection, type DriverLink } from "../sockproto/driver-connection.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import type { Paced } from "../system/paced.ts";
import type { UpsEntry } from "./config.ts";
import { LiveDrill } from "./live-drill.ts";
import type { TrackedRequests } from "./tracking.ts";

export interface UpsContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly tracking: TrackedRequests;
  readonly news: Pick<ServedNews, "changed">;
  readonly connectDriver: (path: string) => Duplex;
  /** The line in which all of them wait to begin. */
  readonly line: Paced;
}

/** What a driver tells before its dump is complete is served: C upsd does so, and WAIT says what it is worth. */
const FAULTS: Readonly<Record<DriverLink, ServedUps["fault"]>> = {
  gone: "driver-not-connected",
  stale: "data-stale",
  waiting: undefined,
  ok: undefined,
};

export class Ups implements ServedUps {
  readonly name: string;
  readonly logins = new Set<ClientLogin>();
  readonly drill: LiveDrill;
  fsd = false;
  description: string | undefined;
  aliases: readonly string[];
  /** Resolves when the driver has been reached, or was found to be away, for the first time. */
  readonly tried: Promise<void>;
  /** Resolves when good data are there for the first time. */
  readonly served: Promise<void>;
  readonly #context: UpsContext;
  #haveTried: () => void = () => undefined;
  #haveServed: () => void = () => undefined;
  #driver: DriverConnection;

  constructor(entry: UpsEntry, maxAgeMs: number, context: UpsContext) {
    this.name = entry.name;
    this.description = entry.description;
    this.aliases = entry.aliases;
    this.#context = context;
    this.drill = new LiveDrill(context.clock, () => this.#quiet);
    this.tried = new Promise((resolve) => {
      this.#haveTried = resolve;
    });
    this.served = new Promise((resolve) => {
      this.#haveServed = resolve;
    });
    this.#driver = this.#connection(entry.socket, maxAgeMs);
  }

  get state(): UpsState {
    return this.#driver.state;
  }

  get fault(): ServedUps["fault"] {
    return FAULTS[this.#driver.link];
  }

  get filling(): boolean {
    return this.#driver.link === "waiting";
  }

  get #quiet(): boolean {
    const tokens = parseStatus(this.state.get("ups.status")?.value.toUpperCase() ?? "");
    return !this.fsd && this.fault === undefined && tokens.includes("OL") && !tokens.includes("FSD");
  }

  start(): void {
    this.#driver.start();
  }

  stop(): void {
    this.#driver.stop();
  }

  /** What a reload changed. Another driver means another socket; FSD and logins stay. */
  update({ socket, description, aliases }: UpsEntry, maxAgeMs: number): void {
    this.description = description;
    this.aliases = aliases;
    this.#driver.maxAgeMs = maxAgeMs;
    if (socket === this.#driver.path) return;
    this.#context.log.notice(`Redefined UPS [${this.name}]`);
    this.#driver.stop();
    this.#driver = this.#connection(socket, maxAgeMs);
    this.#driver.start();
  }

  setvar(name: string, value: string, tracking: string | undefined): boolean {
    return this.#told(this.#driver.setvar(name, value, tracking));
  }

  instcmd(name: string, param: string | undefined, tracking: string | undefined): boolean {
    return this.#told(this.#driver.instcmd(name, param, tracking));
  }

  #told(sent: boolean): boolean {
    if (!sent) this.#context.log.notice(`Send to UPS [${this.name}] failed: its driver has just gone`);
    return sent;
  }

  #connection(path: string, maxAgeMs: number): DriverConnection {
    const { clock, log, tracking, line, news } = this.#context;
    return new DriverConnection({
      upsname: this.name,
      path,
      maxAgeMs,
      clock,
      log,
      connect: (socket) => this.#open(socket),
      begin: (open) => line.begin(open),
      listener: {
        link: (now) => {
          if (now === "ok") this.#haveServed();
          news.changed(this);
        },
        heard: () => news.changed(this),
        tracking: (id, result) => {
          const outcome = tracking.close(id, result);
          if (outcome) log.info(`tracking ID: ${id}\tresult: ${trackingAnswer(outcome)}`);
        },
      },
    });
  }

  #open(path: string): Duplex {
    const socket = this.#context.connectDriver(path);
    for (const event of ["connect", "error", "close"]) socket.once(event, this.#haveTried);
    return socket;
  }
}
