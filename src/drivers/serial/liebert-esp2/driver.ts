/**
 * liebert-esp2: GXT2, NXe and their like of Liebert, which speak ESP-II at 2400 bit/s. A word has a group and a number, which an
 * answer says again:
 *
 *     we  01 88 02 01 04 90              word 4 of group 136; behind it the sum
 *     it  01 88 04 01 04 69 4c 47        69 4c: letters stand the other way round
 *     it  01 88 01 .. ..                 a word that it does not have
 *     we  01 9c 04 01 06 00 01 a9        word 6 of group 156 becomes 1
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { type Framing, sumOf } from "../../kit/line/frames.ts";
import type { Link } from "../../kit/link.ts";
import { among, checkOptions, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { type Asked, bits, FLAGS, rowsFor, type Token, type Unit, type Word } from "./rows.ts";

const BAUD = 2400;
const OPTIONS: readonly DriverOption[] = [
  value("baudrate", "bit/s: 1200, 2400, 4800, 9600 or 19200 (2400)", among("1200", "2400", "4800", "9600", "19200")),
];

const START = 0x01;
const [ASK, TELL, REFUSE] = [2, 4, 1];
/** Start, group and length; the sum. */
const AROUND = 4;
const FRAMING: Framing = {
  start: [START],
  length: ([, , length]) => (length === undefined ? "more" : length + AROUND),
  isRight: (frame) => sumOf(frame.subarray(0, -1)) === frame.at(-1),
  longest: TELL + AROUND,
};
const RULES = { framing: FRAMING, answerMs: 1000, tries: 2 };
/** A state is believed once two answers in succession have it. */
const MOST_ASKED = 4;

const summed = (...bytes: readonly number[]): Uint8Array => Uint8Array.of(...bytes, sumOf(bytes));
const asking = ({ group, number }: Asked): Uint8Array => summed(START, group, ASK, 1, number);
const telling = ({ group, number }: Asked, ...word: readonly number[]): Uint8Array =>
  summed(START, group, TELL, 1, number, ...word);

const nameOf = ({ group, number }: Asked): string => `${group}.${number}`;

const isFor =
  ({ group, number }: Asked) =>
  ([, ofGroup, length, one, ofNumber]: Uint8Array): boolean =>
    ofGroup === group && (length === REFUSE || (length === TELL && one === 1 && ofNumber === number));

const ORDERS = 156;
const order = (number: number): Asked => ({ group: ORDERS, number });
/** Off for as long as the mains are away; in 12 times 10 seconds; the key to what follows; now. */
const OFF: readonly (readonly [Asked, Uint8Array])[] = [
  [order(6), telling(order(6), 0, 1)],
  [order(5), telling(order(5), 0, 12)],
  [order(7), asking(order(7))],
  [order(136), telling(order(136), 0x4c, 0x4c)],
];

class Esp2 {
  readonly #frames: AskFrames;
  readonly #believed = new Map<number, number>();
  /** By group and number: false for words that were not told when they were first asked for. */
  readonly #there = new Map<string, boolean>();

  constructor(port: SerialLine, clock: Clock) {
    this.#frames = new AskFrames(port, clock, RULES);
  }

