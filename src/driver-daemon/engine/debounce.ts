/** Words of the status that have to last before they count: some devices say LB, RB or an alarm for a second, with nothing wrong. */
import { parseStatus } from "../../nut/status.ts";

/** Seconds for each word. */
export type Delays = ReadonlyMap<string, number>;

interface Restless {
  readonly mfr: RegExp;
  readonly model: RegExp;
  readonly delays: Delays;
  /** Issues of the C project that tell of it. */
  readonly reports: readonly string[];
}

/** Models that are known for it: `debounce` is so for them without being asked for. */
const RESTLESS: readonly Restless[] = [
  {
    mfr: /^(APC|American Power Conversion)/,
    model: /(^| )(BX\S*MI|BVK\S*M2|BK\S*M2[-_]CH)\b/,
    delays: new Map([
      ["LB", 3],
      ["RB", 3],
      ["ALARM", 3],
    ]),
    reports: ["nut#2347", "nut#3623"],
  },
];

const NONE: Delays = new Map();

const delaysFor = (mfr: string, model: string): Delays =>
  RESTLESS.find((row) => row.mfr.test(mfr) && row.model.test(model))?.delays ?? NONE;

/** `delaysFor` of a device that hardly ever becomes another: the table is read again only then. */
export class ModelDelays {
  #mfr = "";
  #model = "";
  #delays = NONE;

  of(mfr = "", model = ""): Delays {
    if (mfr === this.#mfr && model === this.#model) return this.#delays;
    this.#mfr = mfr;
    this.#model = model;
    this.#delays = delaysFor(mfr, model);
    return this.#delays;
  }
}

export interface Raised {
  readonly tokens: readonly string[];
  readonly alarms: readonly string[];
}

const ALARM = "ALARM";

const wordsOf = ({ tokens, alarms }: Raised): ReadonlySet<string> => {
  const words = tokens.flatMap(parseStatus).map((word) => word.toUpperCase());
  return new Set(alarms.some((text) => text !== "") ? [...words, ALARM] : words);
};

export class Debounce {
  /** Since when each word has been said without a break, in milliseconds. */
  #since: ReadonlyMap<string, number> | undefined;

  /** What counts at `now`, in milliseconds. What the device says first when the driver starts counts at once. */
  settle(raised: Raised, delays: Delays, now: number): Raised {
    if (delays.size === 0) return raised;
    const before = this.#since;
    const since = new Map(
      [...wordsOf(raised)].map(
        (word) => [word, before ? (before.get(word) ?? now) : Number.NEGATIVE_INFINITY] as const,
      ),
    );
    this.#since = since;
    const counts = (word: string): boolean =>
      now - (since.get(word.toUpperCase()) ?? now) >= (delays.get(word.toUpperCase()) ?? 0) * 1000;
    return {
      tokens: raised.tokens.flatMap(parseStatus).filter(counts),
      alarms: counts(ALARM) ? raised.alarms : [],
    };
  }
}
