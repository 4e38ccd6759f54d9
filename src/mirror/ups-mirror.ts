/**
 * UPSes of a NUT server: what is known of each, changes and age. A fault takes nothing away that is known, and one UPS
 * or server that hangs or talks rubbish nothing of another.
 *
 *     const mirror = new UpsMirror({ connect, connectAs, clock, wanted: { upses: "all", variables: "all", commands: true } });
 *     mirror.onChange((ups, change) => …);      values, facts, faults; UPSes that come and go
 *     void mirror.follow(2000);                 until `close`
 *     mirror.upses.get("ups")?.values           as last answered; `isCurrent` and `ageMs` (snapshot.ts) say what it is worth
 *     await mirror.meaning("ups", "ups.load");  in the server's words
 *     await mirror.change({ username, password }, (client) => client.set("ups", "ups.id", "rack", { tracking: true }));
 */
import type { News } from "../netproto/client/news.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { type Clock, sleep } from "../system/clock.ts";
import { expected, type Wanted } from "./ask-ups.ts";
import { type Connect, MirrorConnection } from "./connection.ts";
import { KnownUpses } from "./known-upses.ts";
import { Listening } from "./listening.ts";
import { Meanings } from "./meanings.ts";
import { type Answers, anyAnswered, Round } from "./round.ts";
import type { UpsChange, UpsSnapshot } from "./snapshot.ts";

export interface ChangeUser {
  readonly username: string;
  readonly password: string;
}

export interface MirrorOptions {
  readonly connect: Connect;
  /** A connection for changes, told who makes them: as `connect`, for one change. Without it nothing can be changed. */
  readonly connectAs?: (who: ChangeUser) => Promise<NutClient>;
  readonly clock: Clock;
  readonly wanted: Wanted;
}

/** Between two looks where the server tells what changes: that it is silent does not say that it is well. */
const HEARTBEAT_MS = 5000;
/** Between two looks that news have led to. */
const NEWS_PAUSE_MS = 50;

export class UpsMirror {
  readonly #options: MirrorOptions;
  readonly #connection: MirrorConnection;
  readonly #known = new KnownUpses((ups, change) => {
    for (const hear of [...this.#listeners]) hear(ups, change);
  });
  readonly #meanings = new Meanings(() => this.client());
  readonly #listeners = new Set<(ups: string, change: UpsChange) => void>();
  readonly #listening: Listening;
  #round: Promise<Answers> | undefined;
  #lookDue = false;
  #lookedAt = Number.NEGATIVE_INFINITY;
  #error: NutError | undefined;
  /** The last look was answered, at least for one UPS. */
  #answering = false;

  constructor(options: MirrorOptions) {
    this.#options = options;
    this.#connection = new MirrorConnection(options.connect);
    this.#listening = new Listening(options.clock, {
      news: (news) => this.#hear(news),
      lost: () => this.#lookSoon(),
    });
  }

  get upses(): ReadonlyMap<string, UpsSnapshot> {
    return this.#known.all;
  }

  /** Why the server was left alone before every UPS was asked for; undefined when the last look was whole. */
  get error(): NutError | undefined {
    return this.#error;
  }

  onChange(hear: (ups: string, change: UpsChange) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  /** The connection that stands, or a new one: for commands and settings. Rejects with NutError. */
  client(): Promise<NutClient> {
    return this.#connection.client();
  }

  /** What a variable means; undefined where the server does not say. Rejects with NutError. */
  meaning(ups: string, name: string): Promise<string | undefined> {
    return this.#meanings.variable(ups, name);
  }

  /** What an instant command does; undefined where the server does not say. Rejects with NutError. */
  commandMeaning(ups: string, name: string): Promise<string | undefined> {
    return this.#meanings.command(ups, name);
  }

  /**
   * Makes a change as this user over a connection that ends with it, and looks at the server again. Nothing of the user
   * is kept. Rejects with NutError: `access-denied`, `readonly`, `invalid-value`, `instcmd-failed` …
   */
  async change<T>(who: ChangeUser, make: (client: NutClient) => Promise<T>): Promise<T> {
    const { connectAs } = this.#options;
    if (!connectAs) throw new NutError("access-denied", "changes are not configured");
    const client = await connectAs(who);
    try {
      return await make(client);
    } finally {
      await client.close();
      void this.#lookAfter().catch(() => undefined);
    }
  }

  /** A look that began before what has just happened does not show it. */
  async #lookAfter(): Promise<void> {
    await this.#round;
    await this.refresh();
  }

  /** Looks at the server now; who asks meanwhile gets the same answers. Rejects only for a fault of ours. */
  refresh(): Promise<Answers> {
    this.#round ??= this.#refresh().finally(() => {
      this.#round = undefined;
    });
    return this.#round;
  }

  /**
   * Looks every so often until `close`, and calls `polled` after each look. A server that tells what changes (ours) is
   * looked at when it does, and beyond that every five seconds at most.
   */
  async follow(everyMs: number, polled: (answers: Answers) => void = () => undefined): Promise<void> {
    const { closing } = this.#connection;
    while (!closing.aborted) {
      const told = await this.#listen();
      const answers = await this.refresh();
      if (closing.aborted) return;
      polled(answers);
      const pauseMs = told ? Math.max(everyMs, HEARTBEAT_MS) : everyMs;
      await sleep(this.#options.clock, pauseMs, closing).catch(() => undefined);
    }
  }

  /** Ends the connection until the next question. Never rejects. */
  hangUp(): Promise<void> {
    return this.#connection.hangUp();
  }

  /** Ends the connection and the following. Never rejects. */
  close(): Promise<void> {
    return this.#connection.close();
  }

  async #listen(): Promise<boolean> {
    const { upses } = this.#options.wanted;
    const client = await this.#connection.client().catch(expected);
    if (client instanceof NutError || client.state.kind !== "up") return false;
    return this.#listening.begin(client, upses !== "all" && upses.length === 1 ? upses[0] : undefined);
  }

  /** A value is taken as it is; whatever else is news leads to a look, as does all that comes in the middle of one. */
  #hear(news: News): void {
    if ((news.kind === "commands" || news.kind === "writable") && this.#known.all.has(news.ups))
      this.#known.doubtful.add(news.ups);
    if (news.kind !== "value" || !this.#takes(news.ups, news.name)) return this.#lookSoon();
    const values = new Map([[news.name, news.value]]);
    this.#known.take(news.ups, { kind: "some", values, errors: new Map() }, this.#options.clock.now());
  }

  #takes(ups: string, name: string): boolean {
    const known = this.#known.all.get(ups);
    if (this.#round || this.#lookDue || known === undefined || known.error) return false;
    return this.#options.wanted.variables === "all" && known.values.has(name);
  }

  #lookSoon(): void {
    if (this.#lookDue) return;
    this.#lookDue = true;
    void this.#lookDueNow().catch(() => undefined);
  }

  async #lookDueNow(): Promise<void> {
    const { clock } = this.#options;
    await this.#round;
    const left = this.#lookedAt + NEWS_PAUSE_MS - clock.now();
    if (left > 0) await sleep(clock, left, this.#connection.closing);
    this.#lookDue = false;
    this.#lookedAt = clock.now();
    await this.#lookAfter();
  }

  async #refresh(): Promise<Answers> {
    const { wanted, clock } = this.#options;
    const deps = { connection: this.#connection, known: this.#known, wanted, clock, hopeful: this.#answering };
    const round = new Round(deps);
    this.#error = (await round.run().catch(expected)) ?? undefined;
    if (this.#error) round.fail(this.#error);
    this.#answering = anyAnswered(round.found);
    return round.found;
  }
}
