/**
 * Microlink, the protocol of newer Smart-UPSes of APC at their RJ45 port: a memory of pages, all as wide.
 *
 *     we  fd                                it  00 … page 0 … c0 c1     a session begins
 *     we  fe                                it  01 … page 1 … c0 c1     the next page; behind the last comes the first
 *     we  07 02 04 12 34 56 78 c0 c1                                    bytes 2 to 5 of page 7; nothing is answered
 *
 *     page 0   version, width, pages, series (2), version of its data, flags, –, version of the descriptor, –, first value: page, byte
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Framing } from "../../kit/line/frames.ts";
import { DeviceError } from "../../types.ts";
import { type Place, placesIn } from "./descriptor.ts";

const [BEGIN, NEXT] = [Uint8Array.of(0xfd), Uint8Array.of(0xfe)];
const ANSWER_MS = 500;
/** Pages that may stay away one after the other. */
const MISSES = 3;
const LONGEST = 256;
/** Its number, and the checksum. */
const AROUND = 3;
const HEADER = 12;
/** What is the same as long as it is the same device. */
const UNCHANGING = [0, 1, 2, 3, 4, 8, 10, 11];

const [SERIAL, OUR_PASSWORD, ITS_PASSWORD] = ["2:4.9.40", "2:4.8.5", "2:4.8.6"];
const MODULUS = 255;

/** Adds to two running sums. */
function summed(bytes: Iterable<number>, [first, second]: readonly [number, number] = [0, 0]): [number, number] {
  const sums: [number, number] = [first, second];
  for (const byte of bytes) {
    sums[0] = (sums[0] + byte) % MODULUS;
    sums[1] = (sums[1] + sums[0]) % MODULUS;
  }
  return sums;
}

/** Two bytes behind a frame. They do not tell 00 from ff. */
export function checksumOf(bytes: Uint8Array): readonly [number, number] {
  const [first, second] = summed(bytes);
  const one = MODULUS - ((first + second) % MODULUS);
  return [one, MODULUS - ((first + one) % MODULUS)];
}

function isRight(frame: Uint8Array): boolean {
  const [one, other] = checksumOf(frame.subarray(0, -2));
  return frame.at(-2) === one && frame.at(-1) === other;
}

/** Page 0, whose width its second byte tells; the scanner knows a device by it. */
export const FIRST_PAGE: Framing = {
  start: [0],
  length: ([, , width]) => (width === undefined ? "more" : width + AROUND),
  isRight: (frame) => frame.length >= HEADER + AROUND && (frame[3] ?? 0) > 0 && isRight(frame),
  longest: LONGEST,
};

export interface Header {
  readonly version: number;
  readonly width: number;
  readonly count: number;
  readonly series: number;
  readonly seriesVersion: number;
  readonly flags: number;
  readonly descriptorVersion: number;
  /** Page, and byte in it. */
  readonly pointer: number;
  readonly valuesAt: number;
}

export const [WANTS_PASSWORD, DESCRIBES] = [1 << 0, 1 << 3];

function headerOf(page: Uint8Array): Header {
  const at = (index: number): number => page[index] ?? 0;
  return {
    version: at(0),
    width: at(1),
    count: at(2),
    series: at(3) * 256 + at(4),
    seriesVersion: at(5),
    flags: at(6),
    descriptorVersion: at(8),
    pointer: at(10) * 256 + at(11),
    valuesAt: at(10) * at(1) + at(11),
  };
}

export class Microlink {
  readonly header: Header;
  readonly #memory: Uint8Array;
  readonly #port: SerialLine;
  readonly #frames: AskFrames;
  readonly #firstPages: AskFrames;
  readonly #places: Map<string, Place> = new Map();
  #isLetIn = false;
  #misses = 0;

  private constructor(port: SerialLine, clock: Clock, first: Uint8Array) {
    this.#port = port;
    this.header = headerOf(first);
    const { width, count } = this.header;
    this.#memory = new Uint8Array(width * count);
    this.#memory.set(first);
    const length: Framing["length"] = ([number = count]) => (number < count ? width + AROUND : undefined);
    this.#frames = new AskFrames(port, clock, { framing: { length, isRight, longest: LONGEST }, answerMs: ANSWER_MS });
    this.#firstPages = firstPages(port, clock);
  }

