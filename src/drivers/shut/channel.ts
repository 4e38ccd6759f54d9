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
import { FrameLine } from "../kit/line/frame-line.ts";
import { FrameReader, framesOf, type Heard, Notices } from "./frame.ts";
import { Transfer } from "./transfer.ts";

/** At 2400 bit/s a byte takes 4 ms: after such a pause nothing belongs together any more. */
const GAP_MS = 300;
const SYNC_MS = 1000;
const SYNC_TRIES = 4;

/** Who is told what nobody asked for. */
interface Ear {
  /** A notification: a report with its number in front. */
  heard(report: Uint8Array): void;
  /** The line is gone. */
  broken(why: Error): void;
}

export interface Request {
  /** The set-up packet, and the report to write behind it. */
  readonly parts: readonly Uint8Array[];
  /** Bytes to be answered; undefined where the request is taken without an answer. */
  readonly length?: number;
  /** True for an answer that can be one to this request. */
  readonly fits?: (answer: Uint8Array) => boolean;
}

export class ShutChannel {
  readonly #line: FrameLine<Heard>;
  readonly #clock: Clock;
  #ear: Ear | undefined;
  readonly #transfer: Transfer;
  readonly #notices = new Notices();
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
    this.#clock = clock;
    this.#levels = levels;
    this.#line = new FrameLine(line, clock, new FrameReader(), {
      gapMs: GAP_MS,
      first: (heard) => this.#takeFirst(heard),
      unasked: (heard) => this.#takeUnasked(heard),
      broken: (why) => this.#ear?.broken(why),
    });
    this.#transfer = new Transfer(this.#line, clock);
  }

  listen(ear: Ear): void {
    this.#ear = ear;
  }

  /** True where a SHUT device answered. Throws DeviceError `lost`. */
  begin(tries = SYNC_TRIES): Promise<boolean> {
    return this.#inTurn(() => this.#synchronise(tries));
  }

  /** `timeout`: the device is silent; `stall`: it refuses. Throws DeviceError `lost`. */
  ask(request: Request): Promise<HidAnswer> {
    return this.#inTurn(() => this.#ask(request));
  }

  close(): Promise<void> {
    return this.#line.close();
  }

  /** The adapter may give back what we send, and notifications come at any time: nobody waits for either. */
  async #takeFirst(heard: Heard): Promise<boolean> {
    if (heard.kind !== "frame") return false;
    if (heard.type !== "notify") return heard.type === "request";
    await this.#transfer.say("ack");
    const report = this.#notices.take(heard);
    if (report) this.#ear?.heard(report);
    return true;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#turn.then(async () => {
      this.#line.attend(true);
      try {
        return await work();
      } finally {
        this.#line.attend(false);
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
      this.#line.forget();
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
      const heard = await this.#line.next(end);
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
    const verdict = await this.#transfer.deliver(framesOf("request", ...parts));
    if (verdict !== "ack") return { kind: verdict === "nok" ? "stall" : "timeout" };
    if (length === undefined) return { kind: "data", bytes: new Uint8Array() };
    for (;;) {
      const answer = await this.#transfer.collect(length);
      if (answer.kind === "silent") return { kind: "timeout" };
      if (answer.kind === "spoilt") return { kind: "error", text: "the answer comes spoilt again and again" };
      if (this.#late && !fits(answer.bytes)) continue;
      this.#late = false;
      return { kind: "data", bytes: answer.bytes.subarray(0, length) };
    }
  }

  /** Between two requests: an answer that comes too late, a spoilt notification, a device that was switched on. */
  async #takeUnasked(heard: Heard): Promise<void> {
    if (heard.kind === "frame") await this.#transfer.say("ack");
    if (heard.kind === "spoilt") await this.#transfer.say("nok");
    if (heard.kind === "sync") this.#unsure = true;
  }
}
