/** One agent as the table-driver's link: places are objects, and what it lacks is not asked for again and again. */
import type { SnmpAnswer, SnmpLink, SnmpValue } from "../../device/snmp.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import type { StatusToken } from "../../nut/status.ts";
import type { Answer } from "../kit/line/ask-line.ts";
import type { Link } from "../kit/link.ts";
import type { Raw } from "./codecs.ts";
import type { DeviceRow, Write } from "./instances.ts";
import type { Place } from "./mib.ts";

/** Alarms of a list. */
const MOST_LISTED = 64;

export interface Identity {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly rows: readonly DeviceRow[];
  readonly seldomEvery: number;
  readonly noSupply: boolean;
  /** Closed with the link. */
  readonly traps?: { close(): Promise<void> };
}

export class Agent implements Link<Place, Raw, Write, StatusToken> {
  readonly title: string;
  readonly facts: Identity["facts"];
  readonly rows: readonly DeviceRow[];
  readonly seldomEvery: number;
  readonly noSupply: boolean;
  readonly #link: SnmpLink;
  readonly #traps: Identity["traps"];
  readonly #types = new Map<string, SnmpValue["type"]>();
  /** Objects that it lacked when they were first asked for. */
  readonly #lacking = new Set<string>();

  constructor(link: SnmpLink, { title, facts, rows, seldomEvery, noSupply, traps }: Identity) {
    this.#traps = traps;
    this.#link = link;
    this.title = title;
    this.facts = facts;
    this.rows = rows;
    this.seldomEvery = seldomEvery;
    this.noSupply = noSupply;
  }

  async read(where: Place): Promise<Answer<Raw>> {
    const [answer] = await this.readMany([where]);
    return answer ?? { kind: "refused" };
  }

  /** An agent that has been silent may have been started again, and have today what it lacked while it started. */
  async readMany(places: readonly Place[]): Promise<readonly Answer<Raw>[]> {
    try {
      const values = await this.#values(places);
      const answers: Answer<Raw>[] = [];
      for (const place of places) answers.push(place.walk ? await this.#list(place) : answerOf(values.get(place.oid)));
      return answers;
    } catch (error) {
      this.#lacking.clear();
      throw error;
    }
  }

  async #values(places: readonly Place[]): Promise<ReadonlyMap<string, SnmpAnswer>> {
    const oids = places.flatMap(({ oid, walk }) => (walk || this.#lacking.has(oid) ? [] : [oid]));
    const answers = await this.#link.get(oids);
    const found = new Map(oids.map((oid, at) => [oid, answers[at] ?? { kind: "absent" as const }]));
    for (const [oid, answer] of found) this.#note(oid, answer);
    return found;
  }

  #note(oid: string, answer: SnmpAnswer): void {
    if (answer.kind === "data") this.#types.set(oid, answer.value.type);
    else if (answer.kind === "absent" && !this.#types.has(oid)) this.#lacking.add(oid);
  }

  async #list({ oid }: Place): Promise<Answer<Raw>> {
    return { kind: "data", raw: { type: "objects", objects: await this.#link.walk(oid, MOST_LISTED) } };
  }

  write({ oid }: Place, raw: Raw): Promise<boolean> {
    switch (raw.type) {
      case "INTEGER":
        return this.order({ oid, value: raw.number });
      case "OCTET STRING":
        return this.order({ oid, value: Buffer.from(raw.bytes).toString("utf8") });
      default:
        return Promise.resolve(false);
    }
  }

  async order({ oid, value }: Write): Promise<boolean> {
    const wanted = inType(this.#types.get(oid), value);
    return wanted !== undefined && (await this.#link.set(oid, wanted)).kind === "done";
  }

  async close(): Promise<void> {
    await this.#traps?.close();
    await this.#link.close();
  }
}

const answerOf = (answer: SnmpAnswer | undefined): Answer<Raw> =>
  answer?.kind === "data" ? { kind: "data", raw: answer.value } : { kind: "refused" };

/** A value in the type that its object was read with; undefined for text where a number stands. */
function inType(type: SnmpValue["type"] | undefined, value: number | string): SnmpValue | undefined {
  switch (type) {
    case "OCTET STRING":
    case "Opaque":
      return { type, bytes: Buffer.from(String(value), "utf8") };
    case "TimeTicks":
      return numeric(type, value, 100);
    case "INTEGER":
    case "Gauge32":
    case "Counter32":
      return numeric(type, value, 1);
    case "OBJECT IDENTIFIER":
      return typeof value === "string" && /^\d+(\.\d+)+$/.test(value) ? { type, oid: value } : undefined;
    case undefined:
      return typeof value === "number" ? { type: "INTEGER", number: value } : inType("OCTET STRING", value);
    default:
      return numeric("INTEGER", value, 1);
  }
}

/** Undefined where the type has no room for it: the package throws then. Of a text, a whole number. */
function numeric(type: "TimeTicks" | "INTEGER" | "Gauge32" | "Counter32", value: number | string, times: number) {
  const said = typeof value === "number" ? Math.trunc(value * times) : (parseDecimal(value) ?? Number.NaN) * times;
  const [least, most] = type === "INTEGER" ? [-(2 ** 31), 2 ** 31 - 1] : [0, 2 ** 32 - 1];
  return Number.isInteger(said) && said >= least && said <= most ? { type, number: said } : undefined;
}
