/** Values of variables as JSON: numbers for plain decimals, strings for all that only looks like one. */

/** Parts of a name that say what a thing is, not how much: `0764` and `20260101` are no numbers there. */
const IDENTITY =
  /(^|\.)(serial|vendorid|productid|firmware|version|mac|macaddr|date|time|id|part|model|mfr|name|desc)(\.|$)/;
const PLAIN_DECIMAL = /^-?(0|[1-9]\d*)(\.\d+)?$/;
/** A number of JavaScript keeps so many digits. */
const MOST_DIGITS = 15;

export function jsonValue(name: string, text: string): string | number {
  if (text.length > MOST_DIGITS + 2 || !PLAIN_DECIMAL.test(text) || IDENTITY.test(name)) return text;
  return text.replace(/\D/g, "").length > MOST_DIGITS ? text : Number(text);
}

/** `"name":value` of a compact object; a name such as `__proto__` is a name like any other. */
export const jsonMember = (name: string, value: unknown): string => `${JSON.stringify(name)}:${JSON.stringify(value)}`;

const BY_NAME = new Intl.Collator().compare;

/** The order of PeaNUT: that of a dictionary, not of bytes. */
export const byName = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => BY_NAME(a, b);
