/**
 * The smart protocol on its line: a character asks, a line answers, and alerts come at any time, in the middle of an
 * answer too.
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { AskLine, type Differing, type LineRules } from "../../kit/line/ask-line.ts";
import { ALERT_CHARACTERS } from "./rows.ts";

const ALWAYS_IGNORED = "\0\r\n*";

/** `|`, `&` and `~` tell of things that a poll shows anyway. */
const RULES: LineRules = {
  ends: "",
  until: "\n",
  answerMs: 3000,
  longest: 511,
  whole: true,
  ignored: `${ALWAYS_IGNORED}|&~`,
  unasked: ALERT_CHARACTERS,
};

/** Names that a user has given may have a `~`. */
export const TYPED: Differing = { ignored: `${ALWAYS_IGNORED}|&` };
export const SHORT_ANSWER: Differing = { answerMs: 1500 };
/** Anything that comes between two characters of one command refuses it. */
const REFUSAL: Differing = { answerMs: 200 };
/** Newer UPSes say OK, older ones `*`. */
const CONFIRMATION: Differing = { ...SHORT_ANSWER, until: ["\n", "*"], ignored: "\0\r\n|&~" };
/** These two answers are made of the characters that are alerts elsewhere. */
export const COMMAND_SET: Differing = { ignored: ALWAYS_IGNORED, unasked: "", answerMs: 6000 };
export const CAPABILITIES: Differing = { ...COMMAND_SET, ignored: `${ALWAYS_IGNORED}|&$!%+?=` };

const REPEAT_MS = 1300;
const KEY_MS = 50;
const GO_SMART = "Y";
const GO_DUMB = "R";
const ESCAPE = "\x1b";

export class SmartLine extends AskLine {
  readonly #clock: Clock;

  constructor(line: SerialLine, clock: Clock) {
    super(line, clock, RULES);
    this.#clock = clock;
  }

  async #isRefused(): Promise<boolean> {
    return (await this.answer(REFUSAL)) !== "";
  }

  /** The answer to an order that takes the power. */
  async confirmation(): Promise<string> {
    const answer = await this.answer(CONFIRMATION);
    return answer.endsWith("*") ? "OK" : answer;
  }

  /** Sends a character twice as the UPS wants it; false when it speaks up after the first. */
  async twice(character: string): Promise<boolean> {
    await this.send(character);
    if (await this.#isRefused()) return false;
    await sleep(this.#clock, REPEAT_MS);
    await this.write(character);
    return true;
  }

  /**
   * Sends a command and what belongs to it, slowly; false when the UPS speaks up after the first character: what
   * follows would be commands to it.
   */
  async spell(text: string): Promise<boolean> {
    await this.write(text.slice(0, 1));
    if (await this.#isRefused()) return false;
    for (const key of text.slice(1)) {
      await this.write(key);
      await sleep(this.#clock, KEY_MS);
    }
    return true;
  }

  /** Brings the UPS into smart mode; false when it does not answer to `tries`. */
  async goSmart(tries: number): Promise<boolean> {
    for (let left = tries; left > 0; left--) {
      if ((await this.text(GO_SMART, SHORT_ANSWER)) === "SM") return true;
      // Leaves the menus that newer ones have on the line.
      await this.write(ESCAPE);
      await this.answer(SHORT_ANSWER);
    }
    return false;
  }

  /** Ends what was begun wrongly: newer UPSes say NO, older ones nothing. */
  async breakOff(): Promise<void> {
    await this.write(GO_SMART);
    await this.answer(SHORT_ANSWER);
  }

  /** Takes the UPS out of smart mode and closes. */
  override async close(): Promise<void> {
    this.hear(undefined);
    try {
      await this.text(GO_DUMB);
    } finally {
      await super.close();
    }
  }
}
