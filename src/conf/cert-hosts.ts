/** Which server a CERTHOST means: `host` stands for all its ports, `host:port` for one and comes first. */
import { DEFAULT_PORT } from "../nut/ups-id.ts";
import type { Place, Reporter } from "./problem.ts";
import type { CertHost, Monitor } from "./tables/upsmon-conf.ts";

export interface Server {
  readonly host: string;
  readonly port: number;
}

/** IPv6 in the one form that counts as written (RFC 5952); other text as it is. */
function canonical(host: string): string {
  if (!host.includes(":")) return host;
  try {
    return new URL(`http://[${host}]/`).hostname.slice(1, -1);
  } catch {
    return host;
  }
}

/** One spelling for all: case, brackets and the dot of a complete name make no other server. */
export const plainHost = (host: string): string =>
  canonical(host.toLowerCase().replace(/^\[(.*)\]$/, "$1")).replace(/(?<=.)\.$/, "");

interface Named {
  readonly host: string;
  readonly port: number | undefined;
}

/** `host`, `host:port`, `[v6]:port`, and IPv6 bare. */
export function certHostName(text: string): Named {
  const [, v6, name = text, digits] = /^(?:\[([^\]]*)\]|([^:]*)):(\d{1,5}|nut)$/.exec(text) ?? [];
  const port = digits === undefined ? undefined : digits === "nut" ? DEFAULT_PORT : Number(digits);
  return { host: plainHost(v6 ?? name), port };
}

const LOOPBACK = new Set(["localhost", "127.0.0.1", "::1"]);

const sameHost = (a: string, b: string): boolean => a === b || (LOOPBACK.has(a) && LOOPBACK.has(b));

type Match = (named: Named, host: string, port: number) => boolean;

const MATCHES: readonly Match[] = [
  (named, host, port) => named.host === host && named.port === port,
  (named, host, port) => sameHost(named.host, host) && named.port === port,
  (named, host) => named.host === host && named.port === undefined,
  (named, host) => sameHost(named.host, host) && named.port === undefined,
];

export function certHostOf<T extends Pick<CertHost, "host">>(certHosts: readonly T[], server: Server): T | undefined {
  const host = plainHost(server.host);
  for (const match of MATCHES) {
    const found = certHosts.find((entry) => match(certHostName(entry.host), host, server.port));
    if (found) return found;
  }
  return undefined;
}

/** A line that means no server of a MONITOR protects nothing, whatever it demands. */
export function checkCertHosts(
  certHosts: readonly CertHost[],
  monitors: readonly Monitor[],
  placeOf: (entry: CertHost) => Place,
  report: Reporter,
): void {
  const advice = "write the host as MONITOR has it, and its port if it is not 3493";
  const used = new Set(monitors.map((monitor) => certHostOf(certHosts, monitor)));
  for (const entry of certHosts) {
    if (used.has(entry)) continue;
    const text = `CERTHOST ${entry.host} matches no MONITOR: what it demands holds for no connection`;
    report.warning(placeOf(entry), text, advice, "certhost-unused");
  }
}
