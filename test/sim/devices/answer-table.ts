/** What a simulated device answers, from a profile: exact commands, patterns, successive answers, bits that flip. */

export interface Exchange {
  readonly send?: string;
  readonly match?: string;
  /** Several: one after the other, the last one stays. */
  readonly recv?: string | readonly string[];
  readonly recvHex?: string;
  /** Toggles a 0 or 1 in another answer. */
  readonly flip?: { readonly of: string; readonly at: number };
  /** Milliseconds before the answer. */
  readonly delayMs?: number;
}

export interface Profile {
  /** The answer to what is not in the table. */
  readonly unknown?: string;
  /** What ends a command; with "" the longest known command is taken. */
  readonly eol?: string;
  readonly exchanges: readonly Exchange[];
}

interface Entry {
  readonly source: Exchange;
  readonly pattern: RegExp | undefined;
  replies: string[];
}

/** Bytes as text, a character each. */
export const fromHex = (hex: string): string => Buffer.from(hex.replaceAll(" ", ""), "hex").toString("latin1");

const repliesOf = ({ recv = "", recvHex }: Exchange): string[] =>
  recvHex === undefined ? [recv].flat() : [fromHex(recvHex)];

export class AnswerTable {
  readonly #entries: Entry[];
  readonly #unknown: string;

  constructor({ exchanges, unknown = "" }: Profile) {
    this.#entries = exchanges.map((source) => ({
      source,
      pattern: source.match === undefined ? undefined : new RegExp(source.match),
      replies: repliesOf(source),
    }));
    this.#unknown = unknown;
  }

  #find(command: string): Entry | undefined {
    return (
      this.#entries.find(({ source }) => source.send === command) ??
      this.#entries.find(({ pattern }) => pattern?.test(command))
    );
  }

  /** The answer to a command with its line end, and how long it takes. */
  answer(command: string): { readonly text: string; readonly delayMs: number } {
    const entry = this.#find(command);
    if (!entry) return { text: this.#unknown, delayMs: 0 };
    if (entry.source.flip) this.#flip(entry.source.flip);
    const text = (entry.replies.length > 1 ? entry.replies.shift() : entry.replies[0]) ?? "";
    return { text, delayMs: entry.source.delayMs ?? 0 };
  }

  /** Changes an answer for good. */
  set(send: string, recv: string): void {
    const entry = this.#find(send);
    if (entry) entry.replies = [recv];
    else this.#entries.push({ source: { send }, pattern: undefined, replies: [recv] });
  }

  #flip({ of, at }: { readonly of: string; readonly at: number }): void {
    const reply = this.#find(of)?.replies[0];
    if (reply !== undefined)
      this.set(of, `${reply.slice(0, at)}${reply[at] === "1" ? "0" : "1"}${reply.slice(at + 1)}`);
  }
}
