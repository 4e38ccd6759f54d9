/** Many sockets are read into one small buffer, where Node reads up to 64 KiB for each. */
import { Socket } from "node:net";

/** Several requests; what a client sends beyond them waits in the kernel. */
const READ_BYTES = 1024;
const SHARED = Buffer.allocUnsafeSlow(READ_BYTES);

/** Replaces a socket accepted with `pauseOnConnect`: `hear` gets at most READ_BYTES at a time, as a byte string. */
export function readIntoSharedBuffer(accepted: Socket, hear: (bytes: string) => void): Socket {
  const handle: unknown = Reflect.get(accepted, "_handle");
  if (typeof handle !== "object" || handle === null || !("useUserBuffer" in handle))
    return readIntoOwnBuffers(accepted, hear);
  Reflect.set(accepted, "_handle", null);
  const callback = (length: number): boolean => {
    hear(SHARED.toString("latin1", 0, length));
    return true;
  };
  const options = { allowHalfOpen: false, handle, onread: { buffer: SHARED, callback } };
  return new Socket(options);
}

/** The usual way, for sockets without a handle of the system. */
export function readIntoOwnBuffers<S extends Socket>(socket: S, hear: (bytes: string) => void): S {
  socket.on("data", (chunk: Buffer) => hear(chunk.toString("latin1")));
  socket.resume();
  return socket;
}

export function fileDescriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, "_handle");
  if (typeof handle !== "object" || handle === null || !("fd" in handle)) return undefined;
  return typeof handle.fd === "number" && handle.fd >= 0 ? handle.fd : undefined;
}