  async #exchange(asked: Asked, question: Uint8Array): Promise<Answer<Word>> {
    const answer = await this.#frames.ask(question, isFor(asked));
    if (answer.kind !== "data") return answer;
    return answer.raw.length === TELL + AROUND ? { kind: "data", raw: answer.raw.slice(5, 7) } : { kind: "refused" };
  }

  /** Throws DeviceError `lost`. */
  word(asked: Asked): Promise<Answer<Word>> {
    return this.#exchange(asked, asking(asked));
  }

  /** As `word`, of what may not be there: then it is asked for once. Throws DeviceError `lost`. */
  async value(asked: Asked): Promise<Answer<Word>> {
    const name = nameOf(asked);
    if (this.#there.get(name) === false) return { kind: "refused" };
    const answer = await this.word(asked);
    if (!this.#there.has(name)) this.#there.set(name, answer.kind === "data");
    return answer;
  }

  /** Throws DeviceError `stale` where the UPS does not tell it, or never twice the same. */
  async state(asked: Asked): Promise<Answer<Word>> {
    let last = this.#believed.get(asked.number);
    for (let left = MOST_ASKED; left > 0; left--) {
      const answer = await this.word(asked);
      if (answer.kind !== "data") throw new DeviceError("stale", "the UPS does not tell its state");
      const now = bits(answer.raw);
      if (now === last) {
        this.#believed.set(asked.number, now);
        return answer;
      }
      last = now;
    }
    throw new DeviceError("stale", "the UPS tells another state each time");
  }

  /** `count` words of letters; undefined where one is not there. */
  async text(number: number, count: number): Promise<string | undefined> {
    let text = "";
    for (let at = number; at < number + count; at++) {
      const answer = await this.word({ group: 136, number: at });
      if (answer.kind !== "data") return undefined;
      text += Buffer.from(answer.raw.toReversed()).toString("latin1");
    }
    return text
      .replace(/\0[\s\S]*$/, "")
      .replace(/[^ -~]/g, "")
      .trim();
  }

  /** All of it, whatever is answered meanwhile: true where the last is confirmed. */
  async turnOff(): Promise<boolean> {
    let answer: Answer<Word> = { kind: "silent" };
    for (const [asked, bytes] of OFF) answer = await this.#exchange(asked, bytes);
    return answer.kind === "data";
  }
}

/** Where the words of a text begin, and how many there are. */
const TEXTS = [
  ["ups.model", 4, 15],
  ["ups.firmware", 19, 8],
  ["ups.serial", 27, 10],
  ["ups.mfr.date", 37, 4],
] as const;

type Facts = readonly (readonly [name: string, value: string])[];

async function textsOf(esp2: Esp2): Promise<Facts> {
  const facts: (readonly [string, string])[] = [];
  for (const [name, number, count] of TEXTS) {
    const text = await esp2.text(number, count);
    if (text !== undefined) facts.push([name, text]);
  }
  return facts;
}

const [SCALE_GXT2, OFFLINE, INTERACTIVE] = [1, 1 << 12, 1 << 13];

async function kindOf(esp2: Esp2): Promise<{ readonly unit: Unit; readonly facts: Facts }> {
  const [type, scale] = [await esp2.word({ group: 136, number: 1 }), await esp2.word({ group: 131, number: 2 })];
  const isSmall = scale.kind === "data" && (bits(scale.raw) & 0xff) === SCALE_GXT2;
  if (type.kind !== "data") return { unit: { input: 1, output: 1, isSmall }, facts: [] };
  const word = bits(type.raw);
  const [input, output] = [word & 3, (word >> 4) & 3];
  const construction = (word & OFFLINE) !== 0 ? "offline" : (word & INTERACTIVE) !== 0 ? "line-interactive" : "online";
  const facts = [
    ["input.phases", String(input)],
    ["output.phases", String(output)],
    ["ups.type", construction],
  ] as const;
  return { unit: { input, output, isSmall }, facts };
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Word, never, Token>> {
  checkOptions(OPTIONS, settings);
  const port = await openers.serial.open(settings.port, { baud: Number(settings.get("baudrate") ?? BAUD) });
  opened(port);
  const esp2 = new Esp2(port, clock);
  const texts = await textsOf(esp2);
  if (texts.length === 0) {
    const advice = "Check that the UPS is on, that the cable has three wires only, and port and baudrate in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS of Liebert answers in ESP-II. ${advice}`);
  }
  const { unit, facts } = await kindOf(esp2);
  return {
    title: `Liebert on ${settings.port}`,
    facts: [["ups.mfr", "Liebert"], ...texts, ...facts],
    rows: rowsFor(unit),
    read: (asked) => (asked.group === FLAGS ? esp2.state(asked) : esp2.value(asked)),
    killpower: () => esp2.turnOff(),
    close: () => port.close(),
  };
}

export const LIEBERT_ESP2: DriverDefinition = {
  name: "liebert-esp2",
  title: "UPSes of Liebert that speak ESP-II",
  version: "0.10",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ rows: [], placeOf: nameOf, open }, context),
};
