/**
 * What small servers do with a packet that holds several requests, put in front of a server that reads them all: as many
 * packets arrive here, but only the requests that such a server would have read go on to it.
 */
import { connect, createServer, type Server, type Socket } from "node:net";

/** The lines that are read now, out of a packet and of what was left over before. */
export type Reading = (packet: readonly string[], left: string[], hangUp: () => void) => readonly string[];

/** The rest of the packet is never read. */
export const firstOnly: Reading = (packet) => packet.slice(0, 1);

/** The rest is read when more arrives, a request for each packet. */
export const oneForEach: Reading = (packet, left) => {
  left.push(...packet);
  return left.splice(0, 1);
};

/** More than one request at once is answered to the first, and ends the connection. */
export const hangsUp: Reading = (packet, _left, hangUp) => {
  if (packet.length > 1) hangUp();
  return packet.slice(0, 1);
};

export interface SmallServerOptions {
  readonly reading: Reading;
  /** Runs what is due `ms` after a request has arrived; at once when absent. Meanwhile nothing else is read. */
  readonly later?: (run: () => void) => void;
}

export class SmallServer {
  /** How many requests each packet held. */
  readonly packets: number[] = [];
  /** How many connections there have been. */
  connections = 0;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;

  private constructor(port: number, options: SmallServerOptions) {
    this.#server = createServer({ noDelay: true }, (socket) => this.#serve(socket, port, options));
  }

  /** Listens on loopback in front of the server at `port`. */
  static async start(port: number, options: SmallServerOptions): Promise<SmallServer> {
    const small = new SmallServer(port, options);
    await new Promise<void>((resolve) => small.#server.listen(0, "127.0.0.1", resolve));
    return small;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #serve(socket: Socket, port: number, { reading, later = (run) => run() }: SmallServerOptions): void {
    this.connections++;
    const upstream = connect({ port, host: "127.0.0.1", noDelay: true });
    const left: string[] = [];
    let busy = false;
    for (const end of [socket, upstream]) this.#sockets.add(end.on("error", () => undefined));
    socket.on("close", () => upstream.destroy());
    upstream.on("close", () => socket.destroy());
    upstream.on("data", (chunk) => socket.write(chunk));
    const hangUp = (): void => void later(() => socket.end());
    socket.on("data", (chunk: Buffer) => {
      const packet = chunk.toString("utf8").split("\n").slice(0, -1);
      this.packets.push(packet.length);
      if (busy) return;
      busy = true;
      const lines = reading(packet, left, hangUp);
      later(() => {
        busy = false;
        for (const line of lines) upstream.write(`${line}\n`);
      });
    });
  }
}
