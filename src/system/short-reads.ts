/** Reads from many sockets into one small buffer, where Node reads up to 64 KiB for each. */
import { Socket } from "node:net";

const BYTES = Buffer.allocUnsafeSlow(4096);

/** Replaces a socket accepted with `pauseOnConnect`: `hear` gets at most 4 KiB at a time, as a byte string. */
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

export function fileDescriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null || !("fd" in handle)) return undefined;
  return typeof handle.fd === "number" && handle.fd >= 0 ? handle.fd : undefined;
}
