/** One NUT server: its UPSes by the mirror, and what the mirror does not ask for. */
import { UNASKED, type UpsChange, type UpsSnapshot } from "../../mirror/snapshot.ts";
import { UpsMirror } from "../../mirror/ups-mirror.ts";
import { NutClient } from "../../netproto/client/nut-client.ts";
import { NutError } from "../../nut/errors.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { conditionOf, type UpsCondition } from "./ups-condition.ts";
import { askFacts, NO_FACTS, orRefused, sameFacts, type UpsFacts, usefulText } from "./ups-facts.ts";
import { serverLabel, type WatchedServer } from "./watched-server.ts";

const POLL_MS = 2000;
const FACTS_MS = 10_000;
/** Names of variables whose meaning is remembered for each server. */
const MOST_DESCRIPTIONS = 5000;
/** UPSes that a server names no longer and that are shown as gone. */
const MOST_GONE = 50;

export interface FollowedUps {
  readonly server: FollowedServer;
  readonly name: string;
  readonly snapshot: UpsSnapshot;
  readonly condition: UpsCondition;
  readonly facts: UpsFacts;
  /** By `Clock.wall()`: when a variable last took another value. */
  readonly changedAt: number | undefined;
}

export type ServerNews =
  | { readonly kind: "change"; readonly ups: string; readonly change: UpsChange }
  | { readonly kind: "facts"; readonly ups: string };

export interface FollowDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly hear: (server: FollowedServer, news: ServerNews) => void;
}

export class FollowedServer {
  readonly watched: WatchedServer;
  readonly #deps: FollowDeps;
  readonly #mirror: UpsMirror;
  readonly #facts = new Map<string, UpsFacts>();
  readonly #descriptions = new Map<string, string>();
  readonly #changedAt = new Map<string, number>();
  readonly #gone = new Map<string, UpsSnapshot>();
  readonly #closing = new AbortController();
  #said: string | undefined;

  constructor(watched: WatchedServer, deps: FollowDeps) {
    this.watched = watched;
    this.#deps = deps;
    this.#mirror = new UpsMirror({
      connect: (signal) => this.connect(signal),
      clock: deps.clock,
      wanted: { upses: "all", variables: "all", types: true },
    });
    this.#mirror.onChange((ups, change) => this.#heard(ups, change));
  }

  /** Why the server could not be asked in the last poll. */
  get error(): NutError | undefined {
    return this.#mirror.error;
  }

  /** Of every UPS that answers, commands and the rest have been asked for. */
  get hasFacts(): boolean {
    return this.upses.every(({ name, condition }) => condition !== "live" || this.#facts.has(name));
  }

  get upses(): readonly FollowedUps[] {
    const known = [...this.#mirror.upses].map(([name, snapshot]) => this.#ups(name, snapshot, conditionOf(snapshot)));
    const gone = [...this.#gone].map(([name, snapshot]) => this.#ups(name, snapshot, "gone"));
    return [...known, ...gone];
  }

  find(name: string): FollowedUps | undefined {
    const snapshot = this.#mirror.upses.get(name);
    if (snapshot) return this.#ups(name, snapshot, conditionOf(snapshot));
    const gone = this.#gone.get(name);
    return gone && this.#ups(name, gone, "gone");
  }

  /** What the server says that a variable means; undefined where it has not been asked, or does not say. */
  describe(variable: string): string | undefined {
    return this.#descriptions.get(variable) || undefined;
  }

  /** A connection of its own. Rejects with NutError. */
  connect(signal: AbortSignal): Promise<NutClient> {
    const { host, port, tls } = this.watched;
    const { clock, log } = this.#deps;
    return NutClient.connect({ host, port, tls, clock, log, signal });
  }

  /** The connection over which it is followed. Rejects with NutError. */
  client(): Promise<NutClient> {
    return this.#mirror.client();
  }

  /** Until `close`. Never rejects. */
  async follow(): Promise<void> {
    await Promise.all([this.#mirror.follow(POLL_MS, () => this.#polled()), this.#followFacts()]);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#mirror.close();
  }

  #ups(name: string, snapshot: UpsSnapshot, condition: UpsCondition): FollowedUps {
    const facts = this.#facts.get(name) ?? NO_FACTS;
    return { server: this, name, snapshot, condition, facts, changedAt: this.#changedAt.get(name) };
  }

  #heard(ups: string, change: UpsChange): void {
    const { clock, hear } = this.#deps;
    if (change.kind === "value") this.#changedAt.set(ups, clock.wall());
    if (change.kind === "added") this.#gone.delete(ups);
    if (change.kind === "removed") this.#remember(ups);
    hear(this, { kind: "change", ups, change });
  }

  /** The mirror tells before it forgets nothing of it is left there: what was last seen is kept here. */
  #remember(ups: string): void {
    this.#gone.set(ups, this.#last.get(ups) ?? UNASKED);
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= MOST_GONE) break;
      this.#gone.delete(oldest);
      this.#facts.delete(oldest);
      this.#changedAt.delete(oldest);
    }
  }

  #last = new Map<string, UpsSnapshot>();

  #polled(): void {
    this.#last = new Map(this.#mirror.upses);
    const text = this.error?.message;
    if (text === this.#said) return;
    this.#said = text;
    const label = serverLabel(this.watched);
    if (text === undefined) this.#deps.log.notice(`${label} answers again`);
    else this.#deps.log.warning(`${label}: ${text}; it is asked again every ${POLL_MS / 1000} s`);
  }

  async #followFacts(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await this.#refreshFacts().catch((error: unknown) => {
        if (!(error instanceof NutError) && !signal.aborted) throw error;
      });
      const soon = this.#facts.size < this.#mirror.upses.size || this.#mirror.upses.size === 0;
      await sleep(this.#deps.clock, soon ? POLL_MS / 2 : FACTS_MS, signal).catch(() => undefined);
    }
  }

  async #refreshFacts(): Promise<void> {
    for (const [ups, { answeredAt, error, values }] of this.#mirror.upses) {
      if (answeredAt === undefined || (error && error.code !== "data-stale")) continue;
      const client = await this.#mirror.client();
      const known = this.#facts.get(ups);
      const facts = await askFacts(client, ups, known ?? NO_FACTS);
      const described = await this.#learn(client, ups, values.keys());
      this.#facts.set(ups, facts);
      if (described || known === undefined || !sameFacts(known, facts)) this.#deps.hear(this, { kind: "facts", ups });
    }
  }

  async #learn(client: NutClient, ups: string, names: Iterable<string>): Promise<boolean> {
    const fresh = [...names].filter((name) => !this.#descriptions.has(name));
    const room = Math.max(0, MOST_DESCRIPTIONS - this.#descriptions.size);
    const asked = fresh.slice(0, room).map(async (name) => {
      const text = await orRefused(client.description(ups, name), "");
      this.#descriptions.set(name, usefulText(text) ?? "");
    });
    await Promise.all(asked);
    return asked.length > 0;
  }
}
