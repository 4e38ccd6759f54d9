/** SNMP agents over UDP through the npm package `net-snmp`, which is imported in this folder alone. */
import { lookup } from "node:dns/promises";
import snmp, { type Session, type SessionOptions, type User } from "net-snmp";
import { DeviceError } from "../../device/device-error.ts";
import type { SnmpAccess, SnmpLink, SnmpOpener, SnmpTarget } from "../../device/snmp.ts";
import { systemReason } from "../../system/system-error.ts";
import { CIPHERS } from "./ciphers.ts";
import { AgentLink } from "./link.ts";
import { socketsFor } from "./peer-socket.ts";
import { hearTraps } from "./traps.ts";

const { AuthProtocols, SecurityLevel } = snmp;

const DIGESTS = {
  MD5: AuthProtocols.md5,
  SHA: AuthProtocols.sha,
  SHA256: AuthProtocols.sha256,
  SHA384: AuthProtocols.sha384,
  SHA512: AuthProtocols.sha512,
} as const;

function userOf({ user, auth, priv }: Extract<SnmpAccess, { version: "v3" }>): User {
  if (!auth) return { name: user, level: SecurityLevel.noAuthNoPriv };
  const digest = { name: user, authProtocol: DIGESTS[auth.protocol], authKey: auth.password };
  if (!priv) return { ...digest, level: SecurityLevel.authNoPriv };
  return { ...digest, level: SecurityLevel.authPriv, privProtocol: CIPHERS[priv.protocol], privKey: priv.password };
}

/** `puzzled` is told where a request is forgotten over an answer; `sockets` stands in for node:dgram. */
export function sessionOf(
  address: string,
  family: number,
  { port, access, timeoutMs, retries }: SnmpTarget,
  puzzled: (error: unknown) => void,
  sockets?: Parameters<typeof socketsFor>[2],
): Session {
  const options: Omit<SessionOptions, "version"> = {
    port,
    retries,
    timeout: timeoutMs,
    transport: family === 6 ? "udp6" : "udp4",
    dgramModule: socketsFor({ address, port }, puzzled, sockets),
  };
  const session =
    access.version === "v3"
      ? snmp.createV3Session(address, userOf(access), { ...options, version: snmp.Version3 })
      : snmp.createSession(address, access.community, {
          ...options,
          version: access.version === "v1" ? snmp.Version1 : snmp.Version2c,
        });
  // What cannot be read is no answer; whoever waits for one asks again.
  session.on("error", () => undefined);
  return session;
}

async function open(target: SnmpTarget): Promise<SnmpLink> {
  const { host, port, family, access } = target;
  const found = await lookup(host, { family: family ?? 0 }).catch((cause: unknown) => {
    throw new DeviceError("absent", `${host}: ${systemReason(cause)}: check the port in ups.conf`, { cause });
  });
  return new AgentLink({
    name: `${host.includes(":") ? `[${host}]` : host}:${port}`,
    bulk: access.version !== "v1",
    session: (puzzled) => sessionOf(found.address, found.family, target, puzzled),
  });
}

export const SNMP: SnmpOpener = { open, hear: hearTraps };
