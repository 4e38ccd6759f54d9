/** A device that answers questions from a profile: the same profiles that the serial rig plays. */
import type { QxLink } from "../../src/drivers/qx/session.ts";

export interface Exchange {
  readonly send?: string;
  readonly match?: string;
  readonly recv?: string | readonly string[];
  readonly recvHex?: string;
  readonly flip?: { readonly of: string; readonly at: number };
}

export interface Profile {
  readonly unknown?: string;
  readonly eol?: string;
  readonly exchanges: readonly Exchange[];
}

interface Entry {
  readonly source: Exchange;
  replies: string[];
}

const textOf = ({ recv = "", recvHex }: Exchange): string[] =>
  recvHex === undefined ? [recv].flat() : [Buffer.from(recvHex.replaceAll(" ", ""), "hex").toString("latin1")];

export class QuestionDevice implements QxLink {
  readonly asked: string[] = [];
  readonly #entries: Entry[];
  readonly #unknown: string;
  /** A fault is one more behaviour put in front: it may change or swallow an answer. */
  fault: (question: string, answer: string) => string = (_, answer) => answer;

  constructor({ exchanges, unknown = "" }: Profile) {
    this.#entries = exchanges.map((source) => ({ source, replies: textOf(source) }));
    this.#unknown = unknown;
  }

  exchange(question: Uint8Array): Promise<Uint8Array> {
    const text = Buffer.from(question).toString("latin1");
    this.asked.push(text);
    return Promise.resolve(Buffer.from(this.fault(text, this.#answer(text)), "latin1"));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #answer(text: string): string {
    const entry =
      this.#entries.find(({ source }) => source.send === text) ??
      this.#entries.find(({ source }) => source.match !== undefined && new RegExp(source.match).test(text));
    if (!entry) return this.#unknown;
    if (entry.source.flip) this.#flip(entry.source.flip);
    return (entry.replies.length > 1 ? entry.replies.shift() : entry.replies[0]) ?? "";
  }

  #flip({ of, at }: { readonly of: string; readonly at: number }): void {
    const target = this.#entries.find(({ source }) => source.send === of);
    const reply = target?.replies[0];
    if (target && reply !== undefined) {
      target.replies = [`${reply.slice(0, at)}${reply[at] === "1" ? "0" : "1"}${reply.slice(at + 1)}`];
    }
  }
}
