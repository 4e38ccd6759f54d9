/**
 * Questions and answers over a serial line: what they end with, how long they may take, what lies between, and what
 * the device says unasked.
 *
 *     we  Q1\r       it  (228.0 …\r                  a terminator
 *     we  fo\r       it  fo\r\n00112…\r\n=>          an echo in front, a prompt behind
 *     we  P          it  00!9.1\r\n                  an alert in the middle
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";

/** `refused`: the device knows no such thing. */
export type Answer<Raw> =
  | { readonly kind: "data"; readonly raw: Raw }
  | { readonly kind: "refused" }
  | { readonly kind: "silent" };

export interface LineRules {
  /** Behind every question. */
  readonly ends: string;
  /** What ends an answer: a terminator or a prompt, or one of several. */
  readonly until: string | readonly string[];
  /** Silence, in milliseconds, after which an answer is given up. */
  readonly answerMs: number;
  /** Bytes; what comes beyond is no answer. */
  readonly longest: number;
  /** Milliseconds that the device wants between an answer and the next question (0). */
  readonly spacingMs?: number;
  /** Milliseconds that it wants between two bytes of a question (0). */
  readonly paceMs?: number;
  /** It sends the question back before it answers. */
  readonly echoes?: true;
  /** An answer without its end is none. */
  readonly whole?: true;
  /** Characters that are no part of an answer; else all that cannot be printed. */
  readonly ignored?: string;
  /** Characters that the device sends of itself at any time, in the middle of an answer too. */
  readonly unasked?: string;
  /** True for an answer by which the device refuses. */
  readonly refused?: (answer: string) => boolean;
}

/** What is different for one question. */
export type Differing = Partial<LineRules>;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
const UNPRINTABLE = /[^\x20-\x7e]/;

export class AskLine {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #rules: LineRules;
  #unasked = "";

  constructor(line: SerialLine, clock: Clock, rules: LineRules) {
    this.#line = line;
    this.#clock = clock;
    this.#rules = rules;
  }

  /** What the device said unasked between the last question and its answer, or before it; among noise it is noise. */
  get unasked(): string {
    return this.#unasked;
  }

  /** Called with each character that comes unasked while nothing is asked; undefined: what comes is answers again. */
  hear(listener: ((character: string) => void) | undefined): void {
    const { unasked = "" } = this.#rules;
    this.#line.listen(
      listener &&
        ((byte) => {
          const character = String.fromCharCode(byte);
          if (unasked.includes(character)) listener(character);
        }),
    );
  }

  /** Bytes to and fro, as they are. Throws DeviceError `lost`. */
  async exchange(question: Uint8Array): Promise<Uint8Array> {
    await this.settle();
    await this.#write(question);
    return Buffer.from(await this.#read(this.#rules, latin1(question)), "latin1");
  }

  /** Sends what nobody answers. Throws DeviceError `lost`. */
  async send(text: string): Promise<void> {
    await this.settle();
    await this.write(`${text}${this.#rules.ends}`);
  }

  /** Sends more of a conversation that is under way, with nothing behind it. Throws DeviceError `lost`. */
  write(text: string): Promise<void> {
    return this.#write(Buffer.from(text, "latin1"));
  }

  async #write(bytes: Uint8Array): Promise<void> {
    const { paceMs = 0 } = this.#rules;
    if (paceMs === 0) return this.#line.write(bytes);
    for (const byte of bytes) {
      await this.#line.write(Uint8Array.of(byte));
      await sleep(this.#clock, paceMs);
    }
  }

  /** Waits, and forgets what came meanwhile. */
  async pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(this.#clock, ms);
    this.#line.flush();
  }

  /** Waits as long as the device wants, and drops what came: an answer that is too late, or what was said unasked. */
  async settle(): Promise<void> {
    const { spacingMs = 0, unasked } = this.#rules;
    if (!unasked) return this.pause(spacingMs);
    if (spacingMs > 0) await sleep(this.#clock, spacingMs);
    const came = part(latin1(await this.#line.read(() => false, 0)), this.#rules);
    this.#unasked = came.text === "" ? came.unasked : "";
  }

  /** Throws DeviceError `lost`. */
  async ask(question: string, differing?: Differing): Promise<Answer<string>> {
    await this.send(question);
    return this.#answer({ ...this.#rules, ...differing }, `${question}${this.#rules.ends}`);
  }

  /** The text of an answer, "" for none. Throws DeviceError `lost`. */
  async text(question: string, differing?: Differing): Promise<string> {
    return textOf(await this.ask(question, differing));
  }

  /** What is answered without a question, or next: "" for nothing. Throws DeviceError `lost`. */
  async answer(differing?: Differing): Promise<string> {
    return textOf(await this.#answer({ ...this.#rules, ...differing }));
  }

  async #answer(rules: LineRules, asked?: string): Promise<Answer<string>> {
    const end = this.#clock.now() + rules.answerMs;
    for (let echo = asked; ; echo = undefined) {
      const { text, unasked } = part(await this.#read(rules, echo, end), rules);
      this.#unasked += unasked;
      // What is said unasked may have a line of its own.
      if (text === "" && unasked !== "" && this.#clock.now() < end) continue;
      if (text === "") return { kind: "silent" };
      return rules.refused?.(text) ? { kind: "refused" } : { kind: "data", raw: text };
    }
  }

  async #read(rules: LineRules, asked?: string, end = this.#clock.now() + rules.answerMs): Promise<string> {
    const { until, longest, echoes, whole } = rules;
    const ends = typeof until === "string" ? [until] : until;
    const left = (): number => Math.max(0, end - this.#clock.now());
    const isEnd = (byte: number): boolean => ends.some((one) => one.charCodeAt(one.length - 1) === byte);
    const isWhole = (text: string): boolean => ends.some((one) => text.endsWith(one));
    let got = echoes && asked !== undefined ? await this.#afterEcho(asked, left()) : "";
    while (!isWhole(got) && got.length < longest) {
      const bytes = await this.#line.read(isEnd, left(), longest - got.length);
      got += latin1(bytes);
      if (bytes.length === 0 || !isEnd(bytes.at(-1) ?? 0)) break;
    }
    return whole && !isWhole(got) ? "" : got;
  }

  /** What came in place of the echo, "" where it came. */
  async #afterEcho(asked: string, ms: number): Promise<string> {
    const bytes = await this.#line.read(() => false, ms, asked.length);
    return latin1(bytes) === asked ? "" : latin1(bytes);
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}

const textOf = (answer: Answer<string>): string => (answer.kind === "data" ? answer.raw : "");

/** Parts an answer from what is in it unasked. */
function part(got: string, { ignored, unasked: known = "" }: LineRules): { text: string; unasked: string } {
  let text = "";
  let unasked = "";
  for (const character of got) {
    if (known.includes(character)) unasked += character;
    else if (ignored === undefined ? !UNPRINTABLE.test(character) : !ignored.includes(character)) text += character;
  }
  return { text, unasked };
}
