/** The server on the local network's list of services, where upsd.conf says MDNS yes. */
import { hostname } from "node:os";
import type { ListenAddress } from "../conf/upsd-conf.ts";
import type { Log } from "../system/log/log.ts";
import type { Announced, Announcement, MdnsOptions } from "../system/mdns.ts";
import type { UpsdConfig } from "./config.ts";

export type Announce = (service: Announced, options: MdnsOptions) => Announcement;

const TYPE = "nut";
/** A string of a TXT record has at most 255 bytes, its key included. */
const MOST_NAMES = 200;

const isLoopback = ({ host }: ListenAddress): boolean => /^(127\.|::1$|localhost$)/.test(host);

/** `device_list` is what nut-scanner reads; who asks with LIST UPS is told the same. */
function txtOf({ upses }: Pick<UpsdConfig, "upses">): Announced["txt"] {
  const names = upses.map(({ name }) => name).join(";");
  const list = names !== "" && Buffer.byteLength(names) <= MOST_NAMES ? { device_list: names } : {};
  return { txtvers: "1", protovers: "1.3", ...list };
}

/** Undefined where nobody else could come. */
export function serviceOf(
  config: Pick<UpsdConfig, "upses">,
  bound: readonly ListenAddress[],
  host: string,
): Announced | undefined {
  const open = bound.find((address) => !isLoopback(address));
  const name = host.split(".")[0] ?? "";
  if (!open || name === "") return undefined;
  return { name, host: `${name}.local`, type: TYPE, port: open.port, txt: txtOf(config) };
}

export class UpsdAnnouncement {
  readonly #log: Log;
  readonly #load: () => Promise<Announce>;
  #running: { readonly key: string; readonly announcement: Announcement } | undefined;

  constructor(log: Log, load: () => Promise<Announce>) {
    this.#log = log;
    this.#load = load;
  }

  /** What is announced already and has not changed stays. */
  async set(config: Pick<UpsdConfig, "upses" | "mdns">, bound: readonly ListenAddress[]): Promise<void> {
    const service = config.mdns ? serviceOf(config, bound, hostname()) : undefined;
    if (config.mdns && !service)
      this.#log.warning(
        "MDNS yes is of no use: only the loopback is served. Write LISTEN with an address of the network",
      );
    const key = service && JSON.stringify(service);
    if (key === this.#running?.key) return;
    await this.stop();
    if (!service || key === undefined) return;
    const announce = await this.#load();
    this.#running = { key, announcement: announce(service, { failed: (reason) => this.#failed(reason) }) };
    this.#log.info(`announced by mDNS as ${service.name}._nut._tcp port ${service.port}`);
  }

  /** Never rejects. */
  async stop(): Promise<void> {
    const running = this.#running;
    this.#running = undefined;
    await running?.announcement.stop();
  }

  #failed(reason: string): void {
    this.#log.warning(`the server cannot be announced by mDNS: ${reason}`);
  }
}
