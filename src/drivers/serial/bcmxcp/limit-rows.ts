/** Limits of an XCP UPS, those that can be set among them. */
import type { VarName } from "../../../nut/catalogue/names.ts";
import { string } from "../../../nut/var-type.ts";
import { phrase, type ViewCodec } from "../../kit/codecs.ts";
import { ASK, high, low, order, type Rows, within, type XcpRow } from "./asked.ts";
import { type Block, byteAt, wordAt } from "./block.ts";

export const SET = 0x95;

interface Limit {
  readonly ask: number;
  readonly at: number;
  readonly bytes: 1 | 2;
  /** Where it can be set: its number, what it may be, and how many digits that has. */
  readonly setting?: readonly [number: number, least: number, most: number, digits: number];
}

const LIMITS: readonly (readonly [VarName, Limit])[] = [
  ["input.voltage.nominal", { ask: ASK.limits, at: 0, bytes: 2 }],
  ["input.transfer.low", { ask: ASK.limits, at: 18, bytes: 2 }],
  ["input.transfer.high", { ask: ASK.limits, at: 20, bytes: 2 }],
  ["input.transfer.boost.high", { ask: ASK.limits, at: 10, bytes: 2, setting: [0x02, 0, 460, 3] }],
  ["input.transfer.trim.low", { ask: ASK.limits, at: 12, bytes: 2, setting: [0x03, 110, 540, 3] }],
  ["battery.runtime.low", { ask: ASK.limits, at: 16, bytes: 1, setting: [0x05, 0, 30, 2] }],
  ["input.transfer.delay", { ask: ASK.limits, at: 22, bytes: 2, setting: [0x07, 1, 18_000, 5] }],
  ["battery.charge.restart", { ask: ASK.limits, at: 24, bytes: 1, setting: [0x08, 0, 100, 3] }],
  ["ambient.temperature.high", { ask: ASK.limits, at: 26, bytes: 1, setting: [0x0a, 0, 100, 3] }],
  ["battery.energysave.load", { ask: ASK.limits, at: 29, bytes: 1, setting: [0x0d, 0, 100, 3] }],
  ["battery.energysave.delay", { ask: ASK.limits, at: 30, bytes: 1, setting: [0x0e, 0, 255, 3] }],
  ["output.voltage.nominal", { ask: ASK.config, at: 8, bytes: 2, setting: [0x0b, 0, 460, 3] }],
  ["battery.packs", { ask: ASK.config, at: 26, bytes: 1, setting: [0x0f, 0, 5, 1] }],
];

const numberAt = (block: Block, { at, bytes }: Pick<Limit, "at" | "bytes">): number =>
  bytes === 1 ? byteAt(block, at) : wordAt(block, at);
const shownUnlessZero = (number: number): string | undefined => (number === 0 ? undefined : String(number));

function limitRow([name, limit]: (typeof LIMITS)[number], settable: readonly number[]): XcpRow {
  const { ask, setting } = limit;
  if (!setting || !settable.includes(setting[0]))
    return { var: name, ask, as: phrase((block: Block) => shownUnlessZero(numberAt(block, limit))) };
  const [number, least, most, digits] = setting;
  const as: ViewCodec<Block, unknown> = {
    read: (block) => String(numberAt(block, limit)),
    write: (text) => {
      const value = within(text, least, most);
      return value === undefined ? undefined : order(SET, number, low(value), high(value));
    },
  };
  return { var: name, ask, as, rw: string(digits) };
}

const ONCE = { ask: ASK.limits, poll: "once" } as const;
const HERTZ = { at: 2, bytes: 2 } as const;
/** Hundredths of a hertz. */
const deviation = (block: Block): number => Math.trunc(wordAt(block, 8) / 100);
const hertz = (sign: 1 | -1) =>
  phrase((block: Block) =>
    wordAt(block, 8) === 0 || numberAt(block, HERTZ) === 0
      ? undefined
      : String(numberAt(block, HERTZ) + sign * deviation(block)),
  );
const HORN = ["disabled", "enabled", "muted"] as const;

const CONSTANT: Rows = [
  { var: "input.frequency.nominal", ...ONCE, as: phrase((block: Block) => shownUnlessZero(numberAt(block, HERTZ))) },
  { var: "input.frequency.low", ...ONCE, as: hertz(-1) },
  { var: "input.frequency.high", ...ONCE, as: hertz(1) },
  { var: "ambient.temperature.low", ...ONCE, as: phrase((block: Block) => shownUnlessZero(byteAt(block, 25))) },
  { var: "ups.beeper.status", ask: ASK.limits, as: phrase((block: Block) => HORN[byteAt(block, 17)]) },
  { note: "config", ask: ASK.config, poll: "once" },
];

/** `settable`: numbers of the settings that it takes. */
export const limitRows = (settable: readonly number[]): Rows => [
  ...CONSTANT,
  ...LIMITS.map((limit) => limitRow(limit, settable)),
];
