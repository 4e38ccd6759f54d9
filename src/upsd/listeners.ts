import { isIP } from "node:net";
import type { ListenAddress } from "../conf/upsd-conf.ts";
import { DEFAULT_PORT } from "../nut/ups-id.ts";
import { Listener, type ListenerContext } from "./listener.ts";
import type { NotListening } from "./not-listening.ts";

const LOOPBACK: readonly ListenAddress[] = [
  { host: "::1", port: DEFAULT_PORT },
  { host: "127.0.0.1", port: DEFAULT_PORT },
];

/** An address of all interfaces serves every address of its family. */
const covers = (by: string, address: string): boolean =>
  by === address || by === (isIP(address) === 6 ? "::" : "0.0.0.0");

const keyOf = ({ host, port }: ListenAddress): string => `${host} ${port}`;

export class Listeners {
  readonly #context: ListenerContext;
  readonly #listeners = new Map<string, Listener>();

  constructor(context: Omit<ListenerContext, "served">) {
    this.#context = {
      ...context,
      served: (address, port) => port > 0 && this.bound.some((at) => at.port === port && covers(at.host, address)),
    };
  }

  get bound(): readonly ListenAddress[] {
    return [...this.#listeners.values()].flatMap(({ bound }) => bound);
  }

  /** Listens on these addresses and no others. None means the loopback addresses. Returns what is not served now. */
  async set(wanted: readonly ListenAddress[]): Promise<readonly NotListening[]> {
    const all = wanted.length > 0 ? wanted : this.#loopback();
    const keys = new Set(all.map(keyOf));
    for (const [key, listener] of this.#listeners) {
      if (!keys.has(key)) this.#remove(key, listener);
    }
    const faults: NotListening[] = [];
    for (const listen of all) {
      const listener = this.#listeners.get(keyOf(listen)) ?? new Listener(listen, this.#context);
      this.#listeners.set(keyOf(listen), listener);
      faults.push(...(await listener.open()));
    }
    return faults;
  }

  close(): void {
    for (const listener of this.#listeners.values()) listener.close();
    this.#listeners.clear();
  }

  #loopback(): readonly ListenAddress[] {
    const { family } = this.#context;
    return LOOPBACK.filter(({ host }) => family === undefined || isIP(host) === family);
  }

  #remove(key: string, listener: Listener): void {
    const { host, port } = listener.listen;
    this.#context.log.info(`no longer listening on ${host} port ${port}`);
    listener.close();
    this.#listeners.delete(key);
  }
}
