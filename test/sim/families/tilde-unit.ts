/** A UPS that takes messages with a tilde: questions, and settings that it remembers. */
import type { Say, Unit } from "../devices/played-line.ts";

export abstract class TildeUnit implements Unit {
  readonly #say: Say;
  #text = "";

  constructor(say: Say) {
    this.#say = say;
  }

  /** What it answers to a question; undefined: it knows no such thing. */
  abstract tell(word: string): string | undefined;
  /** False: refused. */
  abstract set(word: string, data: string): boolean;

  hear(bytes: Uint8Array): void {
    this.#text += Buffer.from(bytes).toString("latin1");
    for (;;) {
      const [all, kind, length, rest = ""] = /^[^~]*~00([PS])(\d{3})(.*)$/s.exec(this.#text) ?? [];
      if (all === undefined || rest.length < Number(length)) return;
      this.#text = rest.slice(Number(length));
      const words = rest.slice(0, Number(length));
      this.#answer(kind === "P" ? this.tell(words) : this.set(words.slice(0, 3), words.slice(3)));
    }
  }

  #answer(told: string | boolean | undefined): void {
    const said =
      typeof told === "string" ? `~00D${String(told.length).padStart(3, "0")}${told}` : told ? "~00A" : "~00R";
    this.#say(Buffer.from(this.shorten(said), "latin1"));
  }

  /** Firmware that sends less than it says. */
  shorten(said: string): string {
    return said;
  }
}

/** A message to it. */
export const tildeSet = (word: string, data: string): string =>
  `~00S${String(word.length + data.length).padStart(3, "0")}${word}${data}`;
export const tildeAsk = (word: string): string => `~00P003${word}`;
