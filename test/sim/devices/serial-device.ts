/**
 * A device on a serial line in memory: a profile that answers, and faults put in front. Its time is that of a clock.
 *
 *     const device = new SerialDevice(profile, clock);
 *     device.fault = half(10);        the first ten bytes of every answer
 *     device.unplug();                the adapter is pulled
 */

import { DeviceError } from "../../../src/device/device-error.ts";
import type { InputLines, OutputLines, SerialLine } from "../../../src/device/serial-line.ts";
import { ByteQueue } from "../../../src/system/byte-queue.ts";
import type { Clock } from "../../../src/system/clock.ts";
import { AnswerTable, type Profile } from "./answer-table.ts";

/** What comes over the line, and how many milliseconds after the command. */
export interface Piece {
  readonly text: string;
  readonly afterMs: number;
}

export type Fault = (command: string, answer: Piece) => readonly Piece[];

export const healthy: Fault = (_, answer) => [answer];
export const silent: Fault = () => [];
/** Noise as long as the answer, with its line end. */
export const garbage: Fault = (_, { text, afterMs }) => [
  { text: `${[...text].map((_one, at) => String.fromCharCode(33 + ((at * 37) % 90))).join("")}\r`, afterMs },
];
export const half =
  (bytes: number): Fault =>
  (_, { text, afterMs }) => [{ text: text.slice(0, bytes), afterMs }];
/** The line gives back what was sent, then the device answers. */
export const echo: Fault = (command, answer) => [{ text: command, afterMs: 0 }, answer];
export const slow =
  (ms: number): Fault =>
  (_, answer) => [{ ...answer, afterMs: answer.afterMs + ms }];
/** What an earlier answer left behind the line end. */
export const trailed =
  (rest: string): Fault =>
  (_, { text, afterMs }) => [{ text: `${text}${rest}`, afterMs }];

export class SerialDevice implements SerialLine {
  readonly path = "/dev/ttyTEST";
  readonly asked: string[] = [];
  readonly table: AnswerTable;
  /** Output lines as they were set last. */
  lines: OutputLines = {};
  fault: Fault = healthy;
  closed = false;
  readonly #clock: Clock;
  readonly #queue: ByteQueue;
  #gone: Error | undefined;

  constructor(answers: Profile | AnswerTable, clock: Clock) {
    this.table = answers instanceof AnswerTable ? answers : new AnswerTable(answers);
    this.#clock = clock;
    this.#queue = new ByteQueue(clock);
  }

  /** The adapter is pulled out. */
  unplug(): void {
    this.#gone = new DeviceError("lost", `${this.path} was closed or unplugged`);
    this.#queue.fail(this.#gone);
  }

  /** Bytes that nobody asked for. */
  say(text: string): void {
    this.#queue.push(Buffer.from(text, "latin1"));
  }

  write(bytes: Uint8Array): Promise<void> {
    if (this.#gone) return Promise.reject(this.#gone);
    const command = Buffer.from(bytes).toString("latin1");
    this.asked.push(command);
    const { text, delayMs } = this.table.answer(command);
    for (const piece of this.fault(command, { text, afterMs: delayMs })) this.#bring(piece);
    return Promise.resolve();
  }

  #bring({ text, afterMs }: Piece): void {
    if (afterMs === 0) this.say(text);
    else this.#clock.after(afterMs, () => this.say(text));
  }

  read(isEnd: (byte: number) => boolean, ms: number, max?: number): Promise<Uint8Array> {
    return this.#queue.read(isEnd, ms, max);
  }

  flush(): void {
    this.#queue.flush();
  }

  listen(listener: ((byte: number) => void) | undefined): void {
    this.#queue.listen(listener);
  }

  setLines(lines: OutputLines): Promise<void> {
    this.lines = { ...this.lines, ...lines };
    return Promise.resolve();
  }

  getLines(): Promise<InputLines> {
    return Promise.resolve({ cts: false, dsr: false, dcd: false, ri: false });
  }

  close(): Promise<void> {
    this.closed = true;
    return Promise.resolve();
  }
}
