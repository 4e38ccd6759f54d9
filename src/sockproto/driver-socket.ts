/** The driver's socket, mode 0660 from the first moment. That of a driver that died is taken over. */
import { reasonOf } from "../system/system-error.ts";
import { driverLines, type PeerOptions } from "./driver-peer.ts";
import { LineServer } from "./line-server.ts";
import { claimPath, giveToGroup, listenError } from "./socket-file.ts";

export class DriverSocket {
  readonly path: string;
  readonly #server: LineServer;
  readonly #stop: () => void;

  private constructor(path: string, server: LineServer, stop: () => void) {
    this.path = path;
    this.#server = server;
    this.#stop = stop;
  }

  /** Listens. Throws NutError `configuration` with the reason and what to do. `gid`: the group of the file. */
  static async open(path: string, options: PeerOptions, gid?: number): Promise<DriverSocket> {
    await claimPath(
      path,
      `a driver answers on ${path} already; stop it first (nutts driver stop), or see who it is with fuser ${path}`,
    );
    const lines = driverLines(options, path);
    const server = await LineServer.open({ ...lines, path, mode: 0o660 }).catch((error: unknown) => {
      lines.stop();
      throw listenError(path, error);
    });
    if (gid !== undefined) giveTo(gid, server, options);
    return new DriverSocket(path, server, () => lines.stop());
  }

  get peers(): number {
    return this.#server.size;
  }

  /** Ends all connections and removes the file, unless another driver has put its own there. */
  close(): void {
    this.#stop();
    this.#server.close();
  }
}

function giveTo(gid: number, { path, inode }: LineServer, { log }: PeerOptions): void {
  try {
    giveToGroup(path, inode, gid);
  } catch (error) {
    log.warning(`cannot give ${path} to group ${gid} (${reasonOf(error)}): upsd may not reach the driver`);
  }
}
