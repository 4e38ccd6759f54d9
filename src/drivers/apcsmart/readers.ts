/** From an answer to the text of a variable. Numbers stay as the UPS writes them (`009.1`); times become seconds. */
import { type Reader, words } from "../kit/codecs.ts";

export const asWritten: Reader<string> = { read: (raw) => raw };

/** The whole number with which a text begins, 0 where there is none (`OFF`), in seconds. */
const time = (seconds: number): Reader<string> => ({
  read: (raw) => String(Number(/^\s*[+-]?\d{1,9}/.exec(raw)?.[0] ?? 0) * seconds),
});

/** `336` is two weeks. */
export const hours = time(3600);
/** `0042:` is 42 minutes. */
export const minutes = time(60);

/** Texts that clients know from the C driver. */
const REASONS = words<string>([
  ["R", "unacceptable utility voltage rate of change"],
  ["H", "high utility voltage"],
  ["L", "low utility voltage"],
  ["T", "line voltage notch or spike"],
  ["O", "no transfers yet since turnon"],
  ["S", "simulated power failure or UPS test"],
]);

/** The first letter tells why the UPS last went to battery; an unknown one is shown as it is. */
export const reason: Reader<string> = { read: (raw) => REASONS.read(raw.slice(0, 1)) ?? raw };
