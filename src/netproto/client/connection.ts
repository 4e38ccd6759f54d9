/**
 * One connection to a server: requests go out in order and answers come back in that order, one at a time or several at
 * once (pace.ts). It ends with the first line that nobody asked for, when the server stays silent for too long, or when
 * the stream ends; whatever waits then fails with the same error.
 */
import type { Duplex } from "node:stream";
import { bytesOfText } from "../../nut/byte-text.ts";
import { NutError } from "../../nut/errors.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { REQUESTS } from "../requests.ts";
import type { AnswerReader } from "./answer.ts";
import { LineReader } from "./line-reader.ts";
import { isNews, type News, parseNews } from "./news.ts";
import { Pace, type Pipelining } from "./pace.ts";
import { systemFailure } from "./system-failure.ts";

export interface ConnectionOptions {
  readonly clock: Clock;
  /** Milliseconds without a whole line while something is asked for; 0 waits for ever. */
  readonly answerTimeoutMs: number;
  /** Every line, at debug depth 4; passwords masked. */
  readonly log: Log;
  /** What the server has shown so far; nothing when absent. */
  readonly pace?: Pace | undefined;
}

const masked = (request: string): string => request.replace(/^(PASSWORD) .*/i, "$1 ********");

type Waiting = Pick<AnswerReader<unknown>, "take" | "fail">;

interface Queued {
  readonly request: string;
  readonly answer: Waiting;
  readonly signal: AbortSignal | undefined;
}

/** Requests behind the one under way that make it worth asking for VER: one trip more for all of them at once. */
const WORTH_ASKING = 2;

export class Connection {
  readonly #options: ConnectionOptions;
  readonly #pace: Pace;
  #gait: Pipelining;
  readonly #queue: Queued[] = [];
  readonly #waiting: Waiting[] = [];
  /** Sent and answered since nothing was under way. */
  #burst = { sent: 0, answered: 0 };
  readonly #onClose: ((error: NutError) => void)[] = [];
  #socket: Duplex;
  #reader: LineReader;
  #error: NutError | undefined;
  #timer: Timer | undefined;
  #heard = 0;
  #outgoing = "";
  #news: ((news: News) => void) | undefined;

  constructor(socket: Duplex, options: ConnectionOptions) {
    this.#options = options;
    this.#pace = options.pace ?? new Pace();
    this.#gait = this.#pace.begin();
    this.#socket = socket;
    this.#reader = this.#listen(socket);
  }

  /** Why the connection is over, or undefined while it is not. */
  get error(): NutError | undefined {
    return this.#error;
  }

  onClose(hear: (error: NutError) => void): void {
    if (this.#error) hear(this.#error);
    else this.#onClose.push(hear);
  }

  /** From now on the server may speak unasked. That it does says nothing about what it has been asked. */
  onNews(hear: (news: News) => void): void {
    this.#news = hear;
  }

  /** Sends a line in its turn. Requests that leave together go out in one packet; an aborted one is not sent. */
  exchange<T>(request: string, answer: AnswerReader<T>, signal?: AbortSignal): Promise<T> {
    if (this.#error) answer.fail(this.#error);
    else {
      this.#queue.push({ request, answer, signal });
      this.#pump();
    }
    return answer.promise;
  }

  #pump(): void {
    while (this.#queue.length > 0 && (this.#waiting.length === 0 || this.#gait === "many")) {
      const next = this.#queue.shift();
      if (next && !next.signal?.aborted) this.#send(next);
    }
    if (this.#gait === "ask" && this.#queue.length >= WORTH_ASKING) this.#askVersion();
    this.#watch();
  }

  #send({ request, answer }: Queued): void {
    if (this.#waiting.length === 0) this.#burst = { sent: 0, answered: 0 };
    this.#burst.sent++;
    this.#waiting.push(answer);
    this.#options.log.debug(4, () => `> ${masked(request)}`);
    this.#write(`${request}\n`);
  }

  /** Before all that waits its turn. A server that leaves this unanswered is not asked it again. */
  #askVersion(): void {
    this.#gait = "one";
    const answer: Waiting = {
      take: (line) => {
        this.#gait = this.#pace.version(line);
        return "done";
      },
      fail: () => this.#error?.code === "timeout" && this.#pace.distrust(),
    };
    this.#queue.unshift({ request: REQUESTS.ver.format({}), answer, signal: undefined });
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

  close(error: NutError = new NutError("server-disconnected", "the connection was closed here")): void {
    if (this.#error) return;
    this.#error = error;
    this.#timer?.cancel();
    this.#socket.destroy();
    if (error.code === "timeout") this.#blame();
    for (const waiting of this.#waiting.splice(0)) waiting.fail(error);
    for (const { answer } of this.#queue.splice(0)) answer.fail(error);
    for (const hear of this.#onClose.splice(0)) hear(error);
  }

  /** The server has let us wait: what the next connection may do. */
  #blame(): void {
    const { sent, answered } = this.#burst;
    if (sent > 1 && answered > 0) this.#pace.distrust();
    else this.#pace.suspect();
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
    this.#options.log.debug(4, () => `< ${line}`);
    if (this.#news && isNews(line)) return this.#tell(line);
    this.#heard = this.#options.clock.now();
    const [first] = this.#waiting;
    const taken = first?.take(line) ?? "lost";
    if (taken === "more") return;
    this.#waiting.shift();
    this.#burst.answered++;
    if (taken === "lost") this.close(new NutError("protocol-error", `"${line.slice(0, 80)}" is no answer to anything`));
    else this.#pump();
  }

  #tell(line: string): void {
    const news = parseNews(line);
    if (news) this.#news?.(news);
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
