/** A UDP socket that hears one peer alone: `net-snmp` takes an answer from anybody who guesses its number. */
import { createSocket, type RemoteInfo, type Socket } from "node:dgram";

export interface Peer {
  /** An IP address. */
  readonly address: string;
  readonly port: number;
}

/** `fe80::1%eth0` names an interface of ours besides. */
export const withoutZone = (address: string): string => address.replace(/%.*$/, "").toLowerCase();

const isPeer = (peer: Peer, from: RemoteInfo): boolean =>
  from.port === peer.port && withoutZone(from.address) === withoutZone(peer.address);

/** In place of node:dgram. */
export const socketsFor = (peer: Peer): { createSocket(type: "udp4" | "udp6"): Socket } => ({
  createSocket: (type) => {
    const socket = createSocket(type);
    const emit = socket.emit.bind(socket);
    socket.emit = (event: string | symbol, ...what: unknown[]): boolean =>
      event === "message" && !isPeer(peer, what[1] as RemoteInfo) ? false : emit(event, ...what);
    return socket;
  },
});
