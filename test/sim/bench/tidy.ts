/** What no value of a variable may be, whatever a device says. */

const LONGEST = 1024;
/** What a program prints by mistake. */
const MISTAKES = /^(NaN|-?Infinity|undefined|null)\W?$|^\[object /;
const CONTROL = /[\x00-\x1f\x7f]/;

/** Undefined where nothing is wrong with it. */
export function untidy(value: unknown): string | undefined {
  if (typeof value !== "string") return `no text, ${String(value)}`;
  if (value.length > LONGEST) return `${value.length} characters`;
  if (MISTAKES.test(value)) return `a mistake, ${value}`;
  return CONTROL.test(value) ? `control characters, ${JSON.stringify(value)}` : undefined;
}
