/** Parts of an installed NUT of the C project that are taken over one by one: a driver, upsd, upsmon. */
import { NutError } from "../../nut/errors.ts";

export type Part = "upsd" | "upsmon" | `driver:${string}`;

const DRIVER = "driver:";

export const driverPart = (upsname: string): Part => `${DRIVER}${upsname}`;

/** The UPS of a driver; undefined for the other parts. */
export const upsOfPart = (part: Part): string | undefined =>
  part.startsWith(DRIVER) ? part.slice(DRIVER.length) : undefined;

/** Throws NutError `usage`. */
export function parsePart(word: string, upsnames: readonly string[]): Part {
  if (word === "upsd" || word === "upsmon") return word;
  const found = upsnames.map(driverPart).find((part) => part === word);
  if (found !== undefined) return found;
  const all = ["upsd", "upsmon", ...upsnames.map(driverPart)];
  throw new NutError("usage", `--only ${word}: write one of ${all.join(", ")}`);
}

export const allParts = (a: readonly Part[] = [], b: readonly Part[] = []): readonly Part[] => [
  ...new Set([...a, ...b]),
];
