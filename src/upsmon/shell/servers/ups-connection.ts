/** The connection for one UPS: LOGIN is per UPS and connection, so each has its own and none waits for another. */
import type { Monitor } from "../../../conf/upsmon-conf.ts";
import type { NutClient } from "../../../netproto/client/nut-client.ts";
import type { NutClientOptions } from "../../../netproto/client/nut-client-options.ts";
import { Pace } from "../../../netproto/client/pace.ts";
import { NutError } from "../../../nut/errors.ts";
import type { Timer } from "../../../system/clock.ts";
import { reasonOf } from "../../../system/system-error.ts";
import type { Effect, Event } from "../../core/step.ts";
import { connectInTime } from "./connect-in-time.ts";
import type { ConnectionDeps } from "./connection-deps.ts";
import { askLogins, logIn } from "./logins.ts";
import { type AttemptResult, attempt, lateAfter, SecondAttempt } from "./second-attempt.ts";
import { StatusQuestion } from "./status-question.ts";
import { UpsNews } from "./ups-news.ts";

type PollEffect = Extract<Effect, { kind: "poll" }>;

/** A server closes a connection that says nothing for a minute; then a secondary would seem to have gone. */
const KEEP_ALIVE_MS = 30_000;

export class UpsConnection {
  readonly #deps: ConnectionDeps;
  /** May become the line of a configuration that was read again; a connection that stands is kept. */
  monitor: Monitor;
  #client: NutClient | undefined;
  #opening: Promise<NutClient> | undefined;
  /** What was wanted of TLS when the last connection was made. */
  #tls: NutClientOptions["tls"];
  #keepAlive: Timer | undefined;
  readonly #question: StatusQuestion;
  readonly #pace = new Pace();
  readonly #news = new UpsNews();
  #poll: object | undefined;
  #second: SecondAttempt | undefined;
  #slowMs = 0;
  #failing = false;
  /** Grows with every connection given up on purpose: what was asked before is not answered to anybody. */
  #generation = 0;

  constructor(monitor: Monitor, deps: ConnectionDeps) {
    this.monitor = monitor;
    this.#deps = deps;
    this.#question = new StatusQuestion(deps.clock);
  }

  /** Asks for the status, connecting first; the result is an event. `urgent`: a late answer is asked for again. */
  async poll({ fresh = false, urgent = false, measures = [] }: Partial<PollEffect>): Promise<void> {
    this.#question.measures = measures;
    if (fresh) void this.drop(false);
    else if (this.#client && !this.#asWanted()) void this.drop(true);
    const poll = {};
    this.#poll = poll;
    const event = await (urgent ? this.#firstOutcome() : this.#outcome());
    if (this.#poll !== poll) return;
    this.#poll = undefined;
    this.#deps.emit(event);
  }

  /** A connection that stands is as a reload wants it, if that changed what TLS must be. */
  #asWanted(): boolean {
    const { tls } = this.#deps.options(this.monitor);
    return tls === this.#tls || JSON.stringify(tls) === JSON.stringify(this.#tls);
  }

  async #outcome(): Promise<Event> {
    const ups = this.monitor.system;
    const generation = this.#generation;
    const { statusOnly } = this.#question;
    try {
      const client = await this.connected();
      const since = this.#deps.clock.now();
      const answer = await this.#question.ask(client, this.monitor.upsname);
      this.#slowMs = this.#deps.clock.now() - since;
      this.#failing = false;
      this.#news.listen(client, this.#pace, this.monitor, this.#deps.emit);
      this.#deps.heardDrill?.(ups, this.#question.drill);
      return { kind: "polled", ups, answer };
    } catch (error) {
      if (generation === this.#generation) {
        this.#forgetLost();
        if (this.#question.statusOnly && !statusOnly) return this.#outcome();
        this.#failing = true;
      }
      return { kind: "poll-failed", ups, reason: reasonOf(error) };
    }
  }

  #firstOutcome(): Promise<Event> {
    const { clock } = this.#deps;
    const lateMs = lateAfter(this.#slowMs);
    return new Promise((resolve) => {
      const second = new SecondAttempt({ clock, lateMs, look: (signal) => this.#attempt(signal) }, (found) => {
        resolve({ kind: "polled", ups: this.monitor.system, answer: found.answer });
        void this.#adopt(found.client);
      });
      this.#second = second;
      void this.#outcome().then((event) => {
        second.end();
        resolve(event);
      });
    });
  }

