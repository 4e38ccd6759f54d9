/** Wake-on-LAN: to everybody on the own network, or to the broadcast address of another subnet. */
import { createSocket } from "node:dgram";
import { isIP } from "node:net";
import { UNREAD } from "../../conf/settings/section-settings.ts";
import { systemReason } from "../../system/system-error.ts";
import { done, type HostKind, type Outcome, refused, type Settings, unsure } from "../host-kind.ts";
import { magicPacket, parseMac } from "../magic-packet.ts";

/** A packet may get lost. */
const PACKETS = 3;

type Packet = { readonly kind: "packet"; readonly bytes: Buffer } | { readonly kind: "none"; readonly why: string };

const NO_MAC = "mac is no address of a network card; write six bytes, as 00:11:22:33:44:55";

const NO_SECUREON = "secureon is no password of SecureOn; write six bytes, as 00:11:22:33:44:55";
const NO_BROADCAST = "broadcast is no address; write that of the host's subnet, as 192.168.7.255";

/** No card has nothing but zeros, or an address of several. */
const isOfNoCard = (mac: Uint8Array): boolean => mac.every((byte) => byte === 0) || ((mac[0] ?? 0) & 1) === 1;

function complaint(settings: Settings): string | undefined {
  const [secureOn, broadcast] = [settings.get("secureon"), settings.get("broadcast")];
  const mac = parseMac(settings.get("mac"));
  if (!mac || isOfNoCard(mac)) return NO_MAC;
  if (secureOn !== "" && secureOn !== UNREAD && !parseMac(secureOn)) return NO_SECUREON;
  return /^[\d.]+$|[\s/]/.test(broadcast) && isIP(broadcast) === 0 ? NO_BROADCAST : undefined;
}

function packetOf(settings: Settings): Packet {
  const mac = parseMac(settings.get("mac"));
  if (!mac) return { kind: "none", why: NO_MAC };
  const secret = settings.get("secureon");
  const secureOn = secret === "" ? new Uint8Array() : parseMac(secret);
  if (!secureOn) return { kind: "none", why: NO_SECUREON };
  return { kind: "packet", bytes: magicPacket(mac, secureOn) };
}

function send(bytes: Buffer, port: number, broadcast: string): Promise<Outcome> {
  const socket = createSocket(broadcast.includes(":") ? "udp6" : "udp4");
  return new Promise((resolve) => {
    const end = (outcome: Outcome): void => {
      socket.close();
      resolve(outcome);
    };
    socket.on("error", (error) => end(unsure(`magic packet to ${broadcast}: ${systemReason(error)}`)));
    socket.bind(0, () => {
      if (!broadcast.includes(":")) socket.setBroadcast(true);
      let left = PACKETS;
      const next = (error: Error | null): void => {
        if (error) end(unsure(`magic packet to ${broadcast}: ${systemReason(error)}`));
        else if (left-- === 0) end(done(`magic packet sent to ${broadcast}`));
        else socket.send(bytes, port, broadcast, next);
      };
      next(null);
    });
  });
}

export const LAN: HostKind = {
  name: "lan",
  rows: [
    { name: "mac", help: "address of the network card, as 00:11:22:33:44:55", required: true },
    { name: "broadcast", help: "broadcast address of the host's subnet", fallback: "255.255.255.255" },
    { name: "port", help: "UDP port", fallback: "9", within: [1, 65_535] },
    { name: "secureon", help: "password of SecureOn, six bytes", secret: true },
  ],
  programs: [],
  complaint,
  wake: async (settings) => {
    const packet = packetOf(settings);
    if (packet.kind === "none") return refused(packet.why);
    return send(packet.bytes, Number(settings.get("port")), settings.get("broadcast"));
  },
  test: async (settings) => {
    const packet = packetOf(settings);
    if (packet.kind === "none") return refused(packet.why);
    return done(`would send a magic packet for ${settings.get("mac")} to ${settings.get("broadcast")}`);
  },
};
