/** What a UPS says of itself and of its state, in words between commas and between blanks. */
import type { VarName } from "../../../nut/catalogue/names.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { figure, phrase } from "../../kit/codecs.ts";
import { numberOf } from "../../kit/options.ts";
import type { TableRow } from "../../kit/table-row.ts";

export type Asked = Readonly<Record<never, never>>;
/** Of an answer to Q1: mains, their last fault, output, load, frequency, battery, temperature, flags. */
export type Words = readonly string[];
export type Token = "OB" | "OL" | "BOOST" | "TRIM" | "LB";
type BestRow = TableRow<Asked, Words, Token, string>;

const LENGTH = 46;
/** Digits: no mains, battery low, boost or bypass, …. */
const FLAGS = /^[01]{8}$/;

/** The words of an answer to Q1; undefined for what is none. */
export function wordsIn(answer: string): Words | undefined {
  const words = answer.slice(1).split(" ");
  const right = answer.length === LENGTH && answer.startsWith("(") && words.length === 8;
  return right && FLAGS.test(words[7] ?? "") ? words : undefined;
}

/** `FOR,750,120,120,20.0,27.6`. */
export interface Identity {
  readonly maker: string;
  readonly model: string;
  readonly input: number;
  readonly output: number;
  /** Volts at which the battery counts as empty and as full. */
  readonly low: number;
  readonly high: number;
  /** Of the Patriots: the flag of boost or bypass is upside down. */
  readonly inverted: boolean;
}

const [BEST, SOLA] = ["Best Power", "Sola Australia"];
const MODELS: Readonly<Record<string, readonly [maker: string, name: string]>> = {
  FOR: [BEST, "Fortress"],
  FTC: [BEST, "Fortress Telecom"],
  PRO: [BEST, "Patriot Pro"],
  PR2: [BEST, "Patriot Pro II"],
  AX1: [BEST, "Axxium Rackmount"],
  325: [SOLA, "Sola 325"],
  520: [SOLA, "Sola 520"],
  610: [BEST, "610"],
  620: [SOLA, "Sola 620"],
};

const FIELDS = /^(\w{3}), *(\d{1,4}), *(\d{3}), *(\d{3}), *(\d+\.\d), *(\d+\.\d)$/;

export function identityIn(text: string): Identity | undefined {
  const [, code = "", rating = "", input, output, low, high] = FIELDS.exec(text.trim()) ?? [];
  if (code === "") return undefined;
  const [maker, name] = MODELS[code] ?? ["Unknown", `Unknown ${code}`];
  return {
    maker,
    model: code in MODELS ? `${name} ${rating}` : `${name} (${rating})`,
    input: Number(input),
    output: Number(output),
    low: Number(low),
    high: Number(high),
    inverted: code === "PRO" || code === "PR2",
  };
}

const NOMINAL = [2, 6, 12, 24, 36, 48, 72, 96];

/** The usual voltage between empty and full. */
export const nominalOf = ({ low, high }: Identity): number | undefined =>
  NOMINAL.find((volts) => low < volts && high > volts);

const QUICK = { poll: "quick" } as const;
const numberAt = (words: Words, at: number): number => parseDecimal(words[at] ?? "") ?? Number.NaN;
const onMains = ([, , , , , , , flags = ""]: Words): boolean => flags[0] === "0";

const asWritten = (name: VarName, at: number): BestRow => ({
  var: name,
  ...QUICK,
  as: phrase((words) => (Number.isNaN(numberAt(words, at)) ? undefined : words[at])),
});

/** Of no meaning on battery. */
const regulated =
  (by: (input: number, output: number) => boolean, { inverted }: Identity) =>
  (words: Words): boolean =>
    onMains(words) && words[7]?.[2] === (inverted ? "0" : "1") && by(numberAt(words, 0), numberAt(words, 2));

export const rowsFor = (identity: Identity, factor: number): readonly BestRow[] => [
  { status: "OL", ...QUICK, when: onMains },
  { status: "OB", ...QUICK, when: (words) => !onMains(words) },
  { status: "BOOST", ...QUICK, when: regulated((input, output) => input < output, identity) },
  { status: "TRIM", ...QUICK, when: regulated((input, output) => input > output, identity) },
  { status: "LB", ...QUICK, when: (words) => words[7]?.[1] === "1" },
  asWritten("input.voltage", 0),
  asWritten("output.voltage", 2),
  asWritten("ups.load", 3),
  asWritten("input.frequency", 4),
  { var: "battery.voltage", ...QUICK, as: figure(1, (words) => factor * numberAt(words, 5)) },
  asWritten("ups.temperature", 6),
  {
    var: "battery.charge",
    ...QUICK,
    as: figure(1, (words, view: { option(name: string): string | undefined }) => {
      const full = parseDecimal(view.option("nombattvolt") ?? "") ?? identity.high;
      const charge = (100 * (numberAt(words, 5) - identity.low)) / (full - identity.low);
      return full > identity.low ? Math.max(0, Math.min(100, charge)) : undefined;
    }),
  },
  { cmd: "test.battery.start", send: "T" },
  { cmd: "test.battery.stop", send: "CT" },
];

export const factorOf = (option: string | undefined): number => numberOf(option) ?? 1;
