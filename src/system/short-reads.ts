/**
 * Reading from many sockets with little memory. Node reads up to 64 KiB of whatever a stranger has sent, for each of
 * them; here all sockets are read into the same few bytes, and what is not read stays with the system.
 */
import { Socket } from "node:net";

const BYTES = Buffer.allocUnsafeSlow(4096);

/**
 * The socket to use in place of one that a server accepted with `pauseOnConnect`: `hear` gets what comes as a byte
 * string, at most 4 KiB at a time, until `pause`. A handle can be handed over only where Node has one.
 */
export function readShort(accepted: Socket, hear: (bytes: string) => void): Socket {
  const handle: unknown = Reflect.get(accepted, "_handle");
  if (typeof handle !== "object" || handle === null || !("useUserBuffer" in handle)) return readLong(accepted, hear);
  Reflect.set(accepted, "_handle", null);
  const callback = (length: number): boolean => {
    hear(BYTES.toString("latin1", 0, length));
    return true;
  };
  const options = { allowHalfOpen: false, handle, onread: { buffer: BYTES, callback } };
  return new Socket(options);
}

/** The usual way, for sockets without a handle of the system. */
export function readLong<S extends Socket>(socket: S, hear: (bytes: string) => void): S {
  socket.on("data", (chunk: Buffer) => hear(chunk.toString("latin1")));
  socket.resume();
  return socket;
}

/** The number of a socket's descriptor, where the system has numbers: the lowest that was free. */
export function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null || !("fd" in handle)) return undefined;
  return typeof handle.fd === "number" && handle.fd >= 0 ? handle.fd : undefined;
}
