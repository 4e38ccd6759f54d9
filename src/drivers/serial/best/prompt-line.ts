/**
 * A conversation with a Ferrups or Fortress: it sends back what it hears, answers in lines, and ends with a prompt. What
 * it says unasked stands in braces.
 *
 *     we  d 16     it  d 16 CR LF 16 FullLoad% 030 CR LF =>
 *     we  pw377    it  pw377 CR LF User=>
 *                  it  CR LF {Inverter:     On} CR LF =>
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import { DeviceError } from "../../types.ts";
import { recordIn } from "./record.ts";
import { type Asked, numberAfter } from "./rows.ts";

const ANSWER_MS = 3000;
/** An address, a page long. */
const IDENTITY_MS = 8000;
const RULES: LineRules = {
  ends: "\r",
  until: ">",
  answerMs: ANSWER_MS,
  longest: 1024,
  whole: true,
  ignored: ">\n\0",
};
const TRIES = 2;
const PROMPT = /^\w*=$/;
const UNASKED = /^\{|\}$/;

export class PromptLine {
  readonly #line: AskLine;
  readonly #clock: Clock;

  constructor(port: SerialLine, clock: Clock) {
    this.#line = new AskLine(port, clock, RULES);
    this.#clock = clock;
  }

  /** Lines of an answer; undefined for silence. Throws DeviceError `lost`. */
  async ask(question: string, ms = ANSWER_MS): Promise<readonly string[] | undefined> {
    const end = this.#clock.now() + ms;
    await this.#line.send(question);
    for (;;) {
      const said = (await this.#line.answer({ answerMs: Math.max(0, end - this.#clock.now()) })).split("\r");
      const lines = said.filter(
        (line) => line !== "" && line !== question && !PROMPT.test(line) && !UNASKED.test(line),
      );
      if (lines.length > 0 || (said.length > 1 && said.includes(question))) return lines;
      if (this.#clock.now() >= end) return undefined;
    }
  }

  async identity(): Promise<readonly string[]> {
    return (await this.ask("id", IDENTITY_MS)) ?? [];
  }

  async record(): Promise<string | undefined> {
    for (let tries = 0; tries < TRIES; tries++)
      for (const line of (await this.ask("f")) ?? []) if (recordIn(line)) return recordIn(line);
    return undefined;
  }

  /** `d 16` is answered by a line that begins with 16. */
  async read({ ask }: Asked): Promise<Answer<string>> {
    if (ask !== "f") {
      const lines = await this.ask(ask);
      const raw = lines?.find((line) => line.startsWith(`${ask.slice(2)} `));
      return raw === undefined ? { kind: "silent" } : { kind: "data", raw };
    }
    const raw = await this.record();
    if (raw === undefined) throw new DeviceError("stale", "the UPS does not tell its state");
    return { kind: "data", raw };
  }

  /** The number behind a name such as `65 LoBatV`. */
  async number(name: string): Promise<number | undefined> {
    const [number = ""] = name.split(" ");
    const answer = await this.read({ ask: `d ${number}` });
    return answer.kind === "data" ? numberAfter(answer.raw, name) : undefined;
  }

  /** It does not confirm what it is told. */
  async order(order: string): Promise<boolean> {
    await this.ask(order);
    return true;
  }
}
