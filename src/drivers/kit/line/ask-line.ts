/** Questions and answers in text over a serial line: what they end with, how long they may take, what lies between. */

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
  /** The byte that ends an answer. */
  readonly until: number;
  /** Silence, in milliseconds, after which an answer is given up. */
  readonly answerMs: number;
  /** Bytes; what comes beyond is no answer. */
  readonly longest: number;
  /** Milliseconds that the device wants between an answer and the next question (0). */
  readonly spacingMs?: number;
  /** True for an answer by which the device refuses. */
  readonly refused?: (answer: string) => boolean;
}

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

export class AskLine {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #rules: LineRules;

  constructor(line: SerialLine, clock: Clock, rules: LineRules) {
    this.#line = line;
    this.#clock = clock;
    this.#rules = rules;
  }

  /** Sends what nobody answers. Throws DeviceError `lost`. */
  async send(text: string): Promise<void> {
    await this.pause(this.#rules.spacingMs ?? 0);
    await this.#line.write(Buffer.from(`${text}${this.#rules.ends}`, "latin1"));
  }

  /** Waits, and forgets what came meanwhile. */
  async pause(ms: number): Promise<void> {
    if (ms > 0) await sleep(this.#clock, ms);
    this.#line.flush();
  }

  /** The printable characters of the answer. Throws DeviceError `lost`. */
  async ask(question: string): Promise<Answer<string>> {
    const { until, answerMs, longest, refused } = this.#rules;
    await this.send(question);
    const bytes = await this.#line.read((byte) => byte === until, answerMs, longest);
    const raw = latin1(bytes).replace(/[^\x20-\x7e]/g, "");
    if (raw === "") return { kind: "silent" };
    return refused?.(raw) ? { kind: "refused" } : { kind: "data", raw };
  }

  /** The text of an answer, "" for none. */
  async text(question: string): Promise<string> {
    const answer = await this.ask(question);
    return answer.kind === "data" ? answer.raw : "";
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
