/**
 * The smart protocol on its line: a character asks, a line answers, and alerts come at any time, in the middle of an
 * answer too.
 */

import type { SerialLine } from "../../device/serial-line.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { ALERT_CHARACTERS } from "./status.ts";

const LF = 10;
const ASTERISK = 42;
const LONGEST = 511;

/** What is no part of an answer, and how long it may take. */
interface Hearing {
  readonly ignored: string;
  readonly alerts: string;
  readonly ms: number;
}

const SILENCE = { text: "", alerts: "" };

const ALWAYS_IGNORED = "\0\r\n*";
/** `|`, `&` and `~` tell of things that a poll shows anyway. */
export const ANSWER: Hearing = { ignored: `${ALWAYS_IGNORED}|&~`, alerts: ALERT_CHARACTERS, ms: 3000 };
/** Names that a user has given may have a `~`. */
export const TYPED: Hearing = { ...ANSWER, ignored: `${ALWAYS_IGNORED}|&` };
export const SHORT_ANSWER: Hearing = { ...ANSWER, ms: 1500 };
/** Anything that comes between two characters of one command refuses it. */
const REFUSAL: Hearing = { ...ANSWER, ms: 200 };
/** These two answers are made of the characters that are alerts elsewhere. */
export const COMMAND_SET: Hearing = { ignored: ALWAYS_IGNORED, alerts: "", ms: 6000 };
export const CAPABILITIES: Hearing = { ignored: `${ALWAYS_IGNORED}|&$!%+?=`, alerts: "", ms: 6000 };

const REPEAT_MS = 1300;
const KEY_MS = 50;
const GO_SMART = "Y";
const GO_DUMB = "R";
const ESCAPE = "\x1b";

export class SmartLine {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  #alerts = "";

  constructor(line: SerialLine, clock: Clock) {
    this.#line = line;
    this.#clock = clock;
  }

  /** Hears alerts while nothing is asked. */
  idle(alert: (character: string) => void): void {
    this.#line.listen((byte) => {
      const character = String.fromCharCode(byte);
      if (ALERT_CHARACTERS.includes(character)) alert(character);
    });
  }

  /** What comes from now on is answers. */
  busy(): void {
    this.#line.listen(undefined);
  }

  /** Alerts that came with the last answer, or before its question; those among noise are noise. */
  get alerts(): string {
    return this.#alerts;
  }

  /** The answer as text; "" for silence, half an answer and an empty one. Throws DeviceError `lost`. */
  async ask(question: string, hearing: Hearing = ANSWER): Promise<string> {
    await this.settle();
    await this.send(question);
    return this.answer(hearing);
  }

  send(text: string): Promise<void> {
    return this.#line.write(Buffer.from(text, "latin1"));
  }

  pause(ms: number): Promise<void> {
    return sleep(this.#clock, ms);
  }

  /** Drops what came unasked: of an answer that came too late, or alerts. */
  async settle(): Promise<void> {
    const { text, alerts } = sort(await this.#line.read(() => false, 0), ANSWER);
    this.#alerts = text === "" ? alerts : "";
  }

  async answer(hearing: Hearing): Promise<string> {
    const end = this.#clock.now() + hearing.ms;
    for (let left = hearing.ms; ; left = Math.max(0, end - this.#clock.now())) {
      const bytes = await this.#line.read((byte) => byte === LF, left, LONGEST);
      const { text, alerts } = bytes.at(-1) === LF ? sort(bytes, hearing) : SILENCE;
      this.#alerts += alerts;
      // Alerts may have a line of their own.
      if (text !== "" || alerts === "") return text;
    }
  }

  /** The answer to an order that takes the power: newer UPSes say OK, older ones `*`. */
  async confirmation(): Promise<string> {
    const isEnd = (byte: number): boolean => byte === LF || byte === ASTERISK;
    const bytes = await this.#line.read(isEnd, SHORT_ANSWER.ms, LONGEST);
    if (bytes.at(-1) === ASTERISK) return "OK";
    return bytes.at(-1) === LF ? sort(bytes, SHORT_ANSWER).text : "";
  }

  /** Sends a character twice as the UPS wants it; false when it speaks up after the first. */
  async twice(character: string): Promise<boolean> {
    await this.send(character);
    if ((await this.answer(REFUSAL)) !== "") return false;
    await this.pause(REPEAT_MS);
    await this.send(character);
    return true;
  }

  /**
   * Sends a command and what belongs to it, slowly; false when the UPS speaks up after the first character: what
   * follows would be commands to it.
   */
  async spell(text: string): Promise<boolean> {
    await this.send(text.slice(0, 1));
    if ((await this.answer(REFUSAL)) !== "") return false;
    for (const key of text.slice(1)) {
      await this.send(key);
      await this.pause(KEY_MS);
    }
    return true;
  }

  /** Brings the UPS into smart mode; false when it does not answer to `tries`. */
  async goSmart(tries: number): Promise<boolean> {
    for (let left = tries; left > 0; left--) {
      if ((await this.ask(GO_SMART, SHORT_ANSWER)) === "SM") return true;
      // Leaves the menus that newer ones have on the line.
      await this.send(ESCAPE);
      await this.answer(SHORT_ANSWER);
    }
    return false;
  }

  /** Ends what was begun wrongly: newer UPSes say NO, older ones nothing. */
  async breakOff(): Promise<void> {
    await this.send(GO_SMART);
    await this.answer(SHORT_ANSWER);
  }

  /** Takes the UPS out of smart mode and closes. */
  async close(): Promise<void> {
    this.busy();
    try {
      await this.ask(GO_DUMB);
    } finally {
      await this.#line.close();
    }
  }
}

/** Parts an answer from the alerts in it. */
function sort(
  bytes: Uint8Array,
  { ignored, alerts: known }: Hearing,
): { readonly text: string; readonly alerts: string } {
  let text = "";
  let alerts = "";
  for (const byte of bytes) {
    const character = String.fromCharCode(byte);
    if (known.includes(character)) alerts += character;
    else if (!ignored.includes(character)) text += character;
  }
  return { text, alerts };
}
