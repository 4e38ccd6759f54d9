/** A session on a socket. A client that asks for more than a turn's worth, or does not read, is not read from. */
import type { Socket } from "node:net";
import { readIntoOwnBuffers, readIntoSharedBuffer } from "../../system/socket-reads.ts";
import type { Turns } from "../../system/turns.ts";
import type { Session } from "./session.ts";
import { isHello, type StartTls } from "./start-tls.ts";

/** What one turn answers: requests, and bytes, about. The answers of a turn may wait for the client to read them. */
const ON_COMING = { requests: 16, bytes: 4096 } as const;
const IN_TURN = { requests: 64, bytes: 8192 } as const;
type Share = typeof ON_COMING | typeof IN_TURN;

/** What an encrypted connection takes of memory beyond a plain one, in bytes, about. */
const TLS_COST = 65_536;

export interface ConnectionContext {
  readonly turns: Turns;
  now(): number;
  /** Takes over where a session has answered OK STARTTLS. */
  startTls(): StartTls | undefined;
  heard(connection: ClientConnection): void;
  closed(connection: ClientConnection): void;
}

/**
 * - `reading`: waits for requests.
 * - `queued`: has requests and waits for its turn.
 * - `blocked`: its answers wait for it to read them.
 * - `entering`: it is between OK STARTTLS and the end of its handshake.
 */
type State = "reading" | "queued" | "blocked" | "entering";

export class ClientConnection {
  readonly session: Session;
  readonly #context: ConnectionContext;
  #socket: Socket;
  #state: State = "reading";
  #requests = 0;
  #since: number;
  /** It had more than its share lately: then it does not go before those who ask for little. */
  #greedy: "no" | "was" | "is" = "no";
  /** Since when it is blocked, or in its handshake. */
  #stuckSince = 0;
  #ended = false;

  /** `accepted` is a socket that nobody has read from yet. */
  constructor(accepted: Socket, session: Session, context: ConnectionContext) {
    this.session = session;
    session.onNews = () => this.#tell();
    this.#context = context;
    this.#since = context.now();
    this.#socket = readIntoSharedBuffer(accepted, this.#hear);
    this.#listen(this.#socket);
  }

  /** Milliseconds without a request, as far as those who ask every few seconds can tell. */
  silence(now: number): number {
    const { requests } = this.session;
    this.#greedy = this.#greedy === "is" ? "was" : "no";
    if (requests !== this.#requests) this.#since = now;
    this.#requests = requests;
    return now - this.#since;
  }

  /** Milliseconds for which its answers have waited for it to read, or its handshake to be done. */
  stuck(now: number): number {
    return this.#state === "blocked" || this.#state === "entering" ? now - this.#stuckSince : 0;
  }

  /** Its answers wait for it to read them. */
  get blocked(): boolean {
    return this.#state === "blocked";
  }

  /** Bytes that it makes us keep: answers not read, requests not answered, the state of TLS. */
  get held(): number {
    const { session } = this;
    return this.#socket.writableLength + session.held + (session.encrypted ? TLS_COST : 0);
  }

  /** Ends it now, whatever waits to be sent. */
  cut(): void {
    this.#socket.destroy();
    this.#end();
  }

  turn(): void {
    if (this.#ended) return;
    if (this.#state === "entering") this.#enter();
    else this.#serve(IN_TURN);
    this.#context.heard(this);
  }

  readonly #hear = (bytes: string): void => {
    const { session } = this;
    session.push(bytes);
    if (this.#state === "entering") this.#await();
    else if (this.#state !== "reading") return;
    else if (this.#mayNow) this.#serve(ON_COMING);
    else this.#queue(this.#greedy === "no" ? "first" : "rest");
    this.#context.heard(this);
  };

  /** Those who are logged in need not queue, unless for what is much. */
  get #mayNow(): boolean {
    return (this.session.ups !== undefined && this.#greedy === "no") || this.#context.turns.idle;
  }

  readonly #sent = (): void => {
    if (this.#state !== "blocked" || this.#ended || this.#socket.writableLength > 0) return;
    this.#goOn();
    this.#context.heard(this);
  };

  readonly #end = (): void => {
    if (this.#ended) return;
    this.#ended = true;
    this.#context.turns.leave(this);
    if (this.#state === "entering") this.#noTls("the client went away, or did not begin in time");
    this.session.end();
    this.#context.closed(this);
  };

  #listen(socket: Socket): void {
    // A reset is an end like any other; "close" follows.
    socket.on("error", () => undefined);
    socket.on("close", this.#end);
  }

  #serve({ requests, bytes }: Share): void {
    const { session } = this;
    const answers = session.take(bytes, requests);
    if (answers !== "") this.#socket.write(answers, "latin1", this.#sent);
    if (session.phase === "closing") this.#leave();
    else if (session.phase === "starttls") this.#secure();
    else if (this.#socket.writableLength > 0) this.#stick("blocked");
    else this.#goOn();
  }

  /** Its last answer still goes out; nothing is heard any more. */
  #leave(): void {
    this.#stick("blocked");
    this.#socket.destroySoon();
  }

  #goOn(): void {
    if (this.session.phase === "closing") return;
    if (this.session.left !== "") {
      this.#greedy = "is";
      return this.#queue("rest");
    }
    if (this.#state !== "reading") this.#socket.resume();
    this.#state = "reading";
    this.#tell();
  }

  /** Sends what is news, unless something else waits to be read: then it is told later, as it is then. */
  #tell(): void {
    if (this.#ended || this.#socket.writableLength > 0) return;
    if (this.#state !== "reading" && this.#state !== "queued") return;
    const news = this.session.takeNews();
    if (news === "") return;
    this.#socket.write(news, "latin1", this.#sent);
    if (this.#socket.writableLength === 0 || this.#state !== "reading") return;
    this.#stick("blocked");
    this.#context.heard(this);
  }

  #queue(queue: "first" | "rest"): void {
    this.#pause("queued");
    this.#context.turns.join(this, queue);
  }

  #stick(state: "blocked" | "entering"): void {
    this.#stuckSince = this.#context.now();
    if (state === "blocked") this.#pause(state);
    this.#state = state;
  }

  #pause(state: State): void {
    if (this.#state === "reading") this.#socket.pause();
    this.#state = state;
  }

  /** The handshake begins when the client's first words are here: until then it costs nothing. */
  #secure(): void {
    if (this.#state !== "reading") this.#socket.resume();
    this.#stick("entering");
    this.#await();
  }

  #await(): void {
    if (isHello(this.session.left)) this.#context.turns.join(this, "heavy");
  }

  #noTls(reason: string): void {
    this.session.served.log.notice(`Client ${this.session.address}: no TLS: ${reason}`);
  }

  #enter(): void {
    const { session } = this;
    const startTls = this.#context.startTls();
    if (!startTls) return this.cut();
    const plain = this.#socket;
    plain.removeAllListeners("data");
    plain.pause();
    plain.unshift(Buffer.from(session.left, "latin1"));
    startTls.enter(plain, (outcome) => {
      if (outcome.kind === "refused") {
        if (!this.#ended) this.#noTls(outcome.reason);
        this.#state = "blocked";
        return this.cut();
      }
      session.served.log.debug(1, () => `Client ${session.address}: encrypted with ${outcome.protocol}`);
      this.#socket = outcome.socket;
      this.#state = "reading";
      session.secured();
      this.#listen(readIntoOwnBuffers(outcome.socket, this.#hear));
      this.#tell();
      this.#context.heard(this);
    });
  }
}
