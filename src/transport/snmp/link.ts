/** One agent through the npm package `net-snmp`: requests one after the other. */
import type { Session, Varbind } from "net-snmp";
import { DeviceError } from "../../device/device-error.ts";
import type { SnmpAnswer, SnmpLink, SnmpObject, SnmpSetAnswer, SnmpValue } from "../../device/snmp.ts";
import { type Bearing, getMany, MOST_OBJECTS } from "./get-many.ts";
import { follows } from "./oid-order.ts";
import { probeNext } from "./probe-next.ts";
import { type Outcome, request } from "./request.ts";
import { snmpValueOf, varbindOf } from "./values.ts";

/** Objects to a GETBULK. */
const BULK = 20;
/** So many objects that an agent without GETBULK may lack are asked for one by one. */
const WORTH_PROBING = 2;
const ABSENT: SnmpAnswer = { kind: "absent" };

export interface AgentSetup {
  readonly name: string;
  /** Older agents know no GETBULK. */
  readonly bulk: boolean;
  /**
   * A session with nothing in it: SNMPv3 keeps the clock of an agent that has been started again. `puzzled` is told
   * where the request that is under way is forgotten.
   */
  readonly session: (puzzled: () => void) => Session;
}

export class AgentLink implements SnmpLink {
  readonly name: string;
  readonly #setup: AgentSetup;
  readonly #bearing: Bearing = { most: MOST_OBJECTS, proven: false };
  /** Objects that it has had. */
  readonly #met = new Set<string>();
  #session: Session;
  #puzzled: () => void = () => undefined;
  #closed = false;
  #last: Promise<unknown> = Promise.resolve();

  constructor(setup: AgentSetup) {
    this.name = setup.name;
    this.#setup = setup;
    this.#session = this.#newSession();
  }

  #newSession(): Session {
    return this.#setup.session(() => this.#puzzled());
  }

  get(oids: readonly string[]): Promise<readonly SnmpAnswer[]> {
    return this.#inTurn(() => this.#get(oids));
  }

  async #get(oids: readonly string[]): Promise<readonly SnmpAnswer[]> {
    const unknown = this.#setup.bulk ? [] : [...new Set(oids)].filter((oid) => !this.#met.has(oid));
    const probed = unknown.length > WORTH_PROBING ? await this.#probe(unknown) : new Map<string, SnmpAnswer>();
    const left = oids.filter((oid) => !probed.has(oid));
    const ask = (some: readonly string[]) => this.#ask((session, done) => session.get([...some], done));
    const answers = await getMany(left, ask, this.#bearing);
    const found = new Map([...probed, ...left.map((oid, at) => [oid, answers[at] ?? ABSENT] as const)]);
    for (const [oid, { kind }] of found) if (kind === "data") this.#met.add(oid);
    return oids.map((oid) => found.get(oid) ?? ABSENT);
  }

  #probe(oids: readonly string[]): Promise<Map<string, SnmpAnswer>> {
    const ask = (some: readonly string[]) => this.#ask((session, done) => session.getNext([...some], done));
    return probeNext(oids, ask, this.#bearing.most);
  }

  walk(oid: string, most: number): Promise<readonly SnmpObject[]> {
    return this.#inTurn(() => this.#walk(oid, most));
  }

  async #walk(root: string, most: number): Promise<readonly SnmpObject[]> {
    const found: SnmpObject[] = [];
    let at = root;
    while (found.length < most) {
      const binds = await this.#after(at, Math.min(BULK, most - found.length));
      for (const bind of binds) {
        const value = snmpValueOf(bind);
        // An agent that goes back would be walked for ever.
        if (!value || !bind.oid.startsWith(`${root}.`) || !follows(bind.oid, at)) return found;
        found.push({ oid: bind.oid, value });
        at = bind.oid;
      }
      if (binds.length === 0) return found;
    }
    return found.slice(0, most);
  }

  async #after(oid: string, count: number): Promise<readonly Varbind[]> {
    const outcome = await this.#ask((session, done) =>
      this.#setup.bulk ? session.getBulk([oid], 0, count, done) : session.getNext([oid], done),
    );
    if (outcome.kind === "objects") return outcome.binds;
    if (outcome.kind === "failed") return [];
    throw failureOf(outcome);
  }

  set(oid: string, value: SnmpValue): Promise<SnmpSetAnswer> {
    return this.#inTurn(async () => {
      const outcome = await this.#ask((session, done) => session.set([varbindOf(oid, value)], done));
      if (outcome.kind === "objects") return { kind: "done" };
      if (outcome.kind === "failed") return { kind: "refused", why: outcome.why };
      throw failureOf(outcome);
    });
  }

  close(): Promise<void> {
    if (!this.#closed) this.#session.close();
    this.#closed = true;
    return Promise.resolve();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#last.then(() => {
      if (this.#closed) throw new DeviceError("lost", `${this.name} is closed`);
      return work();
    });
    this.#last = turn.catch(() => undefined);
    return turn.catch((error: unknown) => {
      throw error instanceof DeviceError ? new DeviceError(error.fault, `${this.name}: ${error.message}`) : error;
    });
  }

  async #ask(send: (session: Session, done: Parameters<Parameters<typeof request>[0]>[0]) => void): Promise<Outcome> {
    const outcome = await Promise.race([request((done) => send(this.#session, done)), this.#puzzling()]);
    if (outcome.kind === "silent" && !this.#closed) this.#afresh();
    return outcome;
  }

  #puzzling(): Promise<Outcome> {
    return new Promise((resolve) => {
      this.#puzzled = () => resolve({ kind: "silent", why: "an answer that nobody asked for" });
    });
  }

  #afresh(): void {
    this.#session.close();
    this.#session = this.#newSession();
  }
}

function failureOf(outcome: Exclude<Outcome, { kind: "objects" | "failed" }>): DeviceError {
  const fault = outcome.kind === "closed" ? "lost" : outcome.kind === "stranger" ? "denied" : "stale";
  return new DeviceError(fault, outcome.why);
}
