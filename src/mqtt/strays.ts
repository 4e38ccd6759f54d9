/** Documents of ours that a broker still keeps of UPSes that are no more: they went while we were not there. */
import type { MqttSettings } from "./settings.ts";

/** Documents that are remembered until every server has named its UPSes. */
const MOST = 5000;

interface Found {
  readonly topic: string;
  /** Of the UPS, as its topics have it. */
  readonly id: string;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const has = <Key extends string>(value: unknown, key: Key): value is Readonly<Record<Key, unknown>> =>
  typeof value === "object" && value !== null && key in value;

/** Whose base topic is ours is ours: two of us with the same one would be one device anyway. */
function idIn(payload: string, base: string): string | undefined {
  const document = parsed(payload);
  if (!has(document, "origin") || !has(document.origin, "name") || document.origin.name !== "nutts") return undefined;
  const topic = has(document, "state_topic") ? document.state_topic : undefined;
  if (typeof topic !== "string" || !topic.startsWith(`${base}/`)) return undefined;
  const [id, kind, ...rest] = topic.slice(base.length + 1).split("/");
  return id && kind !== undefined && rest.length === 0 ? id : undefined;
}

/** Where our documents stand; nowhere without discovery. */
export function documentTopics({ prefix, discovery }: MqttSettings): readonly string[] {
  if (discovery === "off") return [];
  return [discovery === "device" ? `${prefix}/device/+/config` : `${prefix}/+/+/+/config`];
}

export class Strays {
  readonly #base: string;
  readonly #empty: (topic: string) => void;
  readonly #found = new Map<string, Found>();
  readonly #answered = new Set<object>();

  constructor({ base }: MqttSettings, empty: (topic: string) => void) {
    this.#base = base;
    this.#empty = empty;
  }

  hear(topic: string, payload: string): void {
    const id = idIn(payload, this.#base);
    if (id !== undefined && this.#found.size < MOST) this.#found.set(topic, { topic, id });
  }

  /** This server has named its UPSes. Once all of `wanted` servers have, what is of none of `ids` goes. */
  answered(server: object, wanted: number, ids: ReadonlySet<string>): void {
    this.#answered.add(server);
    if (this.#answered.size < wanted || this.#found.size === 0) return;
    for (const { topic, id } of this.#found.values()) {
      if (ids.has(id)) continue;
      for (const one of [topic, `${this.#base}/${id}/state`, `${this.#base}/${id}/status`]) this.#empty(one);
    }
    this.#found.clear();
  }
}
