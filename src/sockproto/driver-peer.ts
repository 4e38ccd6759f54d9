/** One program that is connected to a driver's socket, from the driver's side. */
import { SOCKET_LIMITS, type WordLine } from "../nut/words.ts";
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { Dump, formatPublished } from "./dump.ts";
import type { LineConnection, LineHandler } from "./line-connection.ts";
import type { LineOptions } from "./line-connections.ts";
import type { PublishedState } from "./published-state.ts";
import { type DriverRequest, parseDriverRequest } from "./requests.ts";
import { FROM_DRIVER as SAYS } from "./sentences.ts";

/** What the driver does for its peers. Numbers are the results of drivers/upshandler.h: 0 is handled. */
export interface DriverActions {
  setvar(name: string, value: string): Promise<number>;
  instcmd(cmd: string, param?: string): Promise<number>;
}

export interface PeerOptions {
  readonly published: PublishedState;
  readonly actions: DriverActions;
  readonly pid: number;
  readonly clock: Clock;
  readonly log: Log;
}

const MAX_PEERS = 64;
/** Lines that are no requests, logged one by one; then no more for this peer. */
const MAX_COMPLAINTS = 5;

const WHO = "a program on the driver's socket";

type Order = Extract<DriverRequest, { kind: "instcmd" | "set" }>;

class DriverPeer implements LineHandler {
  readonly #connection: LineConnection;
  readonly #options: PeerOptions;
  readonly #dump: Dump;
  readonly #gone: (peer: DriverPeer) => void;
  #broadcasts = true;
  #complaints = 0;

  constructor(connection: LineConnection, options: PeerOptions, dump: Dump, gone: (peer: DriverPeer) => void) {
    this.#connection = connection;
    this.#options = options;
    this.#dump = dump;
    this.#gone = gone;
  }

  gone(): void {
    this.#gone(this);
  }

  broadcast(line: string): void {
    if (this.#broadcasts) this.#connection.send(line);
  }

  hear(line: WordLine): void {
    if (line.error === "line-too-long") {
      this.#options.log.warning(`${WHO} sent a line of more than 64 KiB: disconnected`);
      this.#connection.cut();
      return;
    }
    const words = line.words.map(({ text }) => text);
    if (words.length === 0 && line.error === undefined) return;
    const request = line.error === undefined ? parseDriverRequest(words) : undefined;
    if (request === undefined) this.#complain(`Unknown command on socket: ${words.join(" ").slice(0, 200)}`);
    else this.#answer(request);
  }

  #send(sentence: string): void {
    this.#connection.send(`${sentence}\n`);
  }

  #complain(text: string): void {
    this.#complaints++;
    if (this.#complaints <= MAX_COMPLAINTS) this.#options.log.info(text);
  }

  #answer(request: DriverRequest): void {
    switch (request.kind) {
      case "ping":
        return this.#send(SAYS.pong.format({}));
      case "getpid":
        return this.#send(SAYS.pid.format({ pid: String(this.#options.pid) }));
      case "dump":
        return this.#connection.send(this.#dump.text(request.name));
      case "broadcast":
        this.#broadcasts = request.on;
        return;
      case "logout":
        this.#send(SAYS.ok.format({ word: "Goodbye" }));
        return this.#connection.finish();
      case "malformed":
        return this.#complain(`Malformed ${request.verb} request`);
      case "instcmd":
      case "set":
        void this.#connection.answer(this.#order(request));
        return;
    }
  }

  async #order(request: Order): Promise<string> {
    const result = await this.#run(request);
    return request.id === undefined ? "" : `${SAYS.tracking.format({ id: request.id, result: String(result) })}\n`;
  }

  #run(request: Order): Promise<number> {
    const { actions } = this.#options;
    return request.kind === "set"
      ? actions.setvar(request.name, request.value)
      : actions.instcmd(request.cmd, request.param);
  }
}

export function driverLines(options: PeerOptions, path: string): LineOptions & { stop(): void } {
  const { published, clock, log } = options;
  const peers = new Set<DriverPeer>();
  const dump = new Dump(published);
  const stop = published.listen((change) => {
    if (peers.size === 0) return;
    const line = `${formatPublished(change)}\n`;
    for (const peer of peers) peer.broadcast(line);
  });
  const admit = (connection: LineConnection): LineHandler => {
    const peer = new DriverPeer(connection, options, dump, (gone) => peers.delete(gone));
    peers.add(peer);
    return peer;
  };
  const full =
    `${MAX_PEERS} programs are connected to ${path} already, and another was turned away, of those that have not ` +
    `asked or do not read first: see who with fuser ${path}`;
  return { clock, log, who: WHO, words: SOCKET_LIMITS, encoding: "latin1", most: MAX_PEERS, admit, full, stop };
}
