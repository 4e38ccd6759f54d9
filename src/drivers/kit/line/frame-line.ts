/**
 * A line that is read for as long as it is open, because the device speaks when it likes: what is waited for goes to
 * who waits, the rest to who listens.
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { reasonOf } from "../../../system/system-error.ts";
import { DeviceError } from "../../types.ts";
import type { Assembler } from "./frames.ts";

const IDLE_MS = 60_000;
/** So much is kept for somebody who does not wait right now. */
const MOST_WAITING = 32;

export interface Listener<Item> {
  /** After such a pause in milliseconds nothing belongs together any more. */
  readonly gapMs: number;
  /** Sees everything first; true keeps it from who waits. */
  readonly first?: (item: Item) => Promise<boolean> | boolean;
  /** What comes while nobody waits for an answer. */
  readonly unasked: (item: Item) => Promise<void> | void;
  /** The line is gone. */
  readonly broken?: (why: Error) => void;
}

interface Waiter<Item> {
  resolve(item: Item | undefined): void;
  reject(why: Error): void;
}

export class FrameLine<Item> {
  readonly #line: SerialLine;
  readonly #clock: Clock;
  readonly #assembler: Assembler<Item>;
  readonly #listener: Listener<Item>;
  #attentive = false;
  #waiter: Waiter<Item> | undefined;
  #kept: Item[] = [];
  #failure: Error | undefined;
  #closed = false;

  constructor(line: SerialLine, clock: Clock, assembler: Assembler<Item>, listener: Listener<Item>) {
    this.#line = line;
    this.#clock = clock;
    this.#assembler = assembler;
    this.#listener = listener;
    void this.#read();
  }

  /** Throws DeviceError `lost`. */
  write(bytes: Uint8Array): Promise<void> {
    return this.#line.write(bytes);
  }

  /** Keeps what comes until `next` asks for it, or stops keeping it. */
  attend(attentive: boolean): void {
    this.#attentive = attentive;
    this.#kept = [];
  }

  /** Drops everything that came. */
  forget(): void {
    this.#line.flush();
    this.#assembler.reset();
    this.#kept = [];
  }

  /** A question, and the first answer within `ms` that fits; undefined for none. Throws DeviceError `lost`. */
  async ask<Wanted extends Item>(
    question: Uint8Array,
    fits: (item: Item) => item is Wanted,
    ms: number,
  ): Promise<Wanted | undefined> {
    this.attend(true);
    try {
      await this.write(question);
      const end = this.#clock.now() + ms;
      for (let item = await this.next(end); item !== undefined; item = await this.next(end))
        if (fits(item)) return item;
      return undefined;
    } finally {
      this.attend(false);
    }
  }

  /** What comes next; undefined when it is `end` (clock) and nothing came. Throws DeviceError `lost`. */
  next(end: number): Promise<Item | undefined> {
    if (this.#failure) return Promise.reject(this.#failure);
    const kept = this.#kept.shift();
    if (kept !== undefined) return Promise.resolve(kept);
    return new Promise((resolve, reject) => {
      const timer = this.#clock.after(end - this.#clock.now(), () => this.#waiter?.resolve(undefined));
      const over = (): void => {
        this.#waiter = undefined;
        timer.cancel();
      };
      this.#waiter = {
        resolve: (item) => {
          over();
          resolve(item);
        },
        reject: (why) => {
          over();
          reject(why);
        },
      };
    });
  }

  /** Throws DeviceError `lost` at who waits. */
  close(): Promise<void> {
    this.#closed = true;
    this.#waiter?.reject(new DeviceError("lost", `${this.#line.path} was closed`));
    return this.#line.close();
  }

  async #read(): Promise<void> {
    try {
      while (!this.#closed) {
        const [byte] = await this.#line.read(() => true, this.#assembler.pending ? this.#listener.gapMs : IDLE_MS, 1);
        const item = byte === undefined ? this.#assembler.pause() : this.#assembler.push(byte);
        if (item !== undefined) await this.#take(item);
      }
    } catch (error) {
      this.#fail(error instanceof Error ? error : new DeviceError("lost", reasonOf(error)));
    }
  }

  async #take(item: Item): Promise<void> {
    if (await this.#listener.first?.(item)) return;
    if (this.#waiter) this.#waiter.resolve(item);
    else if (!this.#attentive) await this.#listener.unasked(item);
    else if (this.#kept.length < MOST_WAITING) this.#kept.push(item);
  }

  #fail(why: Error): void {
    this.#failure = why;
    if (this.#closed) return;
    this.#waiter?.reject(why);
    this.#listener.broken?.(why);
  }
}
