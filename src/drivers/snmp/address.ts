/** The agent that `port` of ups.conf names: as any host, with `udp:`, `udp6:` in front where wanted. */
import type { SnmpTarget } from "../../device/snmp.ts";
import { parseHostPort } from "../kit/host-port.ts";

export type Address = Pick<SnmpTarget, "host" | "port" | "family">;

const PORT = 161;

/** Undefined for what is no address. */
export function parseAddress(text: string): Address | undefined {
  const [, transport = "", rest = ""] = /^(?:(udp6?|udpipv6):)?(.*)$/i.exec(text.trim()) ?? [];
  const found = parseHostPort(rest, PORT);
  return found && transport.length > 3 ? { ...found, family: 6 } : found;
}
