/** The live drill of one UPS: a variable with an end. No driver hears of it, and nothing else of the UPS depends on it. */
import type { ClientLogin, ServedDrill } from "../netproto/server/served.ts";
import {
  DRILL,
  DRILL_HOST,
  type DrillHost,
  type DrillOrder,
  type DrillReport,
  formatDrill,
  formatDrillHost,
} from "../nut/drill.ts";
import type { Clock } from "../system/clock.ts";

const LONGEST_S = 600;
const MOST_HOSTS = 1000;

interface Running {
  readonly id: string;
  readonly began: number;
  readonly until: number;
  readonly endsAt: number;
  /** By connection. */
  readonly hosts: Map<number, DrillHost>;
}

export class LiveDrill implements ServedDrill {
  readonly #clock: Clock;
  /** A drill has no place in a real outage. */
  readonly #quiet: () => boolean;
  #running: Running | undefined;

  constructor(clock: Clock, quiet: () => boolean) {
    this.#clock = clock;
    this.#quiet = quiet;
  }

  get #current(): Running | undefined {
    if (this.#running && (this.#clock.now() >= this.#running.until || !this.#quiet())) this.#running = undefined;
    return this.#running;
  }

  order({ id, seconds }: DrillOrder): boolean {
    const current = this.#current;
    if (seconds === 0) {
      if (current?.id !== id) return false;
      this.#running = undefined;
      return true;
    }
    if (current || !this.#quiet() || seconds > LONGEST_S) return false;
    const began = this.#clock.now();
    const endsAt = Math.ceil(this.#clock.wall() / 1000) + seconds;
    this.#running = { id, began, until: began + seconds * 1000, endsAt, hosts: new Map() };
    return true;
  }

  hear({ id: connection, address }: ClientLogin, { id, fate, name }: DrillReport): boolean {
    const current = this.#current;
    if (current?.id !== id) return false;
    if (current.hosts.size >= MOST_HOSTS && !current.hosts.has(connection)) return false;
    const heardAfter = (this.#clock.now() - current.began) / 1000;
    current.hosts.set(connection, { address, heardAfter, fate, name });
    return true;
  }

  value(): string {
    const current = this.#current;
    return current ? formatDrill(current) : "";
  }

  variables(): readonly (readonly [string, string])[] {
    const current = this.#current;
    if (!current) return [];
    const hosts = [...current.hosts.values()].map(
      (host, i) => [`${DRILL_HOST}.${i + 1}`, formatDrillHost(host)] as const,
    );
    return [[DRILL, formatDrill(current)], ...hosts];
  }
}
