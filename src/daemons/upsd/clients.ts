/** All connections: how many there may be, which have fallen silent, and who must go. */
import type { Socket } from "node:net";
import type { Clock, Timer } from "../../host/clock.ts";
import type { Log } from "../../host/log.ts";
import { Connection } from "../../netproto/server/connection.ts";
import type { Served, ServedUps } from "../../netproto/server/served.ts";
import { Session } from "../../netproto/server/session.ts";
import type { TlsDoor } from "../../netproto/server/tls-door.ts";

/** A client that completes no request for longer than this is cut off. */
const IDLE_MS = 60_000;
const LOOK_MS = 2000;
/** Between two complaints about clients that were turned away. */
const COMPLAIN_MS = 60_000;

export interface ClientsContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly served: Served;
  door(): TlsDoor | undefined;
}

export class Clients {
  readonly #context: ClientsContext;
  readonly #connections = new Set<Connection>();
  /** Clients that there may be at once. */
  limit: number;
  #lastId = 0;
  #timer: Timer | undefined;
  #complained = Number.NEGATIVE_INFINITY;

  constructor(context: ClientsContext, limit: number) {
    this.#context = context;
    this.limit = limit;
  }

  get size(): number {
    return this.#connections.size;
  }

  accept(socket: Socket): void {
    const address = socket.remoteAddress;
    if (address === undefined) return void socket.destroy();
    if (this.#connections.size >= this.limit) return this.#turnAway(socket, address);
    const { log, served, clock, door } = this.#context;
    log.debug(2, () => `Connect from ${address}`);
    const session = new Session(served, ++this.#lastId, address);
    const connection = new Connection(socket, session, clock.now(), { door, closed: (gone) => this.#gone(gone) });
    this.#connections.add(connection);
    this.#timer ??= clock.after(LOOK_MS, () => this.#look());
  }

  /** Cuts off those who are logged in on a UPS that is served no longer. */
  kick(ups: ServedUps): void {
    for (const connection of this.#connections) {
      const { session } = connection;
      if (session.ups !== ups) continue;
      this.#context.log.info(`Kicking client ${session.address} (was on UPS [${ups.name}])`);
      connection.cut();
    }
  }

  close(): void {
    this.#timer?.cancel();
    for (const connection of [...this.#connections]) connection.cut();
  }

  #gone(connection: Connection): void {
    this.#connections.delete(connection);
    this.#context.log.debug(2, () => `Disconnect from ${connection.session.address}`);
  }

  #turnAway(socket: Socket, address: string): void {
    socket.on("error", () => undefined).destroy();
    const { clock, log } = this.#context;
    if (clock.now() - this.#complained < COMPLAIN_MS) return;
    this.#complained = clock.now();
    log.error(`Client ${address} was turned away: there are ${this.limit} clients already; raise MAXCONN in upsd.conf`);
  }

  #look(): void {
    const { clock } = this.#context;
    const now = clock.now();
    for (const connection of this.#connections) {
      if (connection.silence(now) > IDLE_MS) connection.cut();
    }
    this.#timer = this.#connections.size === 0 ? undefined : clock.after(LOOK_MS, () => this.#look());
  }
}
