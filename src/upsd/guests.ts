/**
 * Those who have not logged in, and who of them goes first when it gets tight: who does not read, then who has asked
 * nothing yet, then who asked longest ago.
 */
import type { Connection } from "../netproto/server/connection.ts";

/** A guest that asks is let be for so long after it came: else guests would push each other out. */
const GRACE_MS = 1000;

type Manner = "stuck" | "silent" | "asking";

interface Guest {
  readonly since: number;
  manner: Manner;
  /** When it was last put at the end of its line, in ticks of `tick`. */
  tick: number;
}

export class Guests {
  readonly #guests = new Map<Connection, Guest>();
  /** Longest ago first. */
  readonly #lines: Readonly<Record<Manner, Set<Connection>>> = {
    stuck: new Set(),
    silent: new Set(),
    asking: new Set(),
  };
  #tick = 0;

  /** Moves on the coarse time by which guests are put in order. */
  tick(): void {
    this.#tick++;
  }

  add(connection: Connection, now: number): void {
    this.#guests.set(connection, { since: now, manner: "silent", tick: this.#tick });
    this.#lines.silent.add(connection);
  }

  has(connection: Connection): boolean {
    return this.#guests.has(connection);
  }

  heard(connection: Connection): void {
    const guest = this.#guests.get(connection);
    if (!guest) return;
    const manner = connection.blocked ? "stuck" : connection.session.requests === 0 ? "silent" : "asking";
    if (manner === guest.manner && (manner !== "asking" || guest.tick === this.#tick)) return;
    this.#lines[guest.manner].delete(connection);
    this.#lines[manner].add(connection);
    guest.manner = manner;
    guest.tick = this.#tick;
  }

  leave(connection: Connection): void {
    const guest = this.#guests.get(connection);
    if (!guest) return;
    this.#guests.delete(connection);
    this.#lines[guest.manner].delete(connection);
  }

  /** Who makes room for another; undefined when all have just come and ask. */
  next(now: number): Connection | undefined {
    for (const line of [this.#lines.stuck, this.#lines.silent]) for (const connection of line) return connection;
    for (const connection of this.#lines.asking) {
      const { since } = this.#guests.get(connection) ?? { since: now };
      return now - since >= GRACE_MS ? connection : undefined;
    }
    return undefined;
  }
}
