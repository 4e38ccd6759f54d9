/** Questions in bytes whose answers are frames: asked again where none comes that is right. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import type { Answer } from "./ask-line.ts";
import { Frames, type Framing } from "./frames.ts";

export interface FrameRules {
  readonly framing: Framing;
  /** Milliseconds after which an answer is given up. */
  readonly answerMs: number;
  /** So often a question is asked (1). */
  readonly tries?: number;
  /** Milliseconds that the device wants between an answer and the next question (0). */
  readonly spacingMs?: number;
  /** Milliseconds that it wants between two bytes of a question (0). */
  readonly paceMs?: number;
  /** Written before a question that was not answered is asked again. */
  readonly rouse?: Uint8Array;
}

type Fits = (frame: Uint8Array) => boolean;

export class AskFrames {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #rules: FrameRules;

  constructor(line: SerialLine, clock: Clock, rules: FrameRules) {
    this.#line = line;
    this.#clock = clock;
    this.#rules = rules;
  }

  /** Writes what nobody answers. Throws DeviceError `lost`. */
  async send(bytes: Uint8Array): Promise<void> {
    const { spacingMs = 0, paceMs = 0 } = this.#rules;
    if (spacingMs > 0) await sleep(this.#clock, spacingMs);
    this.#line.flush();
    if (paceMs === 0) return this.#line.write(bytes);
    for (const byte of bytes) {
      await this.#line.write(Uint8Array.of(byte));
      await sleep(this.#clock, paceMs);
    }
  }

  /** The first frame that fits. Throws DeviceError `lost`. */
  async ask(question: Uint8Array, fits: Fits): Promise<Answer<Uint8Array>> {
    const { tries = 1, rouse } = this.#rules;
    for (let left = tries; left > 0; left--) {
      if (rouse && left < tries) await this.#line.write(rouse);
      const answer = await this.order(question, fits);
      if (answer.kind === "data") return answer;
    }
    return { kind: "silent" };
  }

  /** What is said once: an order that is not answered in `ms` may have been carried out. Throws DeviceError `lost`. */
  async order(order: Uint8Array, fits: Fits, ms = this.#rules.answerMs): Promise<Answer<Uint8Array>> {
    await this.send(order);
    const raw = await this.hear(fits, ms);
    return raw ? { kind: "data", raw } : { kind: "silent" };
  }

  /** What comes next and fits, within `ms`. Throws DeviceError `lost`. */
  async hear(fits: Fits, ms = this.#rules.answerMs): Promise<Uint8Array | undefined> {
    const frames = new Frames(this.#rules.framing);
    const end = this.#clock.now() + ms;
    for (;;) {
      const [byte] = await this.#line.read(() => true, Math.max(0, end - this.#clock.now()), 1);
      const frame = byte === undefined ? frames.pause() : frames.push(byte);
      if (frame && fits(frame)) return frame;
      if (!frame && (byte === undefined || this.#clock.now() > end)) return undefined;
    }
  }

  close(): Promise<void> {
    return this.#line.close();
  }
}
