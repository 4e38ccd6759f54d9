/**
 * Frames of XCP, in which a checksum makes the sum of all bytes 0:
 *
 *     we  ab length command … checksum          it  ab block length sequence data … checksum
 *     we  ab 01 33 21                           it  ab 03 02 81 50 00 7f
 *
 * An answer has several frames where it is long; the last one has 80 in its sequence.
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { type Framing, sumOf } from "../../kit/line/frames.ts";
import { type Block, byteAt } from "./block.ts";

const START = 0xab;
const HEAD = 4;
const AROUND = HEAD + 1;
const LONGEST = 0xff + AROUND;
const [LAST, NUMBER] = [0x80, 0x07];
/** Of one answer. */
const MOST_FRAMES = 7;
const TRIES = 3;

const FRAMING: Framing = {
  start: [START],
  length: (begun) => (begun.length < 3 ? "more" : (begun[2] ?? 0) + AROUND),
  isRight: (frame) => sumOf(frame) === 0 && frame.length > AROUND,
  longest: LONGEST,
};

export const framed = (command: Uint8Array): Uint8Array => {
  const open = [START, command.length, ...command];
  return Uint8Array.from([...open, (0x100 - sumOf(open)) & 0xff]);
};

/** What every order wants in front of it. */
const AUTHORISE = Uint8Array.of(0xcf, 0x69, 0xe8, 0xd5);
export const REQUEST_ONLY = Uint8Array.of(0xa0);
const LAST_BLOCK = 0x43;
const BLOCKS = 0x30;
const [FIRST_ACKNOWLEDGED, ACKNOWLEDGED] = [0x89, 0x09];
const REQUEST_ONLY_BLOCK = 0x01;

/** Undefined where it is not known what the UPS answers with: to a bypass. */
const blockOf = (command: number): number | undefined => {
  if (command === REQUEST_ONLY[0]) return REQUEST_ONLY_BLOCK;
  if (command <= LAST_BLOCK) return command - BLOCKS;
  return command < FIRST_ACKNOWLEDGED ? undefined : ACKNOWLEDGED;
};

export interface XcpTimes {
  readonly answerMs: number;
  /** Between the authorisation and the order. */
  readonly authoriseMs: number;
}

export class XcpLine {
  readonly #frames: AskFrames;
  readonly #clock: Clock;
  readonly #times: XcpTimes;

  constructor(port: SerialLine, clock: Clock, times: XcpTimes) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: times.answerMs });
    this.#clock = clock;
    this.#times = times;
  }

  /** The data of all frames of an answer. Throws DeviceError `lost`. */
  async ask(command: Uint8Array, tries = TRIES): Promise<Answer<Block>> {
    for (let left = tries; left > 0; left--) {
      const raw = await this.#askOnce(command);
      if (raw) return { kind: "data", raw };
    }
    return { kind: "silent" };
  }

  async #askOnce(command: Uint8Array): Promise<Block | undefined> {
    const block = blockOf(byteAt(command, 0));
    const fits = (number: number) => (frame: Uint8Array) =>
      (block === undefined || frame[1] === block) && (byteAt(frame, 3) & NUMBER) === number;
    const first = await this.#frames.ask(framed(command), fits(1));
    const data: number[] = [];
    let frame = first.kind === "data" ? first.raw : undefined;
    for (let number = 2; frame; number++) {
      data.push(...frame.subarray(HEAD, -1));
      if ((byteAt(frame, 3) & LAST) !== 0) return Uint8Array.from(data);
      frame = number > MOST_FRAMES ? undefined : await this.#frames.hear(fits(number));
    }
    return undefined;
  }

  /** An order and what the UPS says to it; undefined for nothing. Throws DeviceError `lost`. */
  async order(order: Uint8Array): Promise<Block | undefined> {
    await this.authorise();
    await sleep(this.#clock, this.#times.authoriseMs);
    const answer = await this.ask(order);
    return answer.kind === "data" ? answer.raw : undefined;
  }

  authorise(): Promise<void> {
    return this.#frames.send(framed(AUTHORISE));
  }
}
