/** A connection that hears the bytes as they come: what a client library would smooth away is what is looked for. */
import type { Socket } from "node:net";
import { type Clock, sleep } from "../../system/clock.ts";

export type Reply =
  | { readonly kind: "lines"; readonly lines: readonly string[]; readonly ms: number }
  /** `lines`: what came before. */
  | { readonly kind: "silent" | "closed" | "endless"; readonly lines: readonly string[]; readonly ms: number };

/** Far beyond what any UPS has to say. */
const MOST_BYTES = 4 * 1024 * 1024;

/** Long enough for a packet to arrive by itself. */
const BETWEEN_MS = 20;

/** Whether the lines are a whole answer. */
type Whole = (lines: readonly string[]) => boolean;

const ONE_LINE: Whole = (lines) => lines.length >= 1;
/** A list ends; a refusal is one line. */
const LIST: Whole = (lines) => {
  const [first = "", last = first] = [lines[0], lines.at(-1)];
  return lines.length > 0 && (!first.startsWith("BEGIN") || last.startsWith("END LIST"));
};

export class Wire {
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  #rest = "";
  #lines: string[] = [];
  #bytes = 0;
  #closed = false;
  #heard: () => void = () => undefined;

  /** A byte is a character, so that none is lost. */
  constructor(socket: Socket, clock: Clock, timeoutMs: number) {
    this.#socket = socket;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
    socket.setNoDelay(true);
    socket.setEncoding("latin1");
    socket.on("data", (chunk: string) => this.#take(chunk));
    for (const event of ["close", "end", "error"])
      socket.on(event, () => {
        this.#closed = true;
        this.#heard();
      });
  }

  get closed(): boolean {
    return this.#closed;
  }

  ask(request: string): Promise<Reply> {
    return this.exchange([`${request}\n`], request.startsWith("LIST ") ? LIST : ONE_LINE);
  }

  /** Each piece in a packet of its own. */
  async exchange(pieces: readonly string[], whole: Whole): Promise<Reply> {
    const began = this.#clock.now();
    this.#lines = [];
    this.#bytes = 0;
    for (const [at, piece] of pieces.entries()) {
      if (at > 0) await sleep(this.#clock, BETWEEN_MS);
      if (!this.#closed) this.#socket.write(piece, "latin1");
    }
    const kind = await this.#until(whole);
    return { kind, lines: this.#lines, ms: this.#clock.now() - began };
  }

  close(): void {
    this.#socket.destroy();
  }

  #take(chunk: string): void {
    this.#bytes += chunk.length;
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    if (this.#bytes <= MOST_BYTES) this.#lines.push(...lines);
    else this.#rest = "";
    this.#heard();
  }

  #until(whole: Whole): Promise<Reply["kind"]> {
    return new Promise((resolve) => {
      const end = (kind: Reply["kind"]): void => {
        timer.cancel();
        this.#heard = () => undefined;
        resolve(kind);
      };
      const look = (): void => {
        if (whole(this.#lines)) end("lines");
        else if (this.#bytes > MOST_BYTES) end("endless");
        else if (this.#closed) end("closed");
      };
      let timer = this.#clock.after(this.#timeoutMs, () => end("silent"));
      this.#heard = () => {
        timer.cancel();
        timer = this.#clock.after(this.#timeoutMs, () => end("silent"));
        look();
      };
      look();
    });
  }
}
