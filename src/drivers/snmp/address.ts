/** The agent that `port` of ups.conf names: `host`, `host:port`, `[address]:port`, `udp6:[address]:port`. */
import type { SnmpTarget } from "../../device/snmp.ts";

export type Address = Pick<SnmpTarget, "host" | "port" | "family">;

const PORT = 161;
const BRACKETED = /^\[([^\]]+)\](?::(\d+))?$/;
const PLAIN = /^([^:]+)(?::(\d+))?$/;
const BARE_IPV6 = /^[\da-f:.]*:[\da-f:.]*:[\da-f:.]*(?:%.+)?$/i;

function parts(text: string): readonly [host: string, port: string | undefined] | undefined {
  const found = BRACKETED.exec(text) ?? PLAIN.exec(text);
  if (found?.[1] !== undefined) return [found[1], found[2]];
  return BARE_IPV6.test(text) ? [text, undefined] : undefined;
}

/** Undefined for what is no address. */
export function parseAddress(text: string): Address | undefined {
  const [, transport = "", rest = ""] = /^(?:(udp6?|udpipv6):)?(.*)$/i.exec(text.trim()) ?? [];
  const found = parts(rest);
  const port = Number(found?.[1] ?? PORT);
  if (!found || port < 1 || port > 65_535) return undefined;
  const [host] = found;
  return transport.length > 3 ? { host, port, family: 6 } : { host, port };
}
