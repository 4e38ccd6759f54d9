/**
 * One SHUT line: begins to speak, and takes one request at a time to its answer.
 *
 *     we  81 88 a1 01 01 03 00 00 06 00 a4     request, one frame of eight bytes
 *     it  06                                   taken (15: say it again)
 *     it  84 66 01 64 00 1e 00 03 78           response, as many frames as it needs
 *     we  06                                   taken
 */

import type { HidAnswer } from "../../device/hid.ts";
import type { SerialLine } from "../../device/serial-line.ts";
import type { Clock } from "../../system/clock.ts";
import { framesOf, type Heard } from "./frame.ts";
import { type Ear, Hearing } from "./hearing.ts";

const SYNC_MS = 1000;
const SYNC_TRIES = 4;
/** Silence after which an answer is given up. */
const ANSWER_MS = 3000;
/** So often something is said when one side did not understand. */
const TRIES = 4;

export interface Request {
  /** The set-up packet, and the report to write behind it. */
  readonly parts: readonly Uint8Array[];
  /** Bytes to be answered; undefined where the request is taken without an answer. */
  readonly length?: number;
  /** True for an answer that can be one to this request. */
  readonly fits?: (answer: Uint8Array) => boolean;
}

type Acknowledgement = "ack" | "nok" | "silent";
type Collected =
  | { readonly kind: "data"; readonly bytes: Uint8Array }
  | { readonly kind: "silent" }
  | { readonly kind: "spoilt" };

export class ShutChannel {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #hearing: Hearing;
  /** Levels of notification (SYNC) to begin with, the wanted one first. */
  readonly #levels: readonly number[];
  #turn: Promise<unknown> = Promise.resolve();
  /** Nobody knows what the device thinks: begin anew before the next request. */
  #unsure = true;
  /** The last attempt to begin failed: the next is a short one. */
  #dead = false;
  /** An answer was given up and may still come. */
  #late = false;

  constructor(line: SerialLine, clock: Clock, levels: readonly number[]) {
    this.#line = line;
    this.#clock = clock;
    this.#levels = levels;
    this.#hearing = new Hearing(line, clock, (heard) => this.#takeUnasked(heard));
  }

  listen(ear: Ear): void {
    this.#hearing.listen(ear);
  }

  /** True where a SHUT device answered. Throws DeviceError `lost`. */
  begin(tries = SYNC_TRIES): Promise<boolean> {
    return this.#inTurn(() => this.#synchronise(tries));
  }

  /** `timeout`: the device is silent; `stall`: it refuses. Throws DeviceError `lost`. */
  ask(request: Request): Promise<HidAnswer> {
    return this.#inTurn(() => this.#ask(request));
  }

  async close(): Promise<void> {
    this.#hearing.close();
    await this.#line.close();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      this.#hearing.attend(true);
      try {
        return await work();
      } finally {
        this.#hearing.attend(false);
      }
    });
    this.#turn = turn.catch(() => undefined);
    return turn;
  }

  async #synchronise(tries: number): Promise<boolean> {
    for (const [at, level] of this.#levels.entries())
      if (await this.#agreeOn(level, at === 0 ? tries : Math.ceil(tries / 2))) return true;
    this.#dead = true;
    return false;
  }

  async #agreeOn(level: number, tries: number): Promise<boolean> {
    for (let left = tries; left > 0; left--) {
      this.#hearing.forget();
      await this.#line.write(Uint8Array.of(level));
      if (!(await this.#echoes(level))) continue;
      this.#unsure = false;
      this.#dead = false;
      return true;
    }
    return false;
  }

  async #echoes(level: number): Promise<boolean> {
    const end = this.#clock.now() + SYNC_MS;
    for (;;) {
      const heard = await this.#hearing.next(end);
      if (!heard) return false;
      if (heard.kind === "sync" && heard.token === level) return true;
    }
  }

  /** A request that met silence is repeated once, if the device can be spoken to at all. */
  async #ask(request: Request): Promise<HidAnswer> {
    for (let attempt = 0; attempt < 2; attempt++) {
      if (this.#unsure && !(await this.#synchronise(this.#dead ? 1 : 2))) break;
      const answer = await this.#askOnce(request);
      if (answer.kind !== "timeout") return answer;
      this.#unsure = true;
      this.#late = true;
    }
    return { kind: "timeout" };
  }

  async #askOnce({ parts, length, fits = () => true }: Request): Promise<HidAnswer> {
    const verdict = await this.#deliver(framesOf("request", ...parts));
    if (verdict !== "ack") return { kind: verdict === "nok" ? "stall" : "timeout" };
    if (length === undefined) return { kind: "data", bytes: new Uint8Array() };
    for (;;) {
      const answer = await this.#collect(length);
      if (answer.kind === "silent") return { kind: "timeout" };
      if (answer.kind === "spoilt") return { kind: "error", text: "the answer comes spoilt again and again" };
      if (this.#late && !fits(answer.bytes)) continue;
      this.#late = false;
      return { kind: "data", bytes: answer.bytes.subarray(0, length) };
    }
  }

  async #deliver(frames: readonly Uint8Array[]): Promise<Acknowledgement> {
    for (const frame of frames) {
      const verdict = await this.#deliverOne(frame);
      if (verdict !== "ack") return verdict;
    }
    return "ack";
  }

  async #deliverOne(frame: Uint8Array): Promise<Acknowledgement> {
    for (let tries = 0; tries < TRIES; tries++) {
      await this.#line.write(frame);
      const verdict = await this.#verdict();
      if (verdict !== "nok") return verdict;
    }
    return "nok";
  }

  async #verdict(): Promise<Acknowledgement> {
    const end = this.#clock.now() + ANSWER_MS;
    for (;;) {
      const heard = await this.#hearing.next(end);
      if (!heard || heard.kind === "sync") return "silent";
      if (heard.kind === "ack" || heard.kind === "nok") return heard.kind;
      // What was spoilt may have been the verdict; a frame is an answer that comes too late.
      await this.#hearing.say(heard.kind === "spoilt" ? "nok" : "ack");
    }
  }

  async #collect(length: number): Promise<Collected> {
    const bytes: number[] = [];
    let spoilt = 0;
    // A frame may hold as little as one byte.
    for (let turns = 0; turns < length + TRIES; turns++) {
      const heard = await this.#hearing.next(this.#clock.now() + ANSWER_MS);
      if (!heard || heard.kind === "sync") return { kind: "silent" };
      if (heard.kind === "spoilt" && ++spoilt >= TRIES) break;
      if (heard.kind === "spoilt") await this.#hearing.say("nok");
      if (heard.kind !== "frame") continue;
      bytes.push(...heard.payload);
      await this.#hearing.say("ack");
      if (heard.last) return { kind: "data", bytes: Uint8Array.from(bytes) };
    }
    return { kind: "spoilt" };
  }

  /** Between two requests: an answer that comes too late, a spoilt notification, a device that was switched on. */
  async #takeUnasked(heard: Heard): Promise<void> {
    if (heard.kind === "frame") await this.#hearing.say("ack");
    if (heard.kind === "spoilt") await this.#hearing.say("nok");
    if (heard.kind === "sync") this.#unsure = true;
  }
}
