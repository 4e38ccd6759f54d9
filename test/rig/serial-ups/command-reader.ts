/** Cuts what comes over a line into commands: at the line end, or, where there is none, at the longest known one. */
import type { Profile } from "../../sim/devices/answer-table.ts";

/** How long a command that might still grow is waited for. */
const GROWTH_MS = 400;

export class CommandReader {
  readonly #eol: string;
  readonly #sends: readonly string[];
  readonly #patterns: readonly RegExp[];
  readonly #take: (command: string) => void;
  #input = "";
  #timer: NodeJS.Timeout | undefined;

  constructor({ eol = "\r", exchanges }: Profile, take: (command: string) => void) {
    this.#eol = eol;
    this.#sends = exchanges.flatMap(({ send }) => send ?? []);
    this.#patterns = exchanges.flatMap(({ match }) => (match === undefined ? [] : [new RegExp(match)]));
    this.#take = take;
  }

  push(text: string): void {
    clearTimeout(this.#timer);
    this.#input += text;
    if (this.#eol === "") this.#cutLongest();
    else this.#cutLines();
  }

  #cutLines(): void {
    for (let end = this.#input.indexOf(this.#eol); end >= 0; end = this.#input.indexOf(this.#eol)) {
      this.#cut(end + this.#eol.length);
    }
  }

  #cut(length: number): void {
    const command = this.#input.slice(0, length);
    this.#input = this.#input.slice(length);
    this.#take(command);
  }

  #isKnown(text: string): boolean {
    return this.#sends.includes(text) || this.#patterns.some((pattern) => pattern.test(text));
  }

  /** One command, a byte at least. */
  #cutOne(): void {
    let length = this.#input.length;
    while (length > 1 && !this.#isKnown(this.#input.slice(0, length))) length--;
    this.#cut(length);
  }

  #cutLongest(): void {
    while (this.#input !== "") {
      const { length } = this.#input;
      if (this.#sends.some((send) => send.length > length && send.startsWith(this.#input))) {
        this.#timer = setTimeout(() => {
          this.#cutOne();
          this.#cutLongest();
        }, GROWTH_MS);
        return;
      }
      this.#cutOne();
    }
  }
}
