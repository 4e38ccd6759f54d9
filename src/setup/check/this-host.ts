/** Whether a host of a MONITOR is this machine, and whether a LISTEN serves it. */
import { plainHost } from "../../conf/cert-hosts.ts";
import type { ListenAddress } from "../../conf/upsd-conf.ts";
import { DEFAULT_PORT } from "../../nut/ups-id.ts";
import type { Machine } from "../system/machine.ts";

type Host = Pick<Machine, "addresses" | "hostname">;

export const isLoopback = (host: string): boolean => /^(localhost|127\.\d+\.\d+\.\d+|::1)$/.test(plainHost(host));

export const isAddress = (host: string): boolean => /^\d+(\.\d+){3}$/.test(host) || plainHost(host).includes(":");

export const isEveryAddress = (host: string): boolean => /^(\*|0\.0\.0\.0|::)$/.test(plainHost(host));

const bare = (address: string): string => plainHost(address).replace(/%.*$/, "");

export const isOwnAddress = (host: string, { addresses }: Host): boolean =>
  isLoopback(host) || addresses.some((address) => bare(address) === bare(host));

/** `server` and `server.lan` are one. */
const sameName = (a: string, b: string): boolean => a === b || a.startsWith(`${b}.`) || b.startsWith(`${a}.`);

export const isThisMachine = (host: string, machine: Host): boolean =>
  isOwnAddress(host, machine) || (!isAddress(host) && sameName(plainHost(host), machine.hostname.toLowerCase()));

export const DEFAULT_LISTEN: readonly ListenAddress[] = [
  { host: "127.0.0.1", port: DEFAULT_PORT },
  { host: "::1", port: DEFAULT_PORT },
];

const isV6 = (host: string): boolean => plainHost(host).includes(":");

/** A name can be any of the machine's addresses: it is taken to be served where anything but the loopback is. */
function serves(listen: string, host: string): boolean {
  if (listen === "*" || plainHost(listen) === plainHost(host)) return true;
  if (isEveryAddress(listen)) return !isAddress(host) || isV6(listen) === isV6(host);
  if (plainHost(host) === "localhost" || plainHost(listen) === "localhost")
    return isLoopback(listen) && isLoopback(host);
  return !isAddress(host) && !isLoopback(listen);
}

export const isServed = (listens: readonly ListenAddress[], { host, port }: ListenAddress): boolean =>
  listens.some((listen) => listen.port === port && serves(listen.host, host));