  #attempt(signal: AbortSignal): Promise<AttemptResult> {
    const options = { ...this.#deps.options(this.monitor), pace: this.#pace, signal };
    return attempt(options, (client) => this.#question.ask(client, this.monitor.upsname));
  }

  /** Goes on with a connection that has answered where the old one did not. */
  async #adopt(client: NutClient): Promise<void> {
    this.#giveUp();
    const generation = this.#generation;
    this.#client = client;
    this.#failing = false;
    this.#stayAlive();
    try {
      await this.#enter(client, generation);
    } catch {
      if (generation === this.#generation) this.#forgetLost();
    }
  }

  /** The connection, made where there is none, and logged in. */
  async connected(): Promise<NutClient> {
    if (this.#client?.state.kind === "up") {
      this.#stayAlive();
      return this.#client;
    }
    const generation = this.#generation;
    const opening = this.#open(generation);
    this.#opening = opening;
    try {
      const client = await opening;
      if (generation !== this.#generation) {
        client.destroy();
        throw new NutError("server-disconnected");
      }
      this.#client = client;
      this.#stayAlive();
      return client;
    } finally {
      if (this.#opening === opening) this.#opening = undefined;
    }
  }

  /** Tells the server who we are, and everybody what it thinks of that. */
  async #enter(client: NutClient, generation: number): Promise<void> {
    const result = await logIn(client, this.monitor);
    if (generation === this.#generation) this.#deps.emit({ kind: "login", ups: this.monitor.system, result });
  }

  async #open(generation: number): Promise<NutClient> {
    const { options, clock } = this.#deps;
    const wanted = options(this.monitor);
    this.#tls = wanted.tls;
    const client = await connectInTime({ ...wanted, pace: this.#pace }, clock);
    try {
      await this.#enter(client, generation);
    } catch (error) {
      client.destroy();
      throw error;
    }
    return client;
  }

  #stayAlive(): void {
    this.#keepAlive?.cancel();
    this.#keepAlive = this.#deps.clock.after(KEEP_ALIVE_MS, () => {
      const client = this.#client;
      if (client?.state.kind !== "up") return;
      client.ver().catch(() => undefined);
      this.#stayAlive();
    });
  }

  /** After a failure: a connection that is still good (the UPS is stale, say) is kept. */
  #forgetLost(): void {
    if (this.#client?.state.kind === "up") return;
    this.#client?.destroy();
    this.#client = undefined;
    this.#keepAlive?.cancel();
  }

  /** The connection that there is. */
  async standing(): Promise<NutClient> {
    const client = this.#client ?? (this.#failing ? undefined : await this.#opening);
    if (client?.state.kind === "up") return client;
    throw new NutError("server-disconnected", "there is no connection");
  }

  async fsd(): Promise<void> {
    const { upsname, system: ups } = this.monitor;
    const told = this.standing().then((client) => client.fsd(upsname));
    this.#deps.emit({ kind: "fsd-answer", ups, error: await told.then(() => undefined, reasonOf) });
  }

  /** Sets a variable at the server. Rejects with NutError. */
  async set(variable: string, value: string): Promise<void> {
    await (await this.standing()).set(this.monitor.upsname, variable, value);
  }

  async askLogins(): Promise<void> {
    const { upsname, system: ups } = this.monitor;
    try {
      const client = await this.standing();
      this.#deps.emit({ kind: "logins", ups, ...(await askLogins(client, upsname)) });
    } catch {
      this.#deps.emit({ kind: "logins", ups, count: undefined, hosts: [] });
    }
  }

  drop(logout: boolean): Promise<void> {
    if (this.#poll) this.#pace.suspect();
    this.#poll = undefined;
    this.#second?.end();
    const client = this.#client;
    if (logout) this.#client = undefined;
    this.#giveUp();
    return (logout ? client?.close() : undefined) ?? Promise.resolve();
  }

  #giveUp(): void {
    this.#generation++;
    this.#keepAlive?.cancel();
    this.#client?.destroy();
    this.#client = undefined;
    this.#opening = undefined;
  }
}
