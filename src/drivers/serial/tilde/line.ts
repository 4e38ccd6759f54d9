/**
 * Messages that begin with a tilde, as UPSes of Belkin and Tripp Lite take them. 2400 bit/s:
 *
 *     we  ~00P003STB           it  ~00D0170;0;;;;;265;;25;87     a question; fields with semicolons between
 *     we  ~00S006ROF1;1        it  ~00A                          a setting or an order (~00R: refused)
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import type { Clock } from "../../../system/clock.ts";
import { figure, type ViewReader } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Framing } from "../../kit/line/frames.ts";

export type Fields = readonly string[];

/** `least`: an answer with fewer fields answers something else. */
export interface Asked {
  readonly ask: string;
  readonly least?: number;
}

export interface Setting {
  readonly set: string;
  readonly data: string;
}

const HEAD = 7;
const KIND = 3;
const [DATA, TAKEN, REFUSED] = [0x44, 0x41, 0x52];
const LONGEST = HEAD + 255;
const latin1 = (bytes: Iterable<number>): string => Buffer.from([...bytes]).toString("latin1");

function told(begun: readonly number[]): number | "more" | undefined {
  if (begun.length < HEAD) return "more";
  const digits = latin1(begun.slice(KIND + 1, HEAD));
  return /^\d{3}$/.test(digits) ? Number(digits) : undefined;
}

/** `missing`: bytes fewer than a message says, which some firmware leaves out. */
const framing = (missing = 0): Framing => ({
  start: [...Buffer.from("~00")],
  length: (begun) => {
    const kind = begun[KIND];
    if (kind === undefined) return "more";
    if (kind === TAKEN || kind === REFUSED) return HEAD - 3;
    if (kind !== DATA) return undefined;
    const length = told(begun);
    return typeof length === "number" ? HEAD + Math.max(0, length - missing) : length;
  },
  isRight: () => true,
  longest: LONGEST,
});

const fieldsOf = (frame: Uint8Array): Fields =>
  latin1(frame.subarray(HEAD))
    .trimEnd()
    .split(";")
    .map((field) => field.trim());

export interface Pace {
  readonly spacingMs?: number;
  readonly paceMs?: number;
}

const ANSWER_MS = 2000;

export class TildeLine {
  readonly #port: SerialLine;
  readonly #clock: Clock;
  readonly #pace: Pace;

  constructor(port: SerialLine, clock: Clock, pace: Pace = {}) {
    this.#port = port;
    this.#clock = clock;
    this.#pace = pace;
  }

  #frames(missing = 0): AskFrames {
    const rules = { framing: framing(missing), answerMs: ANSWER_MS, tries: 2, ...this.#pace };
    return new AskFrames(this.#port, this.#clock, rules);
  }

  /** Throws DeviceError `lost`. */
  async ask({ ask, least = 1 }: Asked, missing = 0): Promise<Answer<Fields>> {
    const fits = (frame: Uint8Array): boolean => frame[KIND] !== DATA || fieldsOf(frame).length >= least;
    const answer = await this.#frames(missing).ask(message("P", ask), fits);
    if (answer.kind !== "data") return answer;
    const fields = fieldsOf(answer.raw);
    if (answer.raw[KIND] !== DATA) return { kind: "refused" };
    return fields.join("") === "" ? { kind: "silent" } : { kind: "data", raw: fields };
  }

  /** The first field of an answer; undefined for none. Throws DeviceError `lost`. */
  async word(ask: string): Promise<string | undefined> {
    const answer = await this.ask({ ask });
    return answer.kind === "data" ? answer.raw[0] : undefined;
  }

  /** `silent`: neither taken nor refused. Throws DeviceError `lost`. */
  async set({ set, data }: Setting): Promise<"taken" | "refused" | "silent"> {
    const frames = this.#frames();
    await frames.send(message("S", `${set}${data}`));
    const answer = await frames.hear(() => true);
    if (answer === undefined) return "silent";
    return answer[KIND] === REFUSED ? "refused" : "taken";
  }
}

const message = (kind: "P" | "S", words: string): Uint8Array =>
  Buffer.from(`~00${kind}${String(words.length).padStart(3, "0")}${words}`, "latin1");

/** The number of a field (from 0); nothing where it is empty. */
export const numberAt = (fields: Fields, at: number): number | undefined => parseDecimal(fields[at] ?? "");

export const number = (at: number, places = 0, factor = 1): ViewReader<Fields, unknown> =>
  figure(places, (fields) => {
    const value = numberAt(fields, at);
    return value === undefined ? undefined : value * factor;
  });
