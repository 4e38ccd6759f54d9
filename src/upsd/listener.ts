/** One LISTEN line: a server for each of its addresses, tried again until it is there. A name is followed to new addresses. */
import type { LookupAddress } from "node:dns";
import { createServer, isIP, type Server, type Socket } from "node:net";
import type { ListenAddress } from "../conf/upsd-conf.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf, systemCode, systemReason } from "../system/system-error.ts";
import { FOLLOW_MS, type NotListening, notListening, RETRY_MS } from "./not-listening.ts";

export type AddressFamily = 4 | 6;

export interface ListenerContext {
  readonly clock: Clock;
  readonly log: Log;
  readonly family: AddressFamily | undefined;
  readonly lookup: (host: string) => Promise<readonly LookupAddress[]>;
  /** True when a server of ours takes the connections of that address already. */
  readonly served: (address: string, port: number) => boolean;
  /** Takes a socket from which nothing has been read. */
  readonly accept: (socket: Socket) => void;
  /** A connection could not be taken for want of descriptors. */
  readonly starved: (reason: string) => void;
}

/** The kernel cuts it down to its own limit (net.core.somaxconn). */
const BACKLOG = 4096;

const ANY: readonly LookupAddress[] = [
  { address: "0.0.0.0", family: 4 },
  { address: "::", family: 6 },
];

function bind(address: string, port: number, accept: (socket: Socket) => void): Promise<Server> {
  const server = createServer({ noDelay: true, pauseOnConnect: true }, accept);
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: address, port, backlog: BACKLOG, ipv6Only: true }, () => {
      server.off("error", reject);
      resolve(server);
    });
  });
}

export class Listener {
  readonly listen: ListenAddress;
  readonly #context: ListenerContext;
  readonly #servers = new Map<string, Server>();
  readonly #said = new Map<string, string>();
  /** A reload and the timer do not get in each other's way. */
  #opening: Promise<readonly NotListening[]> = Promise.resolve([]);
  #timer: Timer | undefined;
  #closed = false;

  constructor(listen: ListenAddress, context: ListenerContext) {
    this.listen = listen;
    this.#context = context;
  }

  get bound(): readonly ListenAddress[] {
    return [...this.#servers.values()].flatMap((server) => {
      const at = server.address();
      return at !== null && typeof at === "object" ? [{ host: at.address, port: at.port }] : [];
    });
  }

  /** Listens where it can; the rest is tried again until `close`. Returns what is not served now. */
  open(): Promise<readonly NotListening[]> {
    this.#opening = this.#opening.then(() => this.#open());
    return this.#opening;
  }

  async #open(): Promise<readonly NotListening[]> {
    if (this.#closed) return [];
    this.#timer?.cancel();
    const faults = await this.#attempt();
    // `LISTEN *` on a machine with one family only is served in full.
    if (this.listen.host === "*" && this.#servers.size > 0) return [];
    const wait = faults.length > 0 ? RETRY_MS : this.#isName ? FOLLOW_MS : undefined;
    if (wait !== undefined && !this.#closed) this.#timer = this.#context.clock.after(wait, () => void this.open());
    return faults;
  }

  get #isName(): boolean {
    const { host } = this.listen;
    return host !== "*" && isIP(host) === 0;
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
  }

  async #attempt(): Promise<readonly NotListening[]> {
    const faults: NotListening[] = [];
    try {
      const addresses = await this.#addresses();
      this.#leave(addresses);
      for (const address of addresses) {
        const fault = await this.#serve(address);
        if (fault) faults.push(fault);
      }
    } catch (error) {
      faults.push(this.#fault(this.listen.host, error));
    }
    return faults;
  }

  async #addresses(): Promise<readonly string[]> {
    const { host } = this.listen;
    const { family, lookup } = this.#context;
    const literal = isIP(host);
    const all = host === "*" ? ANY : literal ? [{ address: host, family: literal }] : await lookup(host);
    const fit = all.filter((entry) => family === undefined || entry.family === family);
    if (fit.length === 0) throw new Error(`it has no IPv${family} address, and -${family} was given`);
    return fit.map(({ address }) => address);
  }

  /** The name stands for other addresses now. Clients of the old ones stay. */
  #leave(addresses: readonly string[]): void {
    const { host, port } = this.listen;
    for (const [address, server] of this.#servers) {
      if (addresses.includes(address)) continue;
      this.#context.log.notice(`no longer listening on ${address} port ${port}: ${host} is another address now`);
      server.close();
      this.#servers.delete(address);
    }
  }

  async #serve(address: string): Promise<NotListening | undefined> {
    const { log, accept, served } = this.#context;
    if (this.#servers.has(address) || served(address, this.listen.port)) return undefined;
    try {
      const server = await bind(address, this.listen.port, accept);
      if (this.#closed) return void server.close();
      server.on("error", (error) => this.#failed(address, error));
      this.#servers.set(address, server);
      const at = server.address();
      log.info(`listening on ${address} port ${at !== null && typeof at === "object" ? at.port : this.listen.port}`);
      return undefined;
    } catch (error) {
      return this.#fault(address, error);
    }
  }

  #failed(address: string, error: Error): void {
    const { log, starved } = this.#context;
    if (["EMFILE", "ENFILE"].includes(systemCode(error) ?? "")) starved(systemReason(error));
    else log.error(`listening on ${address}: ${reasonOf(error)}`);
  }

  /** Said once, and again when the reason changes. */
  #fault(address: string, error: unknown): NotListening {
    const { listen } = this;
    const fault = notListening(address, listen, error);
    if (this.#said.get(address) !== fault.text) this.#context.log.error(fault.text);
    this.#said.set(address, fault.text);
    return fault;
  }
}
