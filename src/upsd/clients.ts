/** All connections: how many there may be, what they may hold, which have fallen silent, and who must go. */
import type { Socket } from "node:net";
import { ClientConnection, type ConnectionContext } from "../netproto/server/connection.ts";
import type { Served } from "../netproto/server/served.ts";
import { Session } from "../netproto/server/session.ts";
import type { StartTls } from "../netproto/server/start-tls.ts";
import { ByteBudget } from "../system/byte-budget.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { LimitedLog } from "../system/log/limited-log.ts";
import type { Log } from "../system/log/log.ts";
import { networkOf } from "../system/place.ts";
import { freeMemory } from "../system/process/free-memory.ts";
import { fileDescriptorOf } from "../system/socket-reads.ts";
import { Turns } from "../system/turns.ts";
import { UnauthenticatedClients } from "./unauthenticated-clients.ts";

/** A client that completes no request for longer than this is cut off. */
const IDLE_MS = 60_000;
const STUCK_MS = 10_000;
const LOOK_MS = 2000;
/** Descriptors that are left free for files, and for those who come. */
const SPARE_FILES = 8;

/** So many are a crowd: when it has gone, its memory is given back. */
const CROWD = 256;

const MIB = 1_048_576;
/** Bytes that clients that are not logged in may make us hold, and those who are logged in. */
const UNAUTHENTICATED_BYTES = { place: 16 * MIB, all: 32 * MIB } as const;
const MEMBER_BYTES = { place: 32 * MIB, all: 32 * MIB } as const;

export interface ClientsContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly served: Served;
  readonly openFiles: number;
  startTls(): StartTls | undefined;
}

export class Clients {
  readonly #context: ClientsContext;
  readonly #forConnections: ConnectionContext;
  readonly #connections = new Set<ClientConnection>();
  readonly #unauthenticated = new UnauthenticatedClients();
  readonly #guestBytes = new ByteBudget<ClientConnection>(UNAUTHENTICATED_BYTES);
  readonly #memberBytes = new ByteBudget<ClientConnection>(MEMBER_BYTES);
  readonly #turnedAway: LimitedLog;
  readonly #cutOff: LimitedLog;
  limit: number;
  #lastId = 0;
  #timer: Timer | undefined;
  /** Connections at their most, since memory was last given back. */
  #most = 0;

  constructor(context: ClientsContext, limit: number) {
    const { clock, log, startTls } = context;
    this.#context = context;
    this.limit = limit;
    this.#turnedAway = new LimitedLog(clock, (text) => log.error(text));
    this.#cutOff = new LimitedLog(clock, (text) => log.warning(text));
    this.#forConnections = {
      turns: new Turns(clock),
      now: () => clock.now(),
      startTls,
      heard: (connection) => this.#heard(connection),
      closed: (gone) => this.#gone(gone),
    };
  }

  get size(): number {
    return this.#connections.size;
  }

  /** `socket` has been accepted and not been read from. */
  accept(socket: Socket): void {
    this.#forConnections.turns.welcome();
    const address = socket.remoteAddress;
    if (address === undefined) return void socket.destroy();
    if (!this.#hasRoom(socket)) return this.#turnAway(socket, address);
    const { log, served, clock } = this.#context;
    log.debug(2, () => `Connect from ${address}`);
    const session = new Session(served, ++this.#lastId, address);
    const connection = new ClientConnection(socket, session, this.#forConnections);
    this.#connections.add(connection);
    this.#unauthenticated.add(connection, clock.now());
    this.#timer ??= clock.after(LOOK_MS, () => this.#look());
  }

  /** The system has no more descriptors: a client that is not logged in makes room, and the next one who comes gets in. */
  starved(reason: string): void {
    if (!this.#makeRoom(`no connection can be taken: ${reason}`)) {
      this.#turnedAway.about(`no connection can be taken: ${reason}; raise LimitNOFILE= of the unit (or ulimit -n)`);
    }
  }

  /** Cuts off those who are logged in on a UPS that is served no longer, or not by the name they know it by. */
  kickAstray(): void {
    const { log, served } = this.#context;
    for (const connection of this.#connections) {
      const { ups, upsname, address } = connection.session;
      if (ups === undefined || upsname === undefined || served.find(upsname) === ups) continue;
      const known = upsname.toLowerCase() === ups.name.toLowerCase() ? "" : ` as ${upsname}`;
      log.info(`Kicking client ${address} (was on UPS [${ups.name}]${known})`);
      connection.cut();
    }
  }

  close(): void {
    this.#timer?.cancel();
    for (const connection of [...this.#connections]) connection.cut();
  }

  #hasRoom(socket: Socket): boolean {
    const { openFiles } = this.#context;
    if (this.#connections.size >= this.limit) return this.#makeRoom(`there are ${this.limit} clients already`);
    if ((fileDescriptorOf(socket) ?? 0) >= openFiles - SPARE_FILES)
      this.#makeRoom(`nearly all of the ${openFiles} files that upsd may have open are in use`);
    return true;
  }

  #makeRoom(why: string): boolean {
    const client = this.#unauthenticated.next(this.#context.clock.now());
    if (client) this.#cut(client, why);
    return client !== undefined;
  }

  #heard(connection: ClientConnection): void {
    if (!this.#connections.has(connection)) return;
    const { ups, address } = connection.session;
    if (ups !== undefined && this.#unauthenticated.has(connection)) {
      this.#unauthenticated.leave(connection);
      this.#guestBytes.release(connection);
    }
    this.#unauthenticated.heard(connection);
    const budget = ups === undefined ? this.#guestBytes : this.#memberBytes;
    const { held } = connection;
    if (held === 0) return budget.release(connection);
    const place = networkOf(address);
    budget.hold(connection, place, held);
    for (let most = budget.tooMuch(place); most; most = budget.tooMuch(place)) {
      this.#cut(most, "clients that do not read, or do not end their lines, hold too much memory");
    }
  }

  #gone(connection: ClientConnection): void {
    this.#connections.delete(connection);
    this.#unauthenticated.leave(connection);
    this.#guestBytes.release(connection);
    this.#memberBytes.release(connection);
    this.#context.log.debug(2, () => `Disconnect from ${connection.session.address}`);
  }

  #cut(connection: ClientConnection, why: string): void {
    this.#cutOff.about(`Client ${connection.session.address} was cut off: ${why}`);
    connection.cut();
  }

  #turnAway(socket: Socket, address: string): void {
    socket.on("error", () => undefined).destroy();
    this.#turnedAway.about(
      `Client ${address} was turned away: there are ${this.limit} clients already; raise MAXCONN in upsd.conf`,
    );
  }

  #tidy(): void {
    const now = this.#connections.size;
    this.#most = Math.max(this.#most, now);
    if (this.#most < CROWD || now > this.#most / 4) return;
    this.#most = now;
    freeMemory();
  }

  #look(): void {
    const { clock } = this.#context;
    const now = clock.now();
    this.#unauthenticated.tick();
    for (const connection of this.#connections) {
      if (connection.silence(now) > IDLE_MS) connection.cut();
      else if (connection.stuck(now) > STUCK_MS && this.#unauthenticated.has(connection))
        this.#cut(connection, `it has not read for ${STUCK_MS / 1000} s what it asked for`);
    }
    this.#tidy();
    this.#timer = this.#connections.size === 0 ? undefined : clock.after(LOOK_MS, () => this.#look());
  }
}
