/**
 * Servers, UPSes and hosts that run upsmon's core, on a clock of their own. Hosts share the servers, so a primary and its
 * secondaries can be played together. Seconds where a name does not say otherwise.
 */
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { Playground } from "./playground.ts";
import { SimHost } from "./sim-host.ts";
import { SimUps } from "./sim-ups.ts";

interface Due {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
}

export class World implements Playground {
  now = 0;
  readonly #queue: Due[] = [];
  #order = 0;
  readonly upses = new Map<string, SimUps>();
  readonly hosts: SimHost[] = [];

  ups(system = "ups1@server"): SimUps {
    const known = this.upses.get(system);
    if (known) return known;
    const made = new SimUps();
    this.upses.set(system, made);
    return made;
  }

  after(ms: number, run: () => void): void {
    const due = { at: this.now + Math.max(0, ms), order: this.#order++, run };
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1]?.at ?? 0) > due.at) at--;
    this.#queue.splice(at, 0, due);
  }

  /** Does something at a second of the test. */
  at(second: number, run: () => void): this {
    this.after(second * 1000 - this.now, run);
    return this;
  }

  /** Runs until a second of the test. */
  run(second: number): this {
    const end = second * 1000;
    for (let next = this.#queue[0]; next && next.at <= end; next = this.#queue[0]) {
      this.#queue.shift();
      this.now = Math.max(this.now, next.at);
      next.run();
    }
    this.now = end;
    return this;
  }

  get pending(): number {
    return this.#queue.length;
  }

  host(settings: Partial<UpsmonConf>, name = `host${this.hosts.length + 1}`): SimHost {
    const host = new SimHost(this, { ...UPSMON_CONF_DEFAULTS, ...settings }, name);
    this.hosts.push(host);
    return host;
  }
}