  /** Begins a session; undefined where nothing answers. Throws DeviceError `lost`. */
  static async begin(port: SerialLine, clock: Clock): Promise<Microlink | undefined> {
    const answer = await firstPages(port, clock).ask(BEGIN, () => true);
    return answer.kind === "data" ? new Microlink(port, clock, pageIn(answer.raw)) : undefined;
  }

  get places(): ReadonlyMap<string, Place> {
    return this.#places;
  }

  /** Pages that stayed away since the last one that came. */
  get misses(): number {
    return this.#misses;
  }

  /** Begins again, after a silence. Throws DeviceError `lost`. */
  async resume(): Promise<void> {
    this.#isLetIn = false;
    const answer = await this.#firstPages.ask(BEGIN, () => true);
    if (answer.kind === "data") this.#keep(answer.raw);
  }

  /** Every page once; false where some stay away. Throws DeviceError `lost`, also where it is another device. */
  async refresh(): Promise<boolean> {
    const { count } = this.header;
    const missing = new Set(Array.from({ length: count }, (_, number) => number));
    this.#misses = 0;
    for (let left = 2 * count + MISSES; missing.size > 0 && left > 0; left--) {
      const answer = await this.#frames.ask(NEXT, () => true);
      if (answer.kind === "data") missing.delete(this.#keep(answer.raw));
      this.#misses = answer.kind === "data" ? 0 : this.#misses + 1;
      if (this.#misses >= MISSES) return false;
    }
    if (missing.size > 0) return false;
    await this.#enter();
    return true;
  }

  async #enter(): Promise<void> {
    const isClosed = (this.header.flags & WANTS_PASSWORD) !== 0 && !this.#isLetIn;
    if (isClosed) this.#isLetIn = await this.#tellPassword();
  }

  #keep(frame: Uint8Array): number {
    const [number = 0] = frame;
    const page = pageIn(frame);
    if (number === 0 && UNCHANGING.some((at) => page[at] !== this.#memory[at]))
      throw new DeviceError("lost", `${this.#port.path}: another UPS answers`);
    this.#memory.set(page.subarray(0, this.header.width), number * this.header.width);
    return number;
  }

  /** Learns what stands where, once every page is there; false where the device does not tell. Throws DeviceError `lost`. */
  async learn(): Promise<boolean> {
    const { flags, descriptorVersion, valuesAt } = this.header;
    const places = (flags & DESCRIBES) === 0 || descriptorVersion !== 1 ? undefined : placesIn(this.#memory, valuesAt);
    for (const [path, place] of places ?? []) this.#places.set(path, place);
    await this.#enter();
    return this.#places.size > 0;
  }

  at(path: string): Uint8Array | undefined {
    const place = this.#places.get(path);
    return place && this.#memory.slice(place.at, place.at + place.size);
  }

  /** Made of what the device says of itself; without it no order is taken. */
  async #tellPassword(): Promise<boolean> {
    const [serial, its, ours] = [this.at(SERIAL), this.at(ITS_PASSWORD), this.#places.get(OUR_PASSWORD)];
    if (!serial || its?.length !== 4 || ours?.size !== 4) return false;
    const head = this.#memory.subarray(0, 8);
    const made = summed([...head, ...serial, ...its.subarray(0, 2)], [head[4] ?? 0, head[3] ?? 0]);
    return this.write(OUR_PASSWORD, Uint8Array.of(0, 0, ...made));
  }

  /** False where there is no such place of that size. Throws DeviceError `lost`. */
  async write(path: string, bytes: Uint8Array): Promise<boolean> {
    const place = this.#places.get(path);
    if (place?.size !== bytes.length) return false;
    const { width } = this.header;
    const told = Uint8Array.of(Math.floor(place.at / width), place.at % width, bytes.length, ...bytes);
    await this.#frames.send(Uint8Array.of(...told, ...checksumOf(told)));
    return true;
  }
}

const pageIn = (frame: Uint8Array): Uint8Array => frame.subarray(1, -2);

const firstPages = (port: SerialLine, clock: Clock): AskFrames =>
  new AskFrames(port, clock, { framing: FIRST_PAGE, answerMs: ANSWER_MS, tries: MISSES });
