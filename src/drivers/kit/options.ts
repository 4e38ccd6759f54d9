import type { DriverOption, DriverSettings } from "../types.ts";
import { DeviceError } from "../types.ts";

/** Says what is wrong with a value, or undefined. */
type Check = NonNullable<DriverOption["check"]>;

export const value = (name: string, help: string, check?: Check): DriverOption => ({
  name,
  kind: "value",
  help,
  ...(check ? { check } : {}),
});

export const flag = (name: string, help: string): DriverOption => ({ name, kind: "flag", help });

const shaped =
  (shape: RegExp, words: string): Check =>
  (text) =>
    shape.test(text) ? undefined : `"${text}" is not ${words}`;

export const wholeNumber = shaped(/^\s*-?\d+\s*$/, "a whole number");
/** 0 counts. */
export const notNegative = shaped(/^\s*\d+\s*$/, "a whole number");
export const positive = shaped(/^\s*0*[1-9]\d*\s*$/, "a whole number above 0");
export const percent = shaped(/^\s*0*([1-9]\d?|100)\s*$/, "a percentage from 1 to 100");

/** One of some words, in any case. */
export const among =
  (...words: readonly string[]): Check =>
  (text) =>
    words.some((word) => word.toLowerCase() === text.toLowerCase())
      ? undefined
      : `"${text}" is none of ${words.join(", ")}`;

/** The whole number of an option; undefined where it is not set or none. */
export function numberOf(text: string | undefined): number | undefined {
  if (text === undefined || wholeNumber(text) !== undefined) return undefined;
  return Number.parseInt(text, 10);
}

/** Throws DeviceError `configuration` for a value that is none. */
export function checkOptions(options: readonly DriverOption[], settings: Pick<DriverSettings, "get">): void {
  for (const { name, check } of options) {
    const text = settings.get(name);
    const problem = text === undefined ? undefined : check?.(text);
    if (problem !== undefined) throw new DeviceError("configuration", problem);
  }
}
