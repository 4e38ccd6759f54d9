/** Answers as an apcupsd does (NIS): records of two bytes of length, big end first, and a text; an empty one is the last. */
import { createServer, type Server, type Socket } from "node:net";
import { hostname } from "node:os";
import { VERSION } from "../../nut/version.ts";
import type { Timer } from "../../system/clock.ts";
import { reasonOf } from "../../system/system-error.ts";
import type { Followed, Output, OutputDeps } from "../followed.ts";
import type { NisSettings } from "./settings.ts";
import { statusLines } from "./status-items.ts";

const MOST_CONNECTIONS = 32;
/** Of a request; `status` and `events` are all there are. */
const LONGEST = 64;
const IDLE_MS = 30_000;
/** An answer that is not fetched. */
const MOST_UNREAD = 65_536;
const AGAIN_MS = 60_000;

function record(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}

export class NisOutput implements Output {
  readonly #settings: NisSettings;
  readonly #followed: readonly Followed[];
  readonly #deps: OutputDeps;
  readonly #sockets = new Set<Socket>();
  readonly #server: Server;
  #again: Timer | undefined;

  constructor(settings: NisSettings, followed: readonly Followed[], deps: OutputDeps) {
    this.#settings = settings;
    this.#followed = followed;
    this.#deps = deps;
    this.#server = createServer((socket) => this.#serve(socket));
    this.#server.maxConnections = MOST_CONNECTIONS;
    this.#server.on("error", (error) => this.#failed(error));
    this.#server.on("listening", () => this.#deps.log.info(`NIS: listening on ${this.#place}`));
    this.#listen();
  }

  /** Where it listens in fact; undefined while it does not. */
  get port(): number | undefined {
    const address = this.#server.address();
    return address !== null && typeof address === "object" ? address.port : undefined;
  }

  get #place(): string {
    return `${this.#settings.host} port ${this.#settings.port}`;
  }

  #listen(): void {
    const { host, port } = this.#settings;
    this.#server.listen({ host, port });
  }

  #failed(error: Error): void {
    this.#deps.log.error(
      `NIS: cannot listen on ${this.#place}: ${reasonOf(error)}; is an apcupsd running? It is tried again in a minute`,
    );
    this.#again = this.#deps.clock.after(AGAIN_MS, () => this.#listen());
  }

  async stop(): Promise<void> {
    this.#again?.cancel();
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #serve(socket: Socket): void {
    let bytes: Buffer = Buffer.alloc(0);
    const drop = (): void => void socket.destroy();
    let idle = this.#deps.clock.after(IDLE_MS, drop);
    this.#sockets.add(socket);
    socket.on("error", drop);
    socket.on("close", () => {
      idle.cancel();
      this.#sockets.delete(socket);
    });
    socket.on("data", (chunk: Buffer) => {
      idle.cancel();
      idle = this.#deps.clock.after(IDLE_MS, drop);
      bytes = this.#hear(socket, Buffer.concat([bytes, chunk]));
    });
  }

  /** Answers every whole request; returns what is left. */
  #hear(socket: Socket, bytes: Buffer): Buffer {
    let left = bytes;
    while (left.length >= 2 && !socket.destroyed) {
      const length = left.readUInt16BE(0);
      if (length === 0 || length > LONGEST || socket.writableLength > MOST_UNREAD) {
        socket.destroy();
        break;
      }
      if (left.length < 2 + length) return left;
      this.#answer(socket, left.toString("latin1", 2, 2 + length));
      left = left.subarray(2 + length);
    }
    return left;
  }

  #answer(socket: Socket, command: string): void {
    const lines = command === "status" ? this.#status() : command === "events" ? [] : ["Invalid command\n"];
    socket.write(Buffer.concat([...lines.map(record), record("")]));
  }

  #status(): readonly string[] {
    const all = this.#followed.flatMap(({ mirror }) => [...mirror.upses]);
    const wanted = this.#settings.ups;
    const [ups, snapshot] = all.find(([name]) => wanted === undefined || name === wanted) ?? [wanted ?? "none"];
    const live = snapshot?.answeredAt !== undefined && snapshot.error === undefined;
    const values = live ? snapshot.values : undefined;
    return statusLines({ ups, values, host: hostname(), version: VERSION, wall: this.#deps.clock.wall() });
  }
}
