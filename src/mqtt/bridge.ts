/** UPSes of NUT servers at an MQTT broker: states, availability, discovery, events, and commands back. */
import { UNASKED, type UpsChange, type UpsSnapshot } from "../mirror/snapshot.ts";
import type { UpsMirror } from "../mirror/ups-mirror.ts";
import { powerOf } from "../nut/real-power.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf } from "../system/system-error.ts";
import { documentsOf, topicsOf } from "./discovery/documents.ts";
import { EnergyMeter } from "./energy-meter.ts";
import type { CountedEnergy } from "./energy-source.ts";
import { EventOutbox } from "./event-outbox.ts";
import type { MqttLink, OpenLink } from "./link.ts";
import { carryOut, orderIn } from "./orders.ts";
import { nameOf, type PublishedUps, slug, variablesOf } from "./published-ups.ts";
import { Retained } from "./retained.ts";
import type { MqttSettings } from "./settings.ts";
import { stateDocument } from "./state-document.ts";
import { documentTopics, Strays } from "./strays.ts";
import { eventsBetween } from "./ups-events.ts";

/** Changes that come together go out together. */
const GATHER_MS = 100;
/** Power that does not change is power all the same: the meter looks that often. */
const BEAT_MS = 20_000;
/** Home Assistant has just started: not all at once. */
const BIRTH_MS = 3000;

export interface BridgedServer {
  /** What tells its UPSes from those of others: empty where there is one server. */
  readonly label: string;
  readonly mirror: Pick<UpsMirror, "upses" | "onChange" | "change">;
  readonly energy: (ups: string) => CountedEnergy;
}

export interface BridgeDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly open: OpenLink;
  /** From 0 to 1. */
  readonly random?: () => number;
}

interface Bridged {
  readonly server: BridgedServer;
  readonly ups: string;
  readonly id: string;
  readonly meter: EnergyMeter;
  readonly announced: Set<string>;
  documents: ReadonlyMap<string, string>;
  timer: Timer | undefined;
}

const keyOf = ({ label }: BridgedServer, ups: string): string => `${label} ${ups}`;

export class MqttBridge {
  readonly #settings: MqttSettings;
  readonly #deps: BridgeDeps;
  readonly #retained = new Retained();
  readonly #upses = new Map<string, Bridged>();
  readonly #events = new EventOutbox();
  readonly #strays: Strays;
  readonly #unhear: (() => void)[] = [];
  #link: MqttLink | undefined;
  #up = false;
  #said: string | undefined;
  #birth: Timer | undefined;
  #beat: Timer | undefined;

  constructor(settings: MqttSettings, deps: BridgeDeps) {
    this.#settings = settings;
    this.#deps = deps;
    this.#strays = new Strays(settings, (topic) => this.#retained.set(topic, ""));
  }

