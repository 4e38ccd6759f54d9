/**
 * A UDP socket that hears one peer alone: `net-snmp` takes an answer from anybody who guesses its number. It throws at
 * some that it can read but does not expect (a report in version 1), and has forgotten the request then.
 */
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

interface Sockets {
  createSocket(type: "udp4" | "udp6"): Socket;
}

/** In place of node:dgram; `puzzled` is told of an answer that the package throws at. */
export const socketsFor = (
  peer: Peer,
  puzzled: (error: unknown) => void,
  sockets: Sockets = { createSocket },
): Sockets => ({
  createSocket: (type) => {
    const socket = sockets.createSocket(type);
    const emit = socket.emit.bind(socket);
    socket.emit = (event: string | symbol, ...what: unknown[]): boolean => {
      if (event !== "message") return emit(event, ...what);
      if (!isPeer(peer, what[1] as RemoteInfo)) return false;
      try {
        return emit(event, ...what);
      } catch (error) {
        puzzled(error);
        return true;
      }
    };
    return socket;
  },
});
