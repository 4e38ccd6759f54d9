/** What `ipmitool -I dummy` talks to: messages over a UNIX socket, each a C structure of a 64-bit machine with its data behind it. */
import { createServer, type Server, type Socket } from "node:net";
import type { Bmc } from "./bmc.ts";

/** netfn, lun, cmd, target, length (16 bits), 2 of padding, a pointer. */
const REQUEST = 16;
/** netfn, cmd, seq, lun, code, 3 of padding, length (32 bits), 4 of padding, a pointer. */
const REPLY = 24;

function reply(bmc: Bmc, request: Buffer, data: Buffer): Buffer {
  const [netFn = 0, lun = 0, cmd = 0] = request;
  const [code = 0xff, ...rest] = bmc.answer({ netFn, lun, cmd, data });
  const head = Buffer.alloc(REPLY);
  head.set([netFn + 1, cmd, 0, lun, code]);
  head.writeInt32LE(rest.length, 8);
  return Buffer.concat([head, Buffer.from(rest)]);
}

function serve(bmc: Bmc, socket: Socket): void {
  let held = Buffer.alloc(0);
  socket.on("error", () => undefined);
  socket.on("data", (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= REQUEST) {
      const end = REQUEST + held.readUInt16LE(4);
      if (held.length < end) return;
      socket.write(reply(bmc, held.subarray(0, REQUEST), held.subarray(REQUEST, end)));
      held = held.subarray(end);
    }
  });
}

export const listen = (bmc: Bmc, path: string): Promise<Server> =>
  new Promise((resolve) => {
    const server = createServer((socket) => serve(bmc, socket)).listen(path, () => resolve(server));
  });