  /** Follows from now on. Rejects with NutError `configuration`. */
  async start(servers: readonly BridgedServer[]): Promise<void> {
    const { base, prefix } = this.#settings;
    this.#retained.set(`${base}/status`, "online");
    this.#link = await this.#deps.open(
      {
        will: { topic: `${base}/status`, payload: "offline" },
        topics: [`${base}/+/command`, `${base}/+/set/+`, `${prefix}/status`, ...documentTopics(this.#settings)],
      },
      {
        connected: () => this.#connected(),
        lost: (why) => this.#lost(why),
        message: (topic, payload, retained) => this.#hear(topic, payload, retained),
      },
    );
    if (this.#up) this.#connected();
    for (const server of servers) {
      this.#unhear.push(server.mirror.onChange((ups, change) => this.#changed(server, ups, change)));
      for (const ups of server.mirror.upses.keys()) this.#later(this.#bridged(server, ups));
    }
    this.#keepBeating();
  }

  /** A server has named all its UPSes: one of so many. */
  looked(mirror: BridgedServer["mirror"], servers: number): void {
    const ids = new Set([...this.#upses.values()].map(({ id }) => id));
    this.#strays.answered(mirror, servers, ids);
  }

  #keepBeating(): void {
    this.#beat = this.#deps.clock.after(BEAT_MS, () => {
      for (const bridged of this.#upses.values()) this.#later(bridged);
      this.#keepBeating();
    });
  }

  /** Says that we are gone. Never rejects. */
  async stop(): Promise<void> {
    for (const unhear of this.#unhear) unhear();
    for (const { timer } of this.#upses.values()) timer?.cancel();
    this.#birth?.cancel();
    this.#beat?.cancel();
    if (this.#up) await this.#link?.publish(`${this.#settings.base}/status`, "offline", true).catch(() => undefined);
    await this.#link?.end();
  }

  #connected(): void {
    this.#up = true;
    if (!this.#link) return;
    this.#said = undefined;
    this.#deps.log.info(`MQTT: connected to ${this.#settings.url}`);
    this.#retained.connected(this.#link);
    this.#events.connected(this.#link);
  }

  #lost(why: string): void {
    this.#up = false;
    this.#retained.lost();
    this.#events.lost();
    if (this.#said === why) return;
    this.#said = why;
    this.#deps.log.warning(
      `MQTT: ${this.#settings.url}: ${why}; tried again until it is there, then all is published as it is`,
    );
  }

  #bridged(server: BridgedServer, ups: string): Bridged {
    const key = keyOf(server, ups);
    const known = this.#upses.get(key);
    if (known) return known;
    const id = slug(server.label === "" ? ups : `${server.label}_${ups}`);
    const made = {
      server,
      ups,
      id,
      meter: new EnergyMeter(),
      announced: new Set<string>(),
      documents: new Map(),
      timer: undefined,
    };
    this.#upses.set(key, made);
    return made;
  }

  /** Empties all that the broker keeps of it. */
  #forget(key: string, { id, documents, timer }: Bridged): void {
    timer?.cancel();
    const { state, status } = topicsOf(this.#settings, id);
    for (const topic of [...documents.keys(), state, status]) this.#retained.remove(topic);
    this.#upses.delete(key);
  }

  #changed(server: BridgedServer, ups: string, change: UpsChange): void {
    const bridged = this.#bridged(server, ups);
    if (change.kind === "removed") return this.#forget(keyOf(server, ups), bridged);
    const event = topicsOf(this.#settings, bridged.id).event;
    const tell = (type: string): void => this.#events.tell(event, JSON.stringify({ event_type: type, ups }));
    if (change.kind === "value" && change.name === "ups.status") {
      for (const type of eventsBetween(change.from, change.to)) tell(type);
    }
    if (change.kind === "fault" && !change.from) tell("COMMBAD");
    if (change.kind === "fault" && !change.to) tell("COMMOK");
    this.#later(bridged);
  }

  #later(bridged: Bridged): void {
    bridged.timer ??= this.#deps.clock.after(GATHER_MS, () => {
      bridged.timer = undefined;
      this.#show(bridged);
    });
  }

  #published({ server, ups, id, meter }: Bridged, snapshot: UpsSnapshot): PublishedUps {
    const control = this.#settings.user !== undefined;
    const counted = server.energy(ups);
    const energyKwh = counted === "own" ? meter.kwh : counted;
    return { id, name: nameOf(ups, snapshot), snapshot, energyKwh, energyEstimated: meter.estimated, control };
  }

  #show(bridged: Bridged): void {
    const snapshot = bridged.server.mirror.upses.get(bridged.ups) ?? UNASKED;
    const topics = topicsOf(this.#settings, bridged.id);
    const live = snapshot.answeredAt !== undefined && snapshot.error === undefined;
    bridged.meter.hear(live ? powerOf(snapshot.values) : undefined, this.#deps.clock.now());
    this.#retained.set(topics.status, live ? "online" : "offline");
    if (snapshot.answeredAt === undefined) return;
    const published = this.#published(bridged, snapshot);
    for (const [name] of variablesOf(published)) bridged.announced.add(name);
    this.#announce(bridged, documentsOf(published, this.#settings));
    this.#retained.set(topics.state, stateDocument(published, bridged.announced));
  }

  #announce(bridged: Bridged, documents: ReadonlyMap<string, string>): void {
    for (const topic of bridged.documents.keys()) if (!documents.has(topic)) this.#retained.remove(topic);
    for (const [topic, document] of documents) this.#retained.set(topic, document);
    bridged.documents = documents;
  }

  /** A command that is retained would be carried out again and again: it is none. */
  #hear(topic: string, payload: string, retained: boolean): void {
    const { base, prefix, user } = this.#settings;
    if (topic === `${prefix}/status` && payload === "online") return this.#born();
    if (retained && topic.endsWith("/config")) this.#strays.hear(topic, payload);
    const order = retained ? undefined : orderIn(topic, payload, base);
    const bridged = order && [...this.#upses.values()].find((one) => one.id === order.id);
    if (!bridged) return;
    const { log } = this.#deps;
    void carryOut(order, bridged.server.mirror, bridged.ups, user).then(
      (text) => log.notice(`MQTT: ${text}`),
      (error: unknown) => log.warning(`MQTT: ${topic}: ${reasonOf(error)}`),
    );
  }

  #born(): void {
    const { clock, random = Math.random } = this.#deps;
    this.#birth?.cancel();
    this.#birth = clock.after(random() * BIRTH_MS, () => this.#retained.resend());
  }
}
