/**
 * Definition files, as `upsc` prints them and dummy-ups reads them:
 *
 *     ups.mfr: Example            a variable; an empty value withdraws it
 *     ups.status: OB LB           tokens instead of a value
 *     ALARM battery is hot        one more text in ups.alarm; without a text: none any more
 *     TIMER 60                    go on reading after so many seconds
 *
 * Read by the word syntax: `#` begins a comment, quotes keep blanks together, `=` stands apart.
 */
import { checkBytes } from "../../conf/odd-bytes.ts";
import { type Problem, reporter } from "../../conf/problem.ts";
import { cutBytes } from "../../nut/bytes.ts";
import { type WordLimits, type WordLine, WordReader } from "../../nut/words.ts";

export type DefinitionStep =
  | { readonly kind: "set"; readonly name: string; readonly value: string }
  | { readonly kind: "status"; readonly tokens: readonly string[] }
  | { readonly kind: "alarm"; readonly text: string }
  | { readonly kind: "no-alarms" }
  | { readonly kind: "timer"; readonly seconds: number };

export interface Definition {
  readonly steps: readonly DefinitionStep[];
  /** Lines that break the word syntax, for a warning. */
  readonly badLines: readonly number[];
  /** Bytes that nobody meant to write. */
  readonly problems: readonly Problem[];
}

/** What the C driver keeps to: 31 words of value, ASCII, 127 bytes joined. */
const LIMITS: WordLimits = { maxWords: 32, maxWord: 512, asciiOnly: true, maxLine: 0 };
const MAX_JOINED = 127;

const joined = (words: readonly string[]): string => cutBytes(words.join(" "), MAX_JOINED);

/** C's atoi, without what is below zero. */
const seconds = (text: string | undefined): number => Math.max(0, Number(/^\s*\+?\d+/.exec(text ?? "")?.[0] ?? 0));

function stepOf([head = "", ...rest]: readonly string[]): DefinitionStep | undefined {
  if (head.startsWith("TIMER")) return { kind: "timer", seconds: seconds(rest[0]) };
  if (head.startsWith("ALARM")) {
    const text = joined(rest);
    return text === "" ? { kind: "no-alarms" } : { kind: "alarm", text };
  }
  const [name = ""] = head.split(":", 1);
  if (name === "" || name.startsWith("driver.")) return undefined;
  if (name.startsWith("ups.status")) return { kind: "status", tokens: rest };
  return { kind: "set", name, value: joined(rest) };
}

export function parseDefinition(text: string, file = "definition file"): Definition {
  const steps: DefinitionStep[] = [];
  const badLines: number[] = [];
  const take = ({ words, error }: WordLine): void => {
    if (error !== undefined) badLines.push(words[0]?.line ?? 0);
    const step = error === undefined && words.length > 0 ? stepOf(words.map((word) => word.text)) : undefined;
    if (step) steps.push(step);
  };
  const report = reporter(file);
  const reader = new WordReader(LIMITS, take);
  if (checkBytes(text, { control: "left out", undecoded: "left out" }, report)) reader.push(text);
  reader.end();
  return { steps, badLines, problems: report.problems };
}
