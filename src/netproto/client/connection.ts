/**
 * One connection to a server: requests go out in order, answers come back in that order, and any number of
 * requests may be under way. It ends with the first line that nobody asked for, when the server stays silent
 * for too long, or when the stream ends; whatever waits then fails with the same error.
 */
import type { Duplex } from "node:stream";
import type { Clock, Timer } from "../../host/clock.ts";
import type { Log } from "../../host/log.ts";
import { bytesOfText } from "../../nut/byte-text.ts";
import { NutError } from "../../nut/errors.ts";
import type { Answer } from "./answer.ts";
import { LineReader } from "./line-reader.ts";
import { systemFailure } from "./system-failure.ts";

export interface ConnectionOptions {
  readonly clock: Clock;
  /** Milliseconds without a whole line while something is asked for; 0 waits for ever. */
  readonly answerTimeoutMs: number;
  /** Every line, at debug depth 4; passwords masked. */
  readonly log: Log;
}

const masked = (request: string): string => request.replace(/^(PASSWORD) .*/i, "$1 ********");

type Waiting = Pick<Answer<unknown>, "take" | "fail">;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #waiting: Waiting[] = [];
  readonly #onClose: ((error: NutError) => void)[] = [];
  #socket: Duplex;
  #reader: LineReader;
  #error: NutError | undefined;
  #timer: Timer | undefined;
  #heard = 0;
  #outgoing = "";

  constructor(socket: Duplex, options: ConnectionOptions) {
    this.#options = options;
    this.#socket = socket;
    this.#reader = this.#listen(socket);
  }

  /** Why the connection is over, or undefined while it is not. */
  get error(): NutError | undefined {
    return this.#error;
  }

  /** Calls `hear` when the connection is over, at once if it is. */
  onClose(hear: (error: NutError) => void): void {
    if (this.#error) hear(this.#error);
    else this.#onClose.push(hear);
  }

  /** Sends a line and gives what `answer` makes of the server's. Requests of one turn leave in one packet. */
  exchange<T>(request: string, answer: Answer<T>): Promise<T> {
    if (this.#error) answer.fail(this.#error);
    else {
      this.#waiting.push(answer);
      this.#options.log.debug(4, () => `> ${masked(request)}`);
      this.#write(`${request}\n`);
      this.#watch();
    }
    return answer.promise;
  }

  /**
   * Hands the stream to `wrap` and goes on over what comes back. Nothing may be under way. What the server
   * sent in clear text after its consent is refused: nobody could tell who wrote it.
   */
  async replaceStream(wrap: (socket: Duplex) => Promise<Duplex>): Promise<void> {
    const bare = this.#socket;
    if (this.#reader.pending) this.close(new NutError("protocol-error", "text between OK STARTTLS and TLS"));
    if (this.#error) throw this.#error;
    bare.off("data", this.#onData);
    bare.off("end", this.#onEnd);
    bare.off("error", this.#onError).on("error", () => undefined);
    try {
      this.#socket = await wrap(bare);
    } catch (error) {
      const failure = error instanceof NutError ? error : systemFailure("ssl-failed", error);
      this.close(failure);
      throw failure;
    }
    this.#reader = this.#listen(this.#socket);
  }

  /** Ends the connection; what waits fails with `error`. */
  close(error: NutError = new NutError("server-disconnected", "the connection was closed here")): void {
    if (this.#error) return;
    this.#error = error;
    this.#timer?.cancel();
    this.#socket.destroy();
    for (const waiting of this.#waiting.splice(0)) waiting.fail(error);
    for (const hear of this.#onClose.splice(0)) hear(error);
  }

  readonly #onData = (chunk: Buffer): void => {
    if (!this.#reader.push(chunk)) this.close(new NutError("protocol-error", "a line without end"));
  };

  readonly #onEnd = (): void => this.close(new NutError("server-disconnected"));

  readonly #onError = (error: Error): void => this.close(systemFailure("read-failed", error));

  #listen(socket: Duplex): LineReader {
    socket.on("data", this.#onData).on("end", this.#onEnd).on("close", this.#onEnd).on("error", this.#onError);
    return new LineReader((line) => this.#take(line));
  }

  /** Only whole lines count as a sign of life: a server may not keep us waiting byte by byte. */
  #take(line: string): void {
    if (this.#error) return;
    this.#heard = this.#options.clock.now();
    this.#options.log.debug(4, () => `< ${line}`);
    const [first] = this.#waiting;
    const taken = first?.take(line) ?? "lost";
    if (taken === "more") return;
    this.#waiting.shift();
    if (taken === "lost") this.close(new NutError("protocol-error", `"${line.slice(0, 80)}" is no answer to anything`));
    else this.#watch();
  }

  #write(text: string): void {
    if (this.#outgoing === "") queueMicrotask(() => this.#flush());
    this.#outgoing += text;
  }

  #flush(): void {
    const text = this.#outgoing;
    this.#outgoing = "";
    if (!this.#error) this.#socket.write(bytesOfText(text), "latin1");
  }

  /** Keeps one timer while something is asked for; it starts anew as long as the server has been heard. */
  #watch(): void {
    const { clock, answerTimeoutMs } = this.#options;
    if (this.#waiting.length === 0) {
      this.#timer?.cancel();
      this.#timer = undefined;
    } else if (!this.#timer && answerTimeoutMs > 0) {
      this.#heard = clock.now();
      this.#timer = clock.after(answerTimeoutMs, () => this.#expire());
    }
  }

  #expire(): void {
    const { clock, answerTimeoutMs } = this.#options;
    const left = this.#heard + answerTimeoutMs - clock.now();
    if (left > 0) this.#timer = clock.after(left, () => this.#expire());
    else this.close(new NutError("timeout", `no answer within ${answerTimeoutMs / 1000} s`));
  }
}
