/**
 * The driver's socket: `<statepath>/<driver>-<ups>`, for upsd and for anybody of its group. Mode 0660 from the
 * first moment; a file left by a driver that died is taken over, that of a living one is not.
 */
import { existsSync, lchownSync, lstatSync, unlinkSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { dirname } from "node:path";
import { NutError } from "../nut/errors.ts";
import { withoutPlantedLinks } from "../system/files/no-planted-links.ts";
import { reasonOf, systemCode, systemReason } from "../system/system-error.ts";
import { DriverPeer, type PeerOptions } from "./driver-peer.ts";
import { checkSocketPath, connectSocket } from "./socket-path.ts";

/** Others get nothing, group reads and writes. */
const UMASK = 0o117;
/** Connections at a time: upsd, a second one, a person looking. More is a fault. */
const MAX_PEERS = 64;

/** True when somebody answers on the socket; the file is left alone. */
export function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connectSocket(path);
    const done = (answered: boolean) => (): void => {
      socket.destroy();
      resolve(answered);
    };
    socket.once("connect", done(true));
    socket.once("error", (error) => done(!["ECONNREFUSED", "ENOENT", "ENOTSOCK"].includes(systemCode(error) ?? ""))());
  });
}

const isSocket = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;

/** Node says EACCES for a folder that does not exist, too. */
const refused = (path: string): string =>
  existsSync(dirname(path))
    ? "the account the driver runs as may not write there: chown the folder, or start with -u"
    : `the folder does not exist: mkdir ${dirname(path)}`;

const ADVICE: Readonly<Record<string, (path: string) => string>> = {
  EACCES: refused,
  ENOENT: refused,
  ENOTDIR: () => "a file stands where the folder should be",
  EADDRINUSE: (path) => `something that is no socket stands there: look with ls -l ${path}`,
};

/** Why a socket file cannot be listened on, and what to do. */
export function listenError(path: string, error: unknown): NutError {
  const advice = ADVICE[systemCode(error) ?? ""]?.(path);
  const text = `cannot listen on ${path}: ${systemReason(error)}`;
  return new NutError("configuration", advice === undefined ? text : `${text}; ${advice}`);
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    const before = process.umask(UMASK);
    try {
      server.listen({ path, backlog: 64 });
    } finally {
      process.umask(before);
    }
    server.once("listening", () => {
      server.off("error", reject);
      resolve();
    });
  });
}

/** Throws NutError `configuration` when the folder may not be looked into, or a driver answers there. */
async function freePath(path: string): Promise<void> {
  checkSocketPath(path);
  try {
    if (!withoutPlantedLinks(path, isSocket)) return;
  } catch (error) {
    throw listenError(path, error);
  }
  if (await isAnswered(path)) {
    throw new NutError(
      "configuration",
      `a driver answers on ${path} already; stop it first (nutts driver stop), or see who it is with fuser ${path}`,
    );
  }
  withoutPlantedLinks(path, (way) => unlinkSync(way));
}

/** The file's identity: a driver that came after us has put its own there. */
const inodeOf = (path: string): number | undefined => lstatSync(path, { throwIfNoEntry: false })?.ino;

export class DriverSocket {
  readonly path: string;
  readonly #server: Server;
  readonly #peers = new Set<DriverPeer>();
  readonly #inode: number | undefined;
  /** Somebody was turned away, and it was said. */
  #full = false;

  private constructor(path: string, server: Server, options: PeerOptions) {
    this.path = path;
    this.#server = server;
    this.#inode = inodeOf(path);
    server.maxConnections = MAX_PEERS;
    server.on("connection", (socket) => {
      const peer: DriverPeer = new DriverPeer(socket, options, () => this.#gone(peer));
      this.#peers.add(peer);
    });
    server.on("drop", () => this.#turnedAway(options));
    server.on("error", (error) => options.log.error(`the driver's socket ${path}: ${error.message}`));
  }

  /** Listens. Throws NutError `configuration` with the reason and what to do. `gid`: the group of the file. */
  static async open(path: string, options: PeerOptions, gid?: number): Promise<DriverSocket> {
    await freePath(path);
    const server = createServer({ allowHalfOpen: true });
    try {
      await listen(server, path);
    } catch (error) {
      throw listenError(path, error);
    }
    const socket = new DriverSocket(path, server, options);
    if (gid !== undefined) socket.#giveTo(gid, options);
    return socket;
  }

  #giveTo(gid: number, { log }: PeerOptions): void {
    try {
      withoutPlantedLinks(this.path, (way) => {
        if (inodeOf(way) === this.#inode) lchownSync(way, process.getuid?.() ?? -1, gid);
        else throw new Error("something else lies there now");
      });
    } catch (error) {
      log.warning(`cannot give ${this.path} to group ${gid} (${reasonOf(error)}): upsd may not reach the driver`);
    }
  }

  #gone(peer: DriverPeer): void {
    this.#peers.delete(peer);
    if (this.#peers.size <= MAX_PEERS / 2) this.#full = false;
  }

  /** Said once, until half of them have gone. */
  #turnedAway({ log }: PeerOptions): void {
    if (this.#full) return;
    this.#full = true;
    log.warning(
      `${MAX_PEERS} programs are connected to ${this.path} already, and another was turned away: see who with fuser ${this.path}`,
    );
  }

  /** Who is connected. */
  get peers(): number {
    return this.#peers.size;
  }

  /** Ends all connections and removes the file, unless another driver has put its own there. */
  close(): void {
    for (const peer of this.#peers) peer.close();
    // Node unlinks the path when the server closes, whoever the file belongs to by now.
    if (inodeOf(this.path) === this.#inode) this.#server.close();
    else this.#server.unref();
  }
}
