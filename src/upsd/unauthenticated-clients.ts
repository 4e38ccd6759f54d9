/**
 * Clients that have not logged in, and which of them goes first when it gets tight: who does not read, then who has asked
 * nothing yet, then who asked longest ago.
 */
import type { ClientConnection } from "../netproto/server/connection.ts";

/** A client that asks keeps its place for so long after connecting, else new ones would push each other out. */
const GRACE_MS = 1000;

type Manner = "stuck" | "silent" | "asking";

interface UnauthenticatedClient {
  readonly since: number;
  manner: Manner;
  /** When it was last put at the end of its line, in ticks of `tick`. */
  tick: number;
}

export class UnauthenticatedClients {
  readonly #clients = new Map<ClientConnection, UnauthenticatedClient>();
  /** Longest ago first. */
  readonly #lines: Readonly<Record<Manner, Set<ClientConnection>>> = {
    stuck: new Set(),
    silent: new Set(),
    asking: new Set(),
  };
  #tick = 0;

  /** Moves on the coarse time by which clients are put in order. */
  tick(): void {
    this.#tick++;
  }

  add(connection: ClientConnection, now: number): void {
    this.#clients.set(connection, { since: now, manner: "silent", tick: this.#tick });
    this.#lines.silent.add(connection);
  }

  has(connection: ClientConnection): boolean {
    return this.#clients.has(connection);
  }

  heard(connection: ClientConnection): void {
    const client = this.#clients.get(connection);
    if (!client) return;
    const manner = connection.blocked ? "stuck" : connection.session.requests === 0 ? "silent" : "asking";
    if (manner === client.manner && (manner !== "asking" || client.tick === this.#tick)) return;
    this.#lines[client.manner].delete(connection);
    this.#lines[manner].add(connection);
    client.manner = manner;
    client.tick = this.#tick;
  }

  leave(connection: ClientConnection): void {
    const client = this.#clients.get(connection);
    if (!client) return;
    this.#clients.delete(connection);
    this.#lines[client.manner].delete(connection);
  }

  /** Who makes room for another; undefined when all have just come and ask. */
  next(now: number): ClientConnection | undefined {
    for (const line of [this.#lines.stuck, this.#lines.silent]) for (const connection of line) return connection;
    for (const connection of this.#lines.asking) {
      const { since } = this.#clients.get(connection) ?? { since: now };
      return now - since >= GRACE_MS ? connection : undefined;
    }
    return undefined;
  }
}
