/** One NUT server: its UPSes by the mirror, those that have gone, and what the catalogue does not know of their variables. */
import { type MirrorLease, POLL_MS, type SharedMirrors } from "../../mirror/shared-mirrors.ts";
import { UNASKED, type UpsChange, type UpsSnapshot } from "../../mirror/snapshot.ts";
import type { ChangeUser, UpsMirror } from "../../mirror/ups-mirror.ts";
import type { NutClient } from "../../netproto/client/nut-client.ts";
import { describeVariable } from "../../nut/catalogue/variables.ts";
import { NutError } from "../../nut/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { conditionOf, type UpsCondition } from "./ups-condition.ts";
import { serverLabel, type WatchedServer } from "./watched-server.ts";

const LINE_MS = 60_000;
/** Of variables that the catalogue does not know, what they mean. */
const MOST_MEANINGS = 1000;
/** UPSes that a server names no longer and that are shown as gone. */
const MOST_GONE = 50;

export interface FollowedUps {
  readonly server: FollowedServer;
  readonly name: string;
  readonly snapshot: UpsSnapshot;
  readonly condition: UpsCondition;
  /** By `Clock.wall()`: when a variable last took another value. */
  readonly changedAt: number | undefined;
}

export interface ServerNews {
  readonly ups: string;
  /** `meaning`: of variables of this UPS more is known than before. */
  readonly change: UpsChange | { readonly kind: "meaning" };
}

export interface FollowDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly mirrors: SharedMirrors;
  readonly hear: (server: FollowedServer, news: ServerNews) => void;
}

export class FollowedServer {
  readonly watched: WatchedServer;
  /** It has refused the user whom the settings have for it. */
  loginRefused = false;
  readonly #lines = new Map<string, { readonly at: number; readonly line: Promise<string | undefined> }>();
  readonly #deps: FollowDeps;
  readonly #lease: MirrorLease;
  readonly #unhear: () => void;
  /** Empty where the server does not say. */
  readonly #meanings = new Map<string, string>();
  readonly #changedAt = new Map<string, number>();
  readonly #gone = new Map<string, UpsSnapshot>();
  #last: ReadonlyMap<string, UpsSnapshot> = new Map();
  #said: string | undefined;
  #learned = 0;

  constructor(watched: WatchedServer, deps: FollowDeps) {
    this.watched = watched;
    this.#deps = deps;
    this.#lease = deps.mirrors.lease(watched);
    this.#unhear = this.#mirror.onChange((ups, change) => this.#heard(ups, change));
  }

  get #mirror(): UpsMirror {
    return this.#lease.mirror;
  }

  /** Why the server could not be asked in the last poll. */
  get error(): NutError | undefined {
    return this.#mirror.error;
  }

  get upses(): readonly FollowedUps[] {
    return [
      ...[...this.#mirror.upses].map(([name, snapshot]) => this.#ups(name, snapshot, conditionOf(snapshot))),
      ...[...this.#gone].map(([name, snapshot]) => this.#ups(name, snapshot, "gone")),
    ];
  }

  find(name: string): FollowedUps | undefined {
    const snapshot = this.#mirror.upses.get(name);
    if (snapshot) return this.#ups(name, snapshot, conditionOf(snapshot));
    const gone = this.#gone.get(name);
    return gone && this.#ups(name, gone, "gone");
  }

  /** What the server says that a variable means, as far as it has been asked: where the catalogue does not know it. */
  describe(variable: string): string | undefined {
    return this.#meanings.get(variable) || undefined;
  }

  /** Another number when more is known than before. */
  get meanings(): number {
    return this.#learned;
  }

  /** Rejects with NutError. */
  meaning(ups: string, variable: string): Promise<string | undefined> {
    return this.#mirror.meaning(ups, variable);
  }

  /** Rejects with NutError. */
  commandMeaning(ups: string, command: string): Promise<string | undefined> {
    return this.#mirror.commandMeaning(ups, command);
  }

  /** Over a connection of its own that ends with it. Rejects with NutError. */
  change<T>(who: ChangeUser, make: (client: NutClient) => Promise<T>): Promise<T> {
    return this.#mirror.change(who, make);
  }

  /** What the server says of itself; undefined where it does not answer. Asked for once a minute. */
  line(request: "VER" | "NETVER"): Promise<string | undefined> {
    const now = this.#deps.clock.now();
    const known = this.#lines.get(request);
    if (known && now - known.at < LINE_MS) return known.line;
    const asked = this.#mirror.client().then((client) => client.ask(request));
    const line = asked.catch((error: unknown) => {
      this.#lines.delete(request);
      if (!(error instanceof NutError)) throw error;
      return undefined;
    });
    this.#lines.set(request, { at: now, line });
    return line;
  }

  /** Until `close`; what others have learnt of the server before us is news, too. Never rejects. */
  follow(): Promise<void> {
    for (const ups of this.#mirror.upses.keys()) this.#heard(ups, { kind: "added" });
    return this.#lease.follow(() => this.#polled());
  }

  close(): Promise<void> {
    this.#unhear();
    return this.#lease.release();
  }

  #ups(name: string, snapshot: UpsSnapshot, condition: UpsCondition): FollowedUps {
    return { server: this, name, snapshot, condition, changedAt: this.#changedAt.get(name) };
  }

  #heard(ups: string, change: UpsChange): void {
    if (change.kind === "value") this.#changedAt.set(ups, this.#deps.clock.wall());
    if (change.kind === "added") this.#gone.delete(ups);
    if (change.kind === "removed") this.#remember(ups);
    this.#deps.hear(this, { ups, change });
  }

  /** What was last seen of a UPS that the mirror has forgotten. */
  #remember(ups: string): void {
    this.#gone.set(ups, this.#last.get(ups) ?? UNASKED);
    for (const oldest of this.#gone.keys()) {
      if (this.#gone.size <= MOST_GONE) break;
      this.#gone.delete(oldest);
      this.#changedAt.delete(oldest);
    }
  }

  #polled(): void {
    this.#last = new Map(this.#mirror.upses);
    void this.#learn();
    const text = this.error?.message;
    if (text === this.#said) return;
    this.#said = text;
    const label = serverLabel(this.watched);
    if (text === undefined) this.#deps.log.notice(`${label} answers again`);
    else this.#deps.log.warning(`${label}: ${text}; it is asked again every ${POLL_MS / 1000} s`);
  }

  /** Asks for what the catalogue does not know; what cannot be had now is asked for after the next poll. */
  async #learn(): Promise<void> {
    for (const [ups, { values, error }] of this.#mirror.upses) {
      const unknown = error ? [] : [...values.keys()].filter((name) => describeVariable(name) === undefined);
      const fresh = unknown.filter((name) => !this.#meanings.has(name));
      const asked = fresh.slice(0, Math.max(0, MOST_MEANINGS - this.#meanings.size));
      for (const name of asked) this.#meanings.set(name, "");
      const learned = asked.map(async (name) => {
        const text = await this.#mirror.meaning(ups, name).catch((fault: unknown) => this.#unasked(name, fault));
        if (text !== undefined) this.#meanings.set(name, text);
      });
      await Promise.all(learned);
      this.#learned += asked.length;
      if (asked.length > 0) this.#deps.hear(this, { ups, change: { kind: "meaning" } });
    }
  }

  #unasked(name: string, fault: unknown): undefined {
    if (!(fault instanceof NutError)) throw fault;
    this.#meanings.delete(name);
  }
}
