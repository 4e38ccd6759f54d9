/** Reads a SHUT line for as long as it is open: what is waited for goes to who waits, notifications to their listener. */

import type { SerialLine } from "../../device/serial-line.ts";
import type { Clock } from "../../system/clock.ts";
import { reasonOf } from "../../system/system-error.ts";
import { DeviceError } from "../types.ts";
import { ACK, type Frame, FrameReader, type Heard, NOK } from "./frame.ts";

/** At 2400 bit/s a byte takes 4 ms: after such a pause nothing belongs together any more. */
const GAP_MS = 300;
const IDLE_MS = 60_000;
/** Longest notification that is put together, in bytes. */
const LONGEST_NOTICE = 64;
/** So much is kept for somebody who does not wait right now. */
const MOST_WAITING = 32;

/** Who is told what nobody asked for. */
export interface Ear {
  /** A notification: a report with its number in front. */
  heard(report: Uint8Array): void;
  /** The line is gone. */
  broken(why: Error): void;
}

interface Waiter {
  resolve(heard: Heard | undefined): void;
  reject(why: Error): void;
}

export class Hearing {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #reader = new FrameReader();
  /** Called with what comes while nobody waits for an answer. */
  readonly #unasked: (heard: Heard) => Promise<void>;
  #ear: Ear | undefined;
  #attentive = false;
  #waiter: Waiter | undefined;
  #heard: Heard[] = [];
  #notice: number[] = [];
  #failure: Error | undefined;
  #closed = false;

  constructor(line: SerialLine, clock: Clock, unasked: (heard: Heard) => Promise<void>) {
    this.#line = line;
    this.#clock = clock;
    this.#unasked = unasked;
    void this.#read();
  }

  listen(ear: Ear): void {
    this.#ear = ear;
  }

  /** Keeps what comes until `next` asks for it, or stops keeping it. */
  attend(attentive: boolean): void {
    this.#attentive = attentive;
    this.#heard = [];
  }

  /** Drops everything that came. */
  forget(): void {
    this.#line.flush();
    this.#reader.reset();
    this.#heard = [];
  }

  /** What is heard next; undefined when it is `end` (clock) and nothing came. Throws DeviceError `lost`. */
  next(end: number): Promise<Heard | undefined> {
    if (this.#failure) return Promise.reject(this.#failure);
    const heard = this.#heard.shift();
    if (heard) return Promise.resolve(heard);
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(end - this.#clock.now(), () => this.#waiter?.resolve(undefined));
      const over = (): void => {
        this.#waiter = undefined;
        timer.cancel();
      };
      this.#waiter = {
        resolve: (one) => {
          over();
          resolve(one);
        },
        reject: (why) => {
          over();
          reject(why);
        },
      };
    });
  }

  close(): void {
    this.#closed = true;
    this.#waiter?.reject(new DeviceError("lost", `${this.#line.path} was closed`));
  }

  async #read(): Promise<void> {
    try {
      while (!this.#closed) {
        const [byte] = await this.#line.read(() => true, this.#reader.pending ? GAP_MS : IDLE_MS, 1);
        const heard = byte === undefined ? this.#reader.pause() : this.#reader.push(byte);
        if (heard) await this.#take(heard);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new DeviceError("lost", reasonOf(error)));
    }
  }

  async #take(heard: Heard): Promise<void> {
    if (heard.kind === "frame") {
      // The adapter gives back what we send.
      if (heard.type === "request") return;
      if (heard.type === "notify") return this.#takeNotice(heard);
    }
    if (this.#waiter) this.#waiter.resolve(heard);
    else if (!this.#attentive) await this.#unasked(heard);
    else if (this.#heard.length < MOST_WAITING) this.#heard.push(heard);
  }

  async #takeNotice({ payload, last }: Frame): Promise<void> {
    await this.say("ack");
    this.#notice.push(...payload);
    const report = Uint8Array.from(this.#notice);
    if (last || report.length > LONGEST_NOTICE) this.#notice = [];
    if (last && report.length <= LONGEST_NOTICE) this.#ear?.heard(report);
  }

  say(word: "ack" | "nok"): Promise<void> {
    return this.#line.write(Uint8Array.of(word === "ack" ? ACK : NOK));
  }

  #fail(why: Error): void {
    this.#failure = why;
    if (this.#closed) return;
    this.#waiter?.reject(why);
    this.#ear?.broken(why);
  }
}
