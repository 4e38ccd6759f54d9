/**
 * YD/T 1363 (YDN23), hexadecimal digits in frames:
 *
 *     we  ~ 21 01 2a 43 0000 fd9f \r             version, address, kind of device, question, length, sum
 *     it  ~ 21 01 2a 00 a00c 0001e1… fxxx \r     00: it is right; of the length the first digit is a sum of the others
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Framing } from "../../kit/line/frames.ts";

const [START, END] = [0x7e, 0x0d];
const [VERSION, UPS] = ["21", "2A"];
const [LENGTH_AT, DATA_AT] = [9, 13];
const SUM_DIGITS = 4;
const LONGEST_DATA = 256;

const hex = (number: number, digits: number): string => number.toString(16).toUpperCase().padStart(digits, "0");
const textOf = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString("latin1");

/** Sixteen bits, the complement of the sum of all characters. */
const sumOf = (text: string): string =>
  hex(-[...Buffer.from(text, "latin1")].reduce((sum, byte) => sum + byte, 0) & 0xffff, SUM_DIGITS);

/** A length with the complement of the sum of its digits in front. */
function lengthOf(count: number): string {
  const sum = (count & 0x0f) + ((count >> 4) & 0x0f) + ((count >> 8) & 0x0f);
  return hex((-sum & 0x0f) * 0x1000 + count, SUM_DIGITS);
}

function frameOf(address: string, question: string, data = ""): string {
  const body = `${VERSION}${address}${UPS}${question}${lengthOf(data.length)}${data}`;
  return `~${body}${sumOf(body)}\r`;
}

const FRAMING: Framing = {
  start: [START],
  length: (begun) => {
    if (begun.length < DATA_AT) return "more";
    const told = textOf(begun.slice(LENGTH_AT, DATA_AT));
    const count = Number.parseInt(told.slice(1), 16);
    if (!/^[\dA-F]{4}$/.test(told) || lengthOf(count) !== told) return undefined;
    return DATA_AT + count + SUM_DIGITS + 1;
  },
  isRight: (frame) => {
    const text = textOf(frame);
    return frame.at(-1) === END && sumOf(text.slice(1, -1 - SUM_DIGITS)) === text.slice(-1 - SUM_DIGITS, -1);
  },
  longest: DATA_AT + LONGEST_DATA + SUM_DIGITS + 1,
};

const TAKEN = "00";

export class Ydn23 {
  readonly #frames: AskFrames;
  readonly #address: string;

  constructor(port: SerialLine, clock: Clock, address: string) {
    this.#address = address;
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: 2000, tries: 3 });
  }

  /** The bytes of an answer. Throws DeviceError `lost`. */
  async ask(question: string, data = ""): Promise<Answer<Uint8Array>> {
    const own = `~${VERSION}${this.#address}${UPS}`;
    const fits = (frame: Uint8Array): boolean => textOf(frame).startsWith(own);
    const answer = await this.#frames.ask(Buffer.from(frameOf(this.#address, question, data), "latin1"), fits);
    if (answer.kind !== "data") return answer;
    const text = textOf(answer.raw);
    if (text.slice(7, LENGTH_AT) !== TAKEN) return { kind: "refused" };
    return { kind: "data", raw: Buffer.from(text.slice(DATA_AT, -1 - SUM_DIGITS), "hex") };
  }
}
