/** A unit that takes commands in text, each up to its end, and answers in text. */
import type { Say, Unit } from "../devices/played-line.ts";

export abstract class TextUnit implements Unit {
  #text = "";
  readonly #say: Say;
  readonly #ends: string;

  constructor(say: Say, ends: string) {
    this.#say = say;
    this.#ends = ends;
  }

  /** The answer to a command; "" for none. */
  abstract answer(command: string): string;

  hear(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString("latin1");
    for (let end = this.#text.indexOf(this.#ends); end >= 0; end = this.#text.indexOf(this.#ends)) {
      const command = this.#text.slice(0, end);
      this.#text = this.#text.slice(end + this.#ends.length);
      this.say(this.answer(command));
    }
  }

  protected say(text: string): void {
    if (text !== "") this.#say(Buffer.from(text, "latin1"));
  }
}

/** What is sent, in hexadecimal. */
export const sentText = (...texts: readonly string[]): string => Buffer.from(texts.join(""), "latin1").toString("hex");
