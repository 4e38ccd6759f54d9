/** All that upsd serves, as the sessions ask for it. */

import { News } from "../netproto/server/news/news.ts";
import type { Permission, PermissionResult, Served } from "../netproto/server/served.ts";
import { asciiPart } from "../nut/byte-text.ts";
import { describeCommand } from "../nut/catalogue/commands.ts";
import { describeVariable } from "../nut/catalogue/variables.ts";
import { VERSION } from "../nut/version.ts";
import type { Log } from "../system/log/log.ts";
import { Paced } from "../system/paced.ts";
import { Access } from "./access.ts";
import type { UpsdConfig, UpsEntry } from "./config.ts";
import { TrackedRequests } from "./tracking.ts";
import { Ups, type UpsContext } from "./ups.ts";

const SECOND = 1000;

/** A whole name goes before what is left of another. */
function otherNames(upses: Iterable<Ups>): Map<string, Ups> {
  const all = [...upses].flatMap((ups) => [ups.name, ...ups.aliases].map((name) => [name.toLowerCase(), ups] as const));
  const short = all.map(([key, ups]) => [asciiPart(key), ups] as const).filter(([key]) => key !== "");
  return new Map([...short, ...all]);
}

export class Model implements Served {
  readonly version = VERSION;
  readonly log: Log;
  readonly tracking: TrackedRequests;
  readonly news: News;
  tls = false;
  readonly #context: UpsContext;
  #config: UpsdConfig;
  #access: Access;
  /** By name in lower case, in the order of ups.conf. */
  #upses = new Map<string, Ups>();
  /** By their further names: aliases, and what C programs leave of names beyond ASCII. */
  #otherwise = new Map<string, Ups>();
  #begun = false;

  /** Knows its UPSes at once: a C upsmon that is told of an unknown UPS does not log in a second time. */
  constructor(config: UpsdConfig, context: Omit<UpsContext, "tracking" | "line" | "news">) {
    this.log = context.log;
    this.news = new News(context.clock, () => this.all());
    this.tracking = new TrackedRequests(context.clock, config.trackingDelay * SECOND);
    this.#context = { ...context, tracking: this.tracking, news: this.news, line: new Paced(context.clock) };
    this.#config = config;
    this.#access = new Access(config.users);
    this.update(config);
  }

  /** Connects to the drivers; resolves when each of them has been reached or was found to be away. */
  async start(): Promise<void> {
    this.#begun = true;
    for (const ups of this.all()) ups.start();
    await Promise.all([...this.all()].map(({ tried }) => tried));
  }

  /** Applies what is different in a new configuration. */
  update(config: UpsdConfig): void {
    this.#config = config;
    this.#access = new Access(config.users);
    this.tracking.delayMs = config.trackingDelay * SECOND;
    const before = this.#upses;
    this.#upses = new Map();
    for (const entry of config.upses) {
      const key = entry.name.toLowerCase();
      const old = before.get(key);
      if (old?.name === entry.name) before.delete(key);
      this.#upses.set(key, old?.name === entry.name ? this.#updated(old, entry) : this.#added(entry));
    }
    this.#otherwise = otherNames(this.#upses.values());
    for (const ups of before.values()) {
      this.log.notice(`Deleting UPS [${ups.name}]`);
      ups.stop();
    }
    this.news.listChanged();
  }

  get #maxAgeMs(): number {
    return this.#config.maxAge * SECOND;
  }

  #updated(ups: Ups, entry: UpsEntry): Ups {
    ups.update(entry, this.#maxAgeMs);
    return ups;
  }

  #added(entry: UpsEntry): Ups {
    const ups = new Ups(entry, this.#maxAgeMs, this.#context);
    if (this.#begun) ups.start();
    return ups;
  }

  stop(): void {
    this.news.stop();
    for (const ups of this.#upses.values()) ups.stop();
  }

  all(): Iterable<Ups> {
    return this.#upses.values();
  }

  find(upsname: string): Ups | undefined {
    const key = upsname.toLowerCase();
    return this.#upses.get(upsname) ?? this.#upses.get(key) ?? this.#otherwise.get(key);
  }

  permissionOf(username: string, password: string, permission: Permission): PermissionResult {
    return this.#access.permissionOf(username, password, permission);
  }

  describeVariable(name: string): string | undefined {
    return this.#config.descriptions.variables.get(name.toLowerCase()) ?? describeVariable(name);
  }

  describeCommand(name: string): string | undefined {
    return this.#config.descriptions.commands.get(name.toLowerCase()) ?? describeCommand(name);
  }
}
