/** Searching the list as people type: any case, any order, parts of names, with and without hyphens. */
import { suggest } from "../../conf/suggest.ts";
import type { ListedDevice } from "./listing.ts";

/** Shorter words must begin a word of the device; longer ones may stand anywhere. */
const ANYWHERE = 3;

interface Indexed {
  readonly device: ListedDevice;
  readonly tokens: readonly string[];
  /** All of it without what separates words. */
  readonly solid: string;
}

const squeezed = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}+]/gu, "");

function indexed(device: ListedDevice): Indexed {
  const { maker, model, drivers, link, note = "" } = device;
  const text = [maker, model, ...drivers, link, note].join(" ");
  const tokens = text
    .split(/[\s/,()=]+/)
    .flatMap((word) => [squeezed(word), ...word.split(/[^\p{L}\p{N}+]+/u).map(squeezed)]);
  return { device, tokens: tokens.filter(Boolean), solid: squeezed(text) };
}

const fits = ({ tokens, solid }: Indexed, word: string): boolean =>
  tokens.some((token) => token.startsWith(word)) || (word.length >= ANYWHERE && solid.includes(word));

export interface DeviceSearch {
  readonly found: readonly ListedDevice[];
  /** Words that no device has, each with the nearest that some device has. */
  readonly unknown: readonly (readonly [word: string, suggestion: string | undefined])[];
}

export function findDevices(all: readonly ListedDevice[], words: readonly string[]): DeviceSearch {
  const index = all.map(indexed);
  const wanted = words.flatMap((word) => word.split(/\s+/)).filter((word) => squeezed(word) !== "");
  const found = index.filter((entry) => wanted.every((word) => fits(entry, squeezed(word))));
  if (found.length > 0) return { found: found.map(({ device }) => device), unknown: [] };
  const known = new Set(index.flatMap(({ tokens }) => tokens));
  const unknown = wanted
    .filter((word) => !index.some((entry) => fits(entry, squeezed(word))))
    .map((word) => [word, suggest(squeezed(word), known)] as const);
  return { found: [], unknown };
}
