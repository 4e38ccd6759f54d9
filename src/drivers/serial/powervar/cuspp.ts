/**
 * CUSPP, the protocol of Powervar. A group of values is asked for by three letters; which value stands where, its
 * `FORMAT` says:
 *
 *     we  OUT.FORMAT     it  OUT.FORMAT=SOURCE;FREQ;VOLT;AMP;PERCNT      names of three letters or more
 *     we  OUT            it  OUT=1;60.0;119.8;2.1;14
 *     we  SET.OFFDLY.W=5                                                 an order (? refuses)
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { Clock } from "../../../system/clock.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";

const RULES: LineRules = {
  ends: "\r",
  until: "\r",
  answerMs: 2000,
  longest: 512,
  whole: true,
  ignored: "\r\n\0",
  refused: (answer) => answer.startsWith("?"),
};
const TRIES = 2;
const GROUP = 3;
const WAKE_MS = 1000;
/** Lines that were under way. */
const MOST_LEFT = 8;

/** Values of a group by their names. */
export type Values = ReadonlyMap<string, string>;

export interface Asked {
  /** The group, and what of it: `INP.1`. */
  readonly ask: string;
}

const groupOf = (ask: string): string => ask.slice(0, GROUP);

/** What stands behind the `=` of an answer to this question. */
export function toldIn(ask: string, answer: string): string | undefined {
  const [, told] = answer.startsWith(groupOf(ask)) ? (/^[^=]*=(.*)$/.exec(answer) ?? []) : [];
  return answer.includes(".FORMAT") === ask.endsWith(".FORMAT") ? told : undefined;
}

export const namesIn = (format: string): readonly string[] =>
  format.split(/[;.]/).filter((name) => name.length >= GROUP);

/** Nothing where a packet was lost on the way: what is behind it would stand in the wrong places. */
export function valuesIn(told: string, names: readonly string[]): Values | undefined {
  const values = told.split(";");
  return values.length < names.length ? undefined : new Map(names.map((name, at) => [name, values[at]?.trim() ?? ""]));
}

export class Cuspp {
  readonly #line: AskLine;
  readonly #names = new Map<string, readonly string[]>();

  constructor(port: SerialLine, clock: Clock) {
    this.#line = new AskLine(port, clock, RULES);
  }

  /** Ends what was begun, and reads what comes of it. Throws DeviceError `lost`. */
  async rouse(): Promise<void> {
    await this.#line.write("\r\n\r\n");
    for (let left = MOST_LEFT; left > 0; left--) if ((await this.#line.answer({ answerMs: WAKE_MS })) === "") return;
  }

  async #told(ask: string): Promise<Answer<string>> {
    let answer: Answer<string> = { kind: "silent" };
    for (let tries = 0; tries < TRIES; tries++) {
      answer = await this.#line.ask(ask);
      if (answer.kind !== "data") continue;
      const told = toldIn(ask, answer.raw);
      if (told !== undefined) return { kind: "data", raw: told };
      answer = { kind: "silent" };
    }
    return answer;
  }

  /** Learns what stands where in a group; false where the UPS has none such. Throws DeviceError `lost`. */
  async learn(group: string): Promise<boolean> {
    const answer = await this.#told(`${group}.FORMAT`);
    if (answer.kind !== "data") return false;
    this.#names.set(group, namesIn(answer.raw));
    return true;
  }

  has(group: string, name: string): boolean {
    return this.#names.get(group)?.includes(name) === true;
  }

  /** Throws DeviceError `lost`. */
  async read({ ask }: Asked): Promise<Answer<Values>> {
    const names = this.#names.get(groupOf(ask));
    if (names === undefined) return { kind: "refused" };
    const answer = await this.#told(ask);
    if (answer.kind !== "data") return answer;
    const values = valuesIn(answer.raw, names);
    return values === undefined ? { kind: "silent" } : { kind: "data", raw: values };
  }

  /** Throws DeviceError `lost`. */
  async order(order: string): Promise<boolean> {
    return (await this.#line.ask(order)).kind !== "refused";
  }
}
