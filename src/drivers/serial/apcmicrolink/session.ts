/**
 * Microlink, the protocol of newer Smart-UPSes of APC at their RJ45 port: a memory of pages, all as wide.
 *
 *     we  fd                                it  00 … page 0 … c0 c1     a session begins
 *     we  fe                                it  01 … page 1 … c0 c1     the next page; behind the last comes the first
 *     we  07 02 04 12 34 56 78 c0 c1                                    bytes 2 to 5 of page 7; nothing is answered
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import { DeviceError } from "../../types.ts";
import { type Place, placesIn } from "./descriptor.ts";
import {
  checksumOf,
  DESCRIBES,
  FIRST_PAGE,
  type Header,
  headerOf,
  memoryIn,
  pagesOf,
  summed,
  WANTS_PASSWORD,
} from "./page.ts";

const [BEGIN, NEXT] = [Uint8Array.of(0xfd), Uint8Array.of(0xfe)];
const ANSWER_MS = 500;
/** Pages that may stay away one after the other. */
const MISSES = 3;
/** What is the same as long as it is the same device. */
const UNCHANGING = [0, 1, 2, 3, 4, 8, 10, 11];

const [SERIAL, OUR_PASSWORD, ITS_PASSWORD] = ["2:4.9.40", "2:4.8.5", "2:4.8.6"];
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
    this.#frames = new AskFrames(port, clock, { framing: pagesOf(this.header), answerMs: ANSWER_MS });
    this.#firstPages = firstPages(port, clock);
  }

  /** Begins a session; undefined where nothing answers. Throws DeviceError `lost`. */
  static async begin(port: SerialLine, clock: Clock): Promise<Microlink | undefined> {
    const answer = await firstPages(port, clock).ask(BEGIN, () => true);
    return answer.kind === "data" ? new Microlink(port, clock, memoryIn(answer.raw)) : undefined;
  }

  get places(): ReadonlyMap<string, Place> {
    return this.#places;
  }

  /** Pages that stayed away since the last one that came. */
  get misses(): number {
    return this.#misses;
  }

  /**
   * Every page once, in a new session where the device does not go on with this one; false where pages stay away.
   * Throws DeviceError `lost`, also where it is another device.
   */
  async refresh(): Promise<boolean> {
    if (!(await this.#round())) {
      await this.#resume();
      if (!(await this.#round())) return false;
    }
    await this.#enter();
    return true;
  }

  async #round(): Promise<boolean> {
    const { count } = this.header;
    const missing = new Set(Array.from({ length: count }, (_, number) => number));
    this.#misses = 0;
    for (let left = 2 * count; missing.size > 0 && left > 0 && this.#misses < MISSES; left--) {
      const answer = await this.#frames.ask(NEXT, () => true);
      if (answer.kind === "data") missing.delete(this.#keep(answer.raw));
      this.#misses = answer.kind === "data" ? 0 : this.#misses + 1;
    }
    return missing.size === 0;
  }

  async #resume(): Promise<void> {
    this.#isLetIn = false;
    const answer = await this.#firstPages.ask(BEGIN, () => true);
    if (answer.kind === "data") this.#keep(answer.raw);
  }

  async #enter(): Promise<void> {
    const isClosed = (this.header.flags & WANTS_PASSWORD) !== 0 && !this.#isLetIn;
    if (isClosed) this.#isLetIn = await this.#tellPassword();
  }

  #keep(frame: Uint8Array): number {
    const [number = 0] = frame;
    const page = memoryIn(frame);
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

const firstPages = (port: SerialLine, clock: Clock): AskFrames =>
  new AskFrames(port, clock, { framing: FIRST_PAGE, answerMs: ANSWER_MS, tries: MISSES });
