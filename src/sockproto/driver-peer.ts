/** One connection to a driver's socket, from the driver's side. */
import type { Duplex } from "node:stream";
import { SOCKET_LIMITS, type WordLine, WordReader } from "../nut/words.ts";
import type { Log } from "../system/log/log.ts";
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
  readonly log: Log;
}

/** Bytes that may wait for a peer that does not read; a complete dump of a large device has a tenth of it. */
const MAX_UNSENT = 524_288;
/** Orders of one peer that may be in work; reading waits while there are as many. */
const MAX_ORDERS = 32;
/** Lines that are no requests, logged one by one; then no more for this peer. */
const MAX_COMPLAINTS = 5;

type Order = Extract<DriverRequest, { kind: "instcmd" | "set" }>;

export class DriverPeer {
  readonly #socket: Duplex;
  readonly #options: PeerOptions;
  readonly #gone: () => void;
  readonly #unlisten: () => void;
  readonly #reader: WordReader;
  /** What has come and waits for orders to be done: no more than one chunk, as reading pauses meanwhile. */
  #unread = "";
  #broadcasts = true;
  #pending = "";
  #orders = 0;
  #complaints = 0;
  #lastWord = false;

  /** `gone` is called once, when the connection has ended. */
  constructor(socket: Duplex, options: PeerOptions, gone: () => void) {
    this.#socket = socket;
    this.#options = options;
    this.#gone = gone;
    this.#unlisten = options.published.listen((sentence) => {
      if (this.#broadcasts) this.#say(sentence);
    });
    this.#reader = new WordReader(SOCKET_LIMITS, (line) => this.#hear(line));
    socket.on("data", (chunk: Buffer) => {
      this.#unread += chunk.toString("latin1");
      this.#read();
    });
    socket.on("error", () => socket.destroy());
    socket.on("end", () => {
      this.#lastWord = true;
      this.#endIfDone();
    });
    socket.once("close", () => this.#closed());
  }

  /** Says what is still to be said, then ends; a peer that does not read is not waited for. */
  close(): void {
    this.#flush();
    this.#socket.end();
    setImmediate(() => this.#socket.destroy());
  }

  /** Line by line, and no further than the orders in work allow. */
  #read(): void {
    while (this.#unread !== "" && this.#orders < MAX_ORDERS) {
      const end = this.#unread.indexOf("\n") + 1 || this.#unread.length;
      const line = this.#unread.slice(0, end);
      this.#unread = this.#unread.slice(end);
      this.#reader.push(line);
    }
    if (this.#orders >= MAX_ORDERS) this.#socket.pause();
    else this.#socket.resume();
  }

  /** The peer has said its last word; what it asked for is still answered. */
  #endIfDone(): void {
    if (!this.#lastWord || this.#orders > 0 || this.#unread !== "") return;
    this.#flush();
    this.#socket.end();
  }

  #closed(): void {
    this.#unlisten();
    this.#gone();
  }

  /** What is said in one turn goes out in one write. */
  #say(text: string): void {
    if (this.#socket.destroyed) return;
    if (this.#pending === "") queueMicrotask(() => this.#flush());
    this.#pending += `${text}\n`;
    if (this.#pending.length > MAX_UNSENT) this.#flush();
  }

  #flush(): void {
    const text = this.#pending;
    this.#pending = "";
    if (text === "" || !this.#socket.writable) return;
    if (this.#socket.writableLength + text.length > MAX_UNSENT) {
      this.#options.log.warning("a program on the driver's socket does not read what it is told: disconnected");
      this.#socket.destroy();
      return;
    }
    this.#socket.write(text);
  }

  #hear(line: WordLine): void {
    if (line.error === "line-too-long") {
      this.#options.log.warning("a program on the driver's socket sent a line of more than 64 KiB: disconnected");
      this.#socket.destroy();
      return;
    }
    const words = line.words.map(({ text }) => text);
    if (words.length === 0 && line.error === undefined) return;
    const request = line.error === undefined ? parseDriverRequest(words) : undefined;
    if (request === undefined) this.#complain(`Unknown command on socket: ${words.join(" ").slice(0, 200)}`);
    else this.#answer(request);
  }

  #complain(text: string): void {
    this.#complaints++;
    if (this.#complaints <= MAX_COMPLAINTS) this.#options.log.info(text);
  }

  #answer(request: DriverRequest): void {
    switch (request.kind) {
      case "ping":
        return this.#say(SAYS.pong.format({}));
      case "getpid":
        return this.#say(SAYS.pid.format({ pid: String(this.#options.pid) }));
      case "dump":
        return this.#say(this.#options.published.dump(request.name).slice(0, -1));
      case "broadcast":
        this.#broadcasts = request.on;
        return;
      case "logout":
        this.#say(SAYS.ok.format({ word: "Goodbye" }));
        this.#flush();
        this.#socket.end();
        return;
      case "malformed":
        return this.#complain(`Malformed ${request.verb} request`);
      case "instcmd":
      case "set":
        void this.#order(request);
        return;
    }
  }

  async #order(request: Order): Promise<void> {
    this.#orders++;
    const result = await this.#run(request);
    this.#orders--;
    if (request.id !== undefined) this.#say(SAYS.tracking.format({ id: request.id, result: String(result) }));
    this.#read();
    this.#endIfDone();
  }

  #run(request: Order): Promise<number> {
    const { actions } = this.#options;
    return request.kind === "set"
      ? actions.setvar(request.name, request.value)
      : actions.instcmd(request.cmd, request.param);
  }
}
