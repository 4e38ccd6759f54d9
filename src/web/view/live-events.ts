/** News of the fleet as events for pages: those of one moment together, each UPS once. */

import { upsIdOf } from "../follow/find-ups.ts";
import type { Fleet, FleetNews } from "../follow/fleet.ts";
import type { FollowedServer, FollowedUps } from "../follow/followed-server.ts";
import { event, type StreamSource } from "../http/event-streams.ts";
import { fleetView, serverView } from "./fleet-view.ts";
import { jsonMember } from "./json-value.ts";
import { protectionOf } from "./protection.ts";
import { conditionView, isoTime, upsView } from "./ups-view.ts";
import { valueView } from "./variable-view.ts";

interface Dirty {
  readonly server: FollowedServer;
  readonly ups: string;
  readonly names: Set<string>;
  /** Variables or commands have come, or the UPS itself: all of it is sent. */
  whole: boolean;
}

const WHOLE: ReadonlySet<string> = new Set(["added", "facts", "meaning"]);

const keyOf = (server: FollowedServer, ups: string): string => `${server.watched.host}~${server.watched.port}~${ups}`;

export class LiveEvents implements StreamSource {
  readonly #fleet: Fleet;
  readonly #send: (events: string) => void;
  readonly #later: (run: () => void) => void;
  readonly #dirty = new Map<string, Dirty>();
  readonly #told = new Map<string, string>();
  readonly #unlisten: () => void;
  #waiting = false;

  constructor(fleet: Fleet, send: (events: string) => void, later: (run: () => void) => void = setImmediate) {
    this.#fleet = fleet;
    this.#send = send;
    this.#later = later;
    this.#unlisten = fleet.onNews((news) => this.#heard(news));
  }

  begin(): string {
    return event("snapshot", fleetView(this.#fleet));
  }

  beat(): string {
    const { clock, upses } = this.#fleet;
    const ages = upses.map((ups) => jsonMember(upsIdOf(ups), conditionView(ups, clock).ageSeconds));
    return event("ages", `{${jsonMember("time", isoTime(clock.wall()))},"ages":{${ages.join(",")}}}`);
  }

  close(): void {
    this.#unlisten();
  }

  #heard({ server, ups, change }: FleetNews): void {
    const key = keyOf(server, ups);
    const dirty = this.#dirty.get(key) ?? { server, ups, names: new Set(), whole: false };
    this.#dirty.set(key, dirty);
    if (change.kind === "value") dirty.names.add(change.name);
    dirty.whole ||= WHOLE.has(change.kind) || (change.kind === "value" && change.from === undefined);
    if (this.#waiting) return;
    this.#waiting = true;
    this.#later(() => this.#tell());
  }

  #tell(): void {
    this.#waiting = false;
    const events = [...this.#dirty.values()].map((dirty) => this.#eventOf(dirty));
    this.#dirty.clear();
    const { servers } = this.#fleet;
    events.push(this.#ifNew("protection", JSON.stringify(protectionOf(this.#fleet))));
    events.push(this.#ifNew("servers", JSON.stringify(servers.map(serverView))));
    this.#send(events.join(""));
  }

  #ifNew(name: string, data: string): string {
    if (this.#told.get(name) === data) return "";
    this.#told.set(name, data);
    return event(name, data);
  }

  #eventOf({ server, ups: name, names, whole }: Dirty): string {
    const ups = server.find(name);
    if (!ups) return "";
    return whole ? event("ups", upsView(ups, this.#fleet.clock)) : event("change", this.#changeOf(ups, names));
  }

  #changeOf(ups: FollowedUps, names: ReadonlySet<string>): string {
    const head = {
      id: upsIdOf(ups),
      ...conditionView(ups, this.#fleet.clock),
      changedAt: ups.changedAt === undefined ? null : isoTime(ups.changedAt),
    };
    const values = [...names].map((name) => {
      const text = ups.snapshot.values.get(name);
      return jsonMember(name, text === undefined ? null : valueView(name, text));
    });
    return `${JSON.stringify(head).slice(0, -1)},"values":{${values.join(",")}}}`;
  }
}
