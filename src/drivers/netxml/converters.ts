/** Between objects of a card and values of variables. */
import { fixed } from "../kit/codecs.ts";

interface Facts {
  /** An option of ups.conf; flags are "". */
  option(name: string): string | undefined;
  /** The card tells of its sensor that it is too warm or too damp. */
  readonly tellsAmbient: boolean;
}

/** Undefined where there is no value in it. */
export type Convert = (said: string, facts: Facts) => string | undefined;

export function wholeIn(said: string): number | undefined {
  const [digits] = /^\s*[+-]?\d+/.exec(said) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

const oneOf =
  (words: Readonly<Record<number, string>>): Convert =>
  (said) => {
    const number = wholeIn(said);
    return number === undefined ? undefined : words[number];
  };

const divided =
  (by: number): Convert =>
  (said) => {
    const number = wholeIn(said);
    return number === undefined ? undefined : fixed(number / by, 2);
  };

export const YES_NO = oneOf({ 0: "no", 1: "yes" });
export const ON_OFF = oneOf({ 0: "off", 1: "on" });
export const BEEPER = oneOf({ 1: "disabled", 2: "enabled", 3: "muted" });
export const CONTACT = oneOf({ 0: "opened", 1: "closed" });
export const SENSITIVITY = oneOf({ 0: "normal", 1: "high", 2: "low" });

export const UPS_TYPE = oneOf({
  1: "offline / line interactive",
  2: "online",
  3: "online - unitary/parallel",
  4: "online - parallel with hot standy",
  5: "online - hot standby redundancy",
});

export const TEST_RESULT = oneOf({
  1: "done and passed",
  2: "done and warning",
  3: "done and error",
  4: "aborted",
  5: "in progress",
  6: "no test initiated",
  7: "test scheduled",
});

/** Ampere-seconds. */
export const AMPERE_HOURS = divided(3600);
export const HUNDREDTHS = divided(100);

/** Cards of the years before 2008 tell tenths in some places: `do_convert_deci`. */
export const DECI: Convert = (said, { option }) => {
  if (option("do_convert_deci") === undefined) return said;
  const number = wholeIn(said);
  return number === undefined ? undefined : fixed(number / 10, 1);
};

export const DECI_UNLESS_ZERO: Convert = (said, facts) => (wholeIn(said) ? DECI(said, facts) : undefined);

const MOMENT = /^(\S+?)[\s-]+(\d+:\S*)/;

/** `2026/03/01 15:23:26` */
export const TIME: Convert = (said) => MOMENT.exec(said)?.[2];
export const dateIn = (said: string): string | undefined => MOMENT.exec(said)?.[1];

export const AMBIENT: Convert = (said, { tellsAmbient }) => (tellsAmbient ? said : undefined);
