/**
 * A session on a socket: answers go out in one write for what came in with one chunk. A client that does not
 * read its answers is not read from either; what waits for it stays within bounds.
 */
import type { Socket } from "node:net";
import type { Session } from "./session.ts";
import type { TlsDoor } from "./tls-door.ts";

/** Answers of one write, about. */
const MAX_WRITE = 65_536;
/** Bytes that may wait for a client to read before its requests have to wait. */
const MAX_WAITING = 262_144;

export interface ConnectionContext {
  /** Takes over where a session has answered OK STARTTLS. */
  door(): TlsDoor | undefined;
  /** The connection is gone. */
  closed(connection: Connection): void;
}

export class Connection {
  readonly session: Session;
  readonly #context: ConnectionContext;
  #socket: Socket;
  #requests = 0;
  #since: number;
  #paused = false;
  #ended = false;

  constructor(socket: Socket, session: Session, now: number, context: ConnectionContext) {
    this.session = session;
    this.#context = context;
    this.#socket = socket;
    this.#since = now;
    socket.setNoDelay(true);
    this.#listen(socket);
  }

  /** Milliseconds without a request, as far as those who ask every few seconds can tell. */
  silence(now: number): number {
    const { requests } = this.session;
    if (requests !== this.#requests) this.#since = now;
    this.#requests = requests;
    return now - this.#since;
  }

  /** Ends it now, whatever waits to be sent. */
  cut(): void {
    this.#socket.destroy();
    this.#end();
  }

  readonly #onData = (chunk: Buffer): void => {
    this.session.push(chunk.toString("latin1"));
    this.#answer();
  };

  readonly #onClose = (): void => this.#end();

  #listen(socket: Socket): void {
    socket.on("data", this.#onData);
    // A reset is an end like any other; "close" follows.
    socket.on("error", () => undefined);
    socket.on("close", this.#onClose);
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.session.end();
    this.#context.closed(this);
  }

  #answer(): void {
    const { session } = this;
    do {
      const answers = session.take(MAX_WRITE);
      if (answers !== "") this.#socket.write(answers, "latin1");
    } while (session.phase === "open" && session.left !== "" && this.#socket.writableLength < MAX_WAITING);
    if (session.phase === "closing") this.#socket.destroySoon();
    else if (session.phase === "starttls") this.#secure();
    else if (this.#socket.writableLength >= MAX_WAITING) this.#pause();
  }

  #pause(): void {
    if (this.#paused) return;
    this.#paused = true;
    this.#socket.pause();
    this.#socket.once("drain", () => {
      this.#paused = false;
      this.#answer();
      if (!this.#paused) this.#socket.resume();
    });
  }

  #secure(): void {
    const { session } = this;
    const door = this.#context.door();
    if (!door) return this.cut();
    const plain = this.#socket;
    plain.off("data", this.#onData);
    plain.pause();
    if (session.left !== "") plain.unshift(Buffer.from(session.left, "latin1"));
    door.enter(plain, (outcome) => {
      if (outcome.kind === "refused") {
        session.served.log.notice(`Client ${session.address}: no TLS: ${outcome.reason}`);
        return this.cut();
      }
      session.served.log.debug(1, () => `Client ${session.address}: encrypted with ${outcome.protocol}`);
      this.#socket = outcome.socket;
      session.secured();
      this.#listen(outcome.socket);
    });
  }
}
