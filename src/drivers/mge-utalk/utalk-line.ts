/**
 * Questions in U-Talk: 2400 bit/s, two letters and perhaps a number, CR and LF behind; the answer ends with a CR.
 *
 *     we  Bv ?        it  96        a value
 *     we  Sx 5        it  OK        carried out
 *     we  Zz          it  ?         not known
 */
import { type Clock, sleep } from "../../host/clock.ts";
import type { SerialLine } from "../../host/serial-line.ts";

/** What the protocol wants between an answer and the next question (section 6.1 of the U-Talk document). */
const SPACING_MS = 500;
/** Until the UPS has switched its line on. */
const CONNECT_MS = 500;
const ANSWER_MS = 3000;
const LONGEST = 255;
const CR = 13;

/** `refused`: the UPS knows no such thing. */
export type Answer =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused" }
  | { readonly kind: "silent" };

export class UtalkLine {
  readonly #line: SerialLine;
  readonly #clock: Clock;

  constructor(line: SerialLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** Says something that nobody answers. Throws DriverError `lost`. */
  async say(command: string): Promise<void> {
    await sleep(this.#clock, SPACING_MS);
    this.#line.flush();
    await this.#line.write(Buffer.from(`${command}\r\n`, "latin1"));
  }

  /** Throws DriverError `lost`. */
  async ask(command: string): Promise<Answer> {
    await this.say(command);
    const bytes = await this.#line.read((byte) => byte === CR, ANSWER_MS, LONGEST);
    const text = Buffer.from(bytes)
      .toString("latin1")
      .replace(/[^\x20-\x7e]/g, "");
    if (text === "") return { kind: "silent" };
    return text.startsWith("?") ? { kind: "refused" } : { kind: "text", text };
  }

  /** True where the UPS says that it did what it was told. */
  async order(command: string): Promise<boolean> {
    const answer = await this.ask(command);
    return answer.kind === "text" && answer.text.trim() === "OK";
  }

  /** Makes the UPS listen; one that does already is left as it is. */
  async enable(): Promise<void> {
    for (let times = 0; times < 2; times++) await this.say("Z");
    if ((await this.ask("Si")).kind !== "silent") return;
    await this.say("Ax 1");
    await sleep(this.#clock, CONNECT_MS);
    this.#line.flush();
  }

  /** The UPS must not take for commands what a starting kernel writes to its consoles. */
  disable(): Promise<void> {
    return this.say("Ax 0");
  }
}
