/** One connection of a line server: some lines in each turn, and no reading while answers or orders wait. */
import type { Duplex } from "node:stream";
import { type WordLimits, type WordLine, WordReader } from "../nut/words.ts";
import type { Turns } from "../system/turns.ts";

/** What one turn hears and answers, about. */
const ON_COMING = { lines: 16, bytes: 4096 } as const;
const IN_TURN = { lines: 64, bytes: 8192 } as const;
type Share = typeof ON_COMING | typeof IN_TURN;

/** Orders of one connection that may be in work. */
const MAX_ORDERS = 32;

export interface LineHandler {
  /** A line has come, be it empty or faulty. */
  hear(line: WordLine): void;
  gone?(): void;
}

export interface LineContext {
  readonly turns: Turns;
  readonly words: WordLimits;
  /** Of what comes; what is said is UTF-8. */
  readonly encoding: "latin1" | "utf8";
  /** Bytes that may wait for one connection. */
  readonly maxUnsent: number;
  now(): number;
  heard(connection: LineConnection): void;
  /** More waits for it than may. */
  overfull(connection: LineConnection): void;
  closed(connection: LineConnection): void;
}

/**
 * - `reading`: waits for lines.
 * - `queued`: has lines and waits for its turn.
 * - `blocked`: its answers wait for it to read them.
 * - `busy`: what it has asked for is in work.
 * - `leaving`: has been told the last; the other end has not closed yet.
 */
type State = "reading" | "queued" | "blocked" | "busy" | "leaving";

export class LineConnection {
  /** When it came. */
  readonly since: number;
  readonly #socket: Duplex;
  readonly #context: LineContext;
  readonly #handler: LineHandler;
  readonly #reader: WordReader;
  #state: State = "reading";
  #unread = "";
  #pending = "";
  #orders = 0;
  #lines = 0;
  #lastLine: number;
  #stuckSince = 0;
  /** It had more than a turn's worth lately, and does not go before those who ask for little. */
  #greedy = false;
  /** The other end says no more. */
  #ended = false;

  constructor(socket: Duplex, context: LineContext, admit: (connection: LineConnection) => LineHandler) {
    this.#socket = socket;
    this.#context = context;
    this.since = context.now();
    this.#lastLine = this.since;
    this.#handler = admit(this);
    this.#reader = new WordReader(context.words, (line) => this.#heard(line));
    socket.setEncoding(context.encoding);
    socket.on("data", (text: string) => this.#take(text));
    socket.on("error", () => socket.destroy());
    socket.on("end", () => {
      this.#ended = true;
      if (this.#state === "reading") this.#goOn();
    });
    socket.once("close", () => this.#closed());
  }

  get lines(): number {
    return this.#lines;
  }

  /** Bytes that it makes us keep. */
  get held(): number {
    return this.#socket.writableLength + this.#pending.length + this.#unread.length;
  }

  /** Milliseconds for which its answers have waited for it to read, or we for it to close. */
  stuck(now: number): number {
    return this.#state === "blocked" || this.#state === "leaving" ? now - this.#stuckSince : 0;
  }

  /** Milliseconds without a whole line, unless we owe it an answer. */
  silence(now: number): number {
    this.#greedy = false;
    return this.#state === "reading" && this.#orders === 0 ? now - this.#lastLine : 0;
  }

  /** Says whole lines. What is said in one turn goes out in one write. */
  send(text: string): void {
    if (this.#socket.destroyed) return;
    if (this.#pending === "") queueMicrotask(() => this.#flush());
    this.#pending += text;
    if (this.#pending.length > this.#context.maxUnsent) this.#flush();
  }

  /** Says the answer when it is there; reading waits while many are in work. */
  async answer(work: Promise<string>): Promise<void> {
    this.#orders++;
    const text = await work;
    this.#orders--;
    this.#lastLine = this.#context.now();
    if (text !== "") this.send(text);
    if (this.#state !== "queued") this.#goOn();
  }

  /** Hears no more, says what is still to be said, and waits for the other end to close. */
  finish(): void {
    if (this.#state === "leaving") return;
    this.#flush();
    this.#context.turns.leave(this);
    this.#state = "leaving";
    this.#stuckSince = this.#context.now();
    this.#unread = "";
    this.#socket.end();
    this.#socket.resume();
  }

  /** Says what is still to be said, then ends; the other end is not waited for. */
  close(): void {
    this.finish();
    setImmediate(() => this.cut());
  }

  /** Ends it now, whatever waits to be sent. */
  cut(): void {
    this.#socket.destroy();
  }

  turn(): void {
    if (this.#state === "queued") this.#serve(IN_TURN);
  }

  #take(text: string): void {
    if (this.#state === "leaving") return;
    this.#unread += text;
    if (this.#state !== "reading") return;
    if (this.#context.turns.idle) this.#serve(ON_COMING);
    else this.#queue(this.#greedy ? "rest" : "first");
  }

  #heard(line: WordLine): void {
    if (this.#socket.destroyed || this.#state === "leaving") return;
    this.#lines++;
    this.#lastLine = this.#context.now();
    this.#handler.hear(line);
  }

  #serve({ lines, bytes }: Share): void {
    for (let left = lines; left > 0 && this.#unread !== "" && this.#pending.length < bytes; left--) {
      if (this.#orders >= MAX_ORDERS) break;
      const end = this.#unread.indexOf("\n") + 1 || this.#unread.length;
      const line = this.#unread.slice(0, end);
      this.#unread = this.#unread.slice(end);
      this.#reader.push(line);
    }
    this.#flush();
    this.#goOn();
    this.#context.heard(this);
  }

  #goOn(): void {
    if (this.#state === "leaving" || this.#socket.destroyed) return;
    if (this.#socket.writableLength > 0) return this.#block();
    if (this.#orders >= MAX_ORDERS) return this.#pause("busy");
    if (this.#unread !== "") {
      this.#greedy = true;
      return this.#queue("rest");
    }
    if (this.#ended && this.#orders === 0) return this.finish();
    if (this.#state === "reading") return;
    this.#state = "reading";
    this.#socket.resume();
  }

  #queue(queue: "first" | "rest"): void {
    this.#pause("queued");
    this.#context.turns.join(this, queue);
  }

  #block(): void {
    if (this.#state === "blocked" || this.#state === "leaving") return;
    this.#context.turns.leave(this);
    this.#stuckSince = this.#context.now();
    this.#pause("blocked");
  }

  #pause(state: State): void {
    if (this.#state === "reading") this.#socket.pause();
    this.#state = state;
  }

  #flush(): void {
    const text = this.#pending;
    this.#pending = "";
    if (text === "" || !this.#socket.writable) return;
    if (this.#socket.writableLength + text.length > this.#context.maxUnsent) return this.#context.overfull(this);
    this.#socket.write(text, () => this.#sent());
    if (this.#socket.writableLength > 0) this.#block();
    this.#context.heard(this);
  }

  /** What was written has gone to the system. */
  #sent(): void {
    if (this.#state !== "blocked" || this.#socket.writableLength > 0) return;
    this.#goOn();
    this.#context.heard(this);
  }

  #closed(): void {
    this.#context.turns.leave(this);
    this.#handler.gone?.();
    this.#context.closed(this);
  }
}
