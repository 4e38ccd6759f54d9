/**
 * All connections: how many there may be, what they may hold, and who must go. Those over which nobody has logged in make
 * room: first those of the place that has most, among them first those that have asked nothing, then who has been there
 * longest.
 */
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { ByteBudget } from "../../system/byte-budget.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import { networkOf } from "../../system/place.ts";

const MOST = 1000;
const LOOK_MS = 5000;
/** A client that reads nothing of what it asked for. */
const STUCK_MS = 20_000;
/** Requests sent ahead of their answers, which would all have to be kept: browsers and programs send one at a time. */
const MOST_OPEN = 8;
const MIB = 1_048_576;
/** Of answers that have not been read. */
const UNREAD = { place: 32 * MIB, all: 64 * MIB } as const;

interface Connection {
  readonly socket: Socket;
  /** The one that is written to: above `socket` where there is TLS. */
  top: Pick<Socket, "writableLength">;
  readonly place: string;
  asked: boolean;
  /** Bytes of answers that the system has not taken yet. */
  held: number;
  /** Requests whose answers are not through. */
  open: number;
  member: boolean;
  unread: number;
  stuckSince: number | undefined;
}

type Ends = Pick<Socket, "remoteAddress" | "remotePort" | "writableLength">;

/** Of a TLS connection, both of its sockets. */
const keyOf = ({ remoteAddress = "", remotePort = 0 }: Pick<Ends, "remoteAddress" | "remotePort">): string =>
  `${remoteAddress} ${remotePort}`;

export class Connections {
  readonly #clock: Clock;
  readonly #limit: number;
  /** Who came first is first. */
  readonly #all = new Map<string, Connection>();
  readonly #guests = new Map<string, Set<Connection>>();
  readonly #budget = new ByteBudget<Connection>(UNREAD);
  #timer: Timer | undefined;

  constructor(clock: Clock, limit: number = MOST) {
    this.#clock = clock;
    this.#limit = limit;
  }

  get size(): number {
    return this.#all.size;
  }

  /** Bytes of answers that have not been read. */
  get unread(): number {
    return this.#budget.bytes;
  }

  serve(server: Server): void {
    server.on("connection", (socket: Socket) => this.#accept(socket));
  }

  /** A request has come; `member`: of somebody who is logged in. */
  asked({ socket }: IncomingMessage, outgoing: ServerResponse, member: boolean): void {
    const connection = this.#all.get(keyOf(socket));
    if (!connection) return;
    if (++connection.open > MOST_OPEN) return void socket.destroy();
    outgoing.once("close", () => connection.open--);
    connection.asked = true;
    connection.top = socket;
    if (!member || connection.member) return;
    connection.member = true;
    this.#leaveGuests(connection);
  }

  /** An answer of so many bytes has been written: whoever leaves too much of it unread goes. */
  answered({ socket }: IncomingMessage, outgoing: ServerResponse, bytes: number): void {
    const connection = this.#all.get(keyOf(socket));
    if (!connection || outgoing.writableFinished) return;
    connection.held += bytes;
    const through = (): void => {
      connection.held -= bytes;
      outgoing.off("finish", through).off("close", through);
      if (this.#all.has(keyOf(socket))) this.#hold(connection);
    };
    outgoing.once("finish", through).once("close", through);
    this.#hold(connection);
  }

  #hold(connection: Connection): void {
    this.#budget.hold(connection, connection.place, Math.max(connection.held, connection.top.writableLength));
    for (let most = this.#budget.tooMuch(connection.place); most; most = this.#budget.tooMuch(connection.place)) {
      this.#budget.release(most);
      most.socket.destroy();
    }
  }

  close(): void {
    this.#timer?.cancel();
    for (const { socket } of [...this.#all.values()]) socket.destroy();
  }

  #accept(socket: Socket): void {
    const { remoteAddress } = socket;
    if (remoteAddress === undefined || (this.#all.size >= this.#limit && !this.#makeRoom()))
      return void socket.destroy();
    const place = networkOf(remoteAddress);
    const connection: Connection = {
      socket,
      top: socket,
      place,
      asked: false,
      open: 0,
      held: 0,
      member: false,
      unread: 0,
      stuckSince: undefined,
    };
    const key = keyOf(socket);
    this.#all.set(key, connection);
    const neighbours = this.#guests.get(place) ?? new Set();
    this.#guests.set(place, neighbours.add(connection));
    socket.once("close", () => this.#gone(key, connection));
    this.#timer ??= this.#clock.after(LOOK_MS, () => this.#look());
  }

  #gone(key: string, connection: Connection): void {
    if (this.#all.get(key) === connection) this.#all.delete(key);
    this.#leaveGuests(connection);
    this.#budget.release(connection);
  }

  #leaveGuests(connection: Connection): void {
    const neighbours = this.#guests.get(connection.place);
    if (neighbours?.delete(connection) && neighbours.size === 0) this.#guests.delete(connection.place);
  }

  #makeRoom(): boolean {
    const crowd = [...this.#guests.values()].reduce<ReadonlySet<Connection>>(
      (most, guests) => (guests.size > most.size ? guests : most),
      new Set(),
    );
    const guests = [...crowd];
    const goes = guests.find(({ asked }) => !asked) ?? guests[0];
    if (!goes) return false;
    this.#gone(keyOf(goes.socket), goes);
    goes.socket.destroy();
    return true;
  }

  #look(): void {
    const now = this.#clock.now();
    for (const connection of [...this.#all.values()]) {
      this.#hold(connection);
      const { writableLength } = connection.top;
      const moves = writableLength === 0 || writableLength !== connection.unread;
      connection.unread = writableLength;
      if (moves) connection.stuckSince = undefined;
      else if (connection.stuckSince === undefined) connection.stuckSince = now;
      else if (now - connection.stuckSince >= STUCK_MS) connection.socket.destroy();
    }
    this.#timer = this.#all.size === 0 ? undefined : this.#clock.after(LOOK_MS, () => this.#look());
  }
}
