/** A server of lines on a UNIX socket. Whoever connects, nobody waits for the others longer than a turn. */
import { createServer, type Server } from "node:net";
import { LineConnections, type LineOptions } from "./line-connections.ts";
import { inodeOf, listenAt } from "./socket-file.ts";

export interface LineServerOptions extends LineOptions {
  readonly path: string;
  readonly mode: 0o600 | 0o660;
}

export class LineServer {
  readonly path: string;
  /** The identity of the socket's file. */
  readonly inode: number | undefined;
  readonly #server: Server;
  readonly #connections: LineConnections;

  private constructor(server: Server, connections: LineConnections, { path, log }: LineServerOptions) {
    this.path = path;
    this.inode = inodeOf(path);
    this.#server = server;
    this.#connections = connections;
    server.on("error", (error) => log.error(`${path}: ${error.message}`));
  }

  /** Listens at a path where no file is. Rejects with the system's error. */
  static async open(options: LineServerOptions): Promise<LineServer> {
    const connections = new LineConnections(options);
    const server = createServer({ allowHalfOpen: true }, (socket) => connections.accept(socket));
    await listenAt(server, options.path, options.mode);
    return new LineServer(server, connections, options);
  }

  get size(): number {
    return this.#connections.size;
  }

  /** Does not keep the process alive. */
  unref(): void {
    this.#server.unref();
  }

  /** Ends all connections and removes the file, unless another program has put its own there. */
  close(): void {
    this.#connections.close();
    // Node unlinks the path when the server closes, whoever the file belongs to by now.
    if (inodeOf(this.path) === this.inode) this.#server.close();
    else this.#server.unref();
  }
}
