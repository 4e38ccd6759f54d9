/** The server's end of one connection: byte strings in, byte strings out, some requests in each turn, both bounded. */
import { asciiPart } from "../../nut/byte-text.ts";
import { NETWORK_LIMITS, type WordLine, WordReader } from "../../nut/words.ts";
import { plainWords } from "./plain-line.ts";
import type { RequestContext } from "./request-context.ts";
import type { NewsReader, Served, ServedUps } from "./served.ts";
import { answerLine } from "./verb-table.ts";

/** An unfinished line waits as it came up to here; a longer one is taken apart as it comes. */
const RAW_LINE = 2048;
/** What taking a long line apart may hold, in bytes. */
const LONG_LINE = 131_072;

/** What follows a place in a byte string; what was before it is not kept in memory. */
function rest(text: string, from: number): string {
  const part = text.slice(from);
  return part.length < from ? Buffer.from(part, "latin1").toString("latin1") : part;
}

/**
 * - `open`: answers requests.
 * - `starttls`: OK STARTTLS has been said; what is `left` belongs to the handshake.
 * - `closing`: says nothing more.
 */
export type SessionPhase = "open" | "starttls" | "closing";

/** Where the names and secrets of a request stand, and the value that SET has, whose loss is logged. */
const KEPT: Readonly<Record<string, readonly number[]>> = { GET: [2], LIST: [2], SET: [2, 4] };
const KEPT_ELSE = [1];

/** All other words lose what is beyond ASCII, as in the C server; a first word of nothing else is telnet's. */
function keptNames(words: readonly string[]): readonly string[] {
  const from = words[0] !== "" && asciiPart(words[0] ?? "") === "" ? words.slice(1) : words;
  const kept = KEPT[asciiPart(from[0] ?? "").toUpperCase()] ?? KEPT_ELSE;
  return from.map((word, at) => (kept.includes(at) ? word : asciiPart(word)));
}

export class Session implements RequestContext {
  readonly id: number;
  readonly address: string;
  readonly served: Served;
  username: string | undefined;
  password: string | undefined;
  ups: ServedUps | undefined;
  upsname: string | undefined;
  tracking = false;
  encrypted = false;
  subscription: NewsReader["subscription"];
  /** What is done when there is news for it. */
  onNews: () => void = () => undefined;
  /** Requests so far, to see whether a client is still alive. */
  requests = 0;
  #phase: SessionPhase = "open";
  #input = "";
  /** The beginning of a line whose end has not come. */
  #half = "";
  #reader: WordReader | undefined;
  #lines: WordLine[] = [];

  constructor(served: Served, id: number, address: string) {
    this.served = served;
    this.id = id;
    this.address = address;
  }

  get member(): boolean {
    return this.ups !== undefined;
  }

  hearNews(): void {
    this.onNews();
  }

  /** News that has not been told, to be sent now; never between the lines of an answer. */
  takeNews(): string {
    return this.#phase === "open" ? (this.subscription?.take() ?? "") : "";
  }

  get phase(): SessionPhase {
    return this.#phase;
  }

  /** Input that has not been answered: none, unless `take` stopped early. The beginning of a line is not counted. */
  get left(): string {
    return this.#input;
  }

  /** Bytes that its input takes, about. */
  get held(): number {
    return this.#input.length + this.#half.length + (this.#reader ? LONG_LINE : 0);
  }

  push(input: string): void {
    this.#input += this.#half + input;
    this.#half = "";
  }

  /** The answers to what has arrived. Stops when they are longer than `limit`, after `most` requests, or when the phase changes. */
  take(limit: number, most = Number.POSITIVE_INFINITY): string {
    const enough = this.requests + most;
    let answers = "";
    let at = 0;
    while (this.#phase === "open" && answers.length < limit && this.requests < enough) {
      const end = this.#input.indexOf("\n", at) + 1 || this.#input.length;
      if (end === at) break;
      if (end - at < RAW_LINE && this.#input.charCodeAt(end - 1) !== 10) return this.#keepHalf(at, answers);
      answers += this.#piece(this.#input.slice(at, end));
      at = end;
    }
    this.#input = rest(this.#input, at);
    return answers;
  }

  #keepHalf(at: number, answers: string): string {
    this.#half = rest(this.#input, at);
    this.#input = "";
    return answers;
  }

  /** The TLS handshake is done: from here on everything is encrypted. */
  secured(): void {
    this.encrypted = true;
    this.#phase = "open";
    this.#input = "";
  }

  end(): void {
    this.#phase = "closing";
    this.#input = "";
    this.#half = "";
    if (this.subscription) this.served.news.leave(this);
    this.ups?.logins.delete(this);
    this.ups = undefined;
    this.upsname = undefined;
  }

  /** At most one line, or part of one. */
  #piece(piece: string): string {
    const words = this.#reader ? undefined : plainWords(piece);
    return words ? this.#answer(words) : this.#long(piece);
  }

  #long(piece: string): string {
    this.#reader ??= new WordReader(NETWORK_LIMITS, (line) => this.#lines.push(line));
    this.#reader.push(piece);
    if (!this.#reader.pending) this.#reader = undefined;
    const lines = this.#lines;
    this.#lines = [];
    return lines.map((line) => this.#line(line)).join("");
  }

  /** A line that breaks the syntax gets no answer, as from the C server; one without end ends the connection. */
  #line({ words, error }: WordLine): string {
    if (error === undefined) return this.#answer(keptNames(words.map(({ text }) => text)));
    if (error === "line-too-long") this.#phase = "closing";
    const what = error === "line-too-long" ? "a line that does not end; closing" : "unescaped # in quotes";
    this.served.log.notice(`Parse error on sock: ${what} (client ${this.address})`);
    return "";
  }

  #answer(words: readonly string[]): string {
    this.requests++;
    const answer = answerLine(this, words);
    if (typeof answer === "string") return `${answer}\n`;
    this.#phase = answer.next === "close" ? "closing" : "starttls";
    return `${answer.text}\n`;
  }
}
