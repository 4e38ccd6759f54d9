/**
 * Signals as ups.conf and the table of types write them: names of lines, a minus for "active low", joined by
 * whatever one likes. `none` (or `NULL`) is no line at all.
 *
 *     OL = -CTS          on line while Clear To Send is low
 *     LB = DCD + -RNG    low battery while Carrier Detect is high and Ring is low
 *     CP = DTR + -RTS    Data Terminal Ready up, Ready To Send down
 *     SD = ST            a break on the transmit line
 */
import type { InputLines, OutputLines } from "../../../device/serial-line.ts";

/** The level that each line must have; a line that is left out does not matter. */
export type InputSignal = Partial<InputLines>;
/** What is raised; `brk` is the break. */
export type OutputSignal = Required<OutputLines>;

const INPUTS: readonly (readonly [name: string, line: keyof InputLines])[] = [
  ["CTS", "cts"],
  ["DCD", "dcd"],
  ["RNG", "ri"],
  ["DSR", "dsr"],
];
const OUTPUTS: readonly (readonly [name: string, line: keyof OutputLines])[] = [
  ["DTR", "dtr"],
  ["RTS", "rts"],
  ["ST", "brk"],
];
const NOTHING = ["NULL", "NONE"];

const IN_NAMES = INPUTS.map(([name]) => name);
const OUT_NAMES = OUTPUTS.map(([name]) => name);

type Wrong = { readonly kind: "wrong"; readonly text: string };
/** `ignored`: what names no line. */
type Parsed<Signal> = { readonly kind: "ok"; readonly signal: Signal; readonly ignored: string } | Wrong;

/** What is left when every name that can stand there, and what joins them, is taken out. */
const leftover = (text: string, names: readonly string[]): string =>
  [...names, ...NOTHING].reduce((rest, name) => rest.replaceAll(name, " "), text).replace(/[^A-Z0-9]+/g, "");

const notHere = (text: string, foreign: string, direction: "in" | "out", names: readonly string[]): Wrong => ({
  kind: "wrong",
  text:
    `${text}: ${foreign} goes the other way; ` +
    `${direction === "in" ? "the UPS speaks" : "the computer speaks"} with ${names.join(", ")}`,
});

const isNothing = (upper: string): boolean => NOTHING.some((word) => upper.includes(word));

/** Names are found wherever they stand, as in C; there only in upper case. */
export function parseInput(text: string): Parsed<InputSignal> {
  const upper = text.toUpperCase();
  const foreign = OUT_NAMES.find((name) => upper.includes(name));
  if (foreign !== undefined) return notHere(text, foreign, "in", IN_NAMES);
  const levels = INPUTS.filter(([name]) => upper.includes(name)).map(([name, line]) => [
    line,
    !upper.includes(`-${name}`),
  ]);
  const signal: InputSignal = isNothing(upper) ? {} : Object.fromEntries(levels);
  return { kind: "ok", signal, ignored: leftover(upper, IN_NAMES) };
}

export function parseOutput(text: string): Parsed<OutputSignal> {
  const upper = text.toUpperCase();
  const foreign = IN_NAMES.find((name) => upper.includes(name));
  if (foreign !== undefined) return notHere(text, foreign, "out", OUT_NAMES);
  const raised = (name: string): boolean => !isNothing(upper) && upper.includes(name);
  const signal: OutputSignal = {
    dtr: raised("DTR") && !upper.includes("-DTR"),
    rts: raised("RTS") && !upper.includes("-RTS"),
    brk: raised("ST"),
  };
  return { kind: "ok", signal, ignored: leftover(upper, OUT_NAMES) };
}

const LINES = INPUTS.map(([, line]) => line);

/** True when some line decides about the signal. */
export const isDefined = (signal: InputSignal): boolean => LINES.some((line) => signal[line] !== undefined);

/** Every line has the level wanted; a signal without lines is always there. */
export const isThere = (signal: InputSignal, lines: InputLines): boolean =>
  LINES.every((line) => signal[line] === undefined || signal[line] === lines[line]);
