/** The connection for one UPS: LOGIN is per UPS and connection, so each has its own and none waits for another. */
import { networkInterfaces } from "node:os";
import type { Monitor } from "../../conf/upsmon-conf.ts";
import type { Clock, Timer } from "../../host/clock.ts";
import { reasonOf } from "../../host/system-error.ts";
import { NutClient } from "../../netproto/client/nut-client.ts";
import type { NutClientOptions } from "../../netproto/client/nut-client-options.ts";
import { NutError } from "../../nut/errors.ts";
import { parseStatus } from "../../nut/status.ts";
import type { Answer, Event, LoginResult } from "./core.ts";

export interface ConnectionDeps {
  readonly clock: Clock;
  /** How the server of a UPS is reached, read anew for each connection. */
  readonly options: (monitor: Monitor) => NutClientOptions;
  readonly emit: (event: Event) => void;
}

/** A server closes a connection that says nothing for a minute; then a secondary would seem to have gone. */
const KEEP_ALIVE_MS = 30_000;
/** For connecting, where nobody says otherwise, and for STARTTLS on top of it. */
const DIAL_MS = 10_000;
const GRACE_MS = 5000;

const isWireError = (error: unknown, client: NutClient): error is NutError =>
  error instanceof NutError && client.state.kind === "up";

/** The value of a variable, or undefined when the server has none. */
async function optional(client: NutClient, ups: string, name: string): Promise<string | undefined> {
  try {
    return await client.getVar(ups, name);
  } catch (error) {
    if (isWireError(error, client)) return undefined;
    throw error;
  }
}

/** Characters of a value that are looked at: upsd sends half as many. A log is not for whatever a server makes up. */
const LONGEST = 1024;

async function askStatus(client: NutClient, ups: string): Promise<Answer> {
  const [status, ...buzzwords] = await Promise.all([
    client.getVar(ups, "ups.status"),
    optional(client, ups, "ups.mode.buzzwords"),
    optional(client, ups, "experimental.ups.mode.buzzwords"),
  ]);
  const alarmed = parseStatus(status.toUpperCase()).includes("ALARM");
  const alarm = alarmed ? await optional(client, ups, "ups.alarm") : undefined;
  const words = buzzwords.filter((each) => each !== undefined).join(" ");
  return { status: status.slice(0, LONGEST), alarm: alarm?.slice(0, LONGEST), buzzwords: words.slice(0, LONGEST) };
}

/** Addresses of this machine, as LIST CLIENT may show them. */
const ownAddresses = (): ReadonlySet<string> =>
  new Set(Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address)));

/** The list without one entry of ours. */
function others(clients: readonly string[]): readonly string[] {
  const own = ownAddresses();
  const at = clients.findIndex((address) => own.has(address.replace(/^::ffff:/, "")));
  return clients.filter((_, i) => i !== at);
}

export class UpsConnection {
  readonly #deps: ConnectionDeps;
  #monitor: Monitor;
  #client: NutClient | undefined;
  #opening: Promise<NutClient> | undefined;
  #keepAlive: Timer | undefined;
  /** The last poll failed: nobody waits for the next attempt to connect. */
  #failing = false;
  /** Grows with every connection given up on purpose: what was asked before is not answered to anybody. */
  #generation = 0;

  constructor(monitor: Monitor, deps: ConnectionDeps) {
    this.#monitor = monitor;
    this.#deps = deps;
  }

  /** The line of a configuration that was read again; a connection that stands is kept. */
  set monitor(monitor: Monitor) {
    this.#monitor = monitor;
  }

  get #system(): string {
    return this.#monitor.system;
  }

  /** Asks for the status, and connects first where need be. The result comes as an event. */
  async poll(fresh: boolean): Promise<void> {
    if (fresh) void this.drop(false);
    const generation = this.#generation;
    const emit = (event: Event): void => {
      if (generation === this.#generation) this.#deps.emit(event);
    };
    emit(await this.#outcome(generation, emit));
  }

  async #outcome(generation: number, emit: (event: Event) => void): Promise<Event> {
    const ups = this.#system;
    try {
      const client = await this.#connected(emit);
      const answer = await askStatus(client, this.#monitor.upsname);
      this.#failing = false;
      return { kind: "polled", ups, answer };
    } catch (error) {
      if (generation === this.#generation) this.#forgetLost();
      this.#failing = true;
      return { kind: "poll-failed", ups, reason: reasonOf(error) };
    }
  }

  async #connected(emit: (event: Event) => void): Promise<NutClient> {
    if (this.#client?.state.kind === "up") return this.#client;
    const generation = this.#generation;
    const opening = this.#open(emit);
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

  async #open(emit: (event: Event) => void): Promise<NutClient> {
    const client = await this.#dial();
    try {
      emit({ kind: "login", ups: this.#system, result: await this.#login(client) });
    } catch (error) {
      client.destroy();
      throw error;
    }
    return client;
  }

  /** Name servers are often the first to go in an outage: looking a name up has no limit of its own. */
  async #dial(): Promise<NutClient> {
    const options = this.#deps.options(this.#monitor);
    const limit = new AbortController();
    const error = new NutError("timeout", `no connection to ${this.#monitor.host}`);
    const ms = options.connectTimeoutMs ?? DIAL_MS;
    const timer = ms > 0 ? this.#deps.clock.after(ms + GRACE_MS, () => limit.abort(error)) : undefined;
    try {
      return await NutClient.connect({ ...options, signal: limit.signal });
    } finally {
      timer?.cancel();
    }
  }

  /** A server that says no keeps being asked; only a broken connection, and a UPS that is not there, are failures. */
  async #login(client: NutClient): Promise<LoginResult> {
    const { username, password, upsname, role } = this.#monitor;
    try {
      await client.authenticate(username, password);
      await client.login(upsname);
      if (role === "primary") await client.primary(upsname);
      return { kind: "in" };
    } catch (error) {
      if (!isWireError(error, client) || error.code === "unknown-ups") throw error;
      return { kind: "refused", reason: error.message };
    }
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

  /** The connection that stands, or the first one, which is just being opened. */
  async #standing(): Promise<NutClient> {
    const client = this.#client ?? (this.#failing ? undefined : await this.#opening);
    if (client?.state.kind === "up") return client;
    throw new NutError("server-disconnected", "there is no connection");
  }

  async fsd(): Promise<void> {
    let error: string | undefined;
    try {
      const client = await this.#standing();
      await client.fsd(this.#monitor.upsname);
    } catch (cause) {
      error = reasonOf(cause);
    }
    this.#deps.emit({ kind: "fsd-answer", ups: this.#system, error });
  }

  async askLogins(): Promise<void> {
    const { upsname } = this.#monitor;
    const ups = this.#system;
    try {
      const client = await this.#standing();
      const count = await client.numLogins(upsname);
      const hosts = count > 1 ? others(await client.listClient(upsname).catch(() => [])) : [];
      this.#deps.emit({ kind: "logins", ups, count, hosts });
    } catch {
      this.#deps.emit({ kind: "logins", ups, count: undefined, hosts: [] });
    }
  }

  /** Closes; resolves when the goodbye, if any, has been said. */
  drop(logout: boolean): Promise<void> {
    this.#generation++;
    this.#keepAlive?.cancel();
    const client = this.#client;
    this.#client = undefined;
    this.#opening = undefined;
    if (!client) return Promise.resolve();
    if (logout) return client.close();
    client.destroy();
    return Promise.resolve();
  }
}
