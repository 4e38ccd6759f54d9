/** Registers as rows of a table name them: a place stands in a block, and a block is one request. */
import type { Answer } from "../kit/line/ask-line.ts";
import type { Block, Words as Told } from "./registers.ts";

export type Words = readonly number[];

export interface Place {
  readonly at: number;
  readonly count: number;
}

/** Into registers from an address on, together. */
export interface Write {
  readonly at: number;
  readonly values: Words;
}

/** One register, or two. */
export const one = (at: number): Place => ({ at, count: 1 });
export const two = (at: number): Place => ({ at, count: 2 });

export const placeOf = ({ at, count }: Place): string => `${at}+${count}`;

const covers = ({ at, count }: Block, place: Place): boolean => place.at >= at && place.at + place.count <= at + count;

function answerIn(told: Told | undefined, { at, count }: Place): Answer<Words> {
  const raw = Array.from({ length: count }, (_, index) => told?.(at + index) ?? []).flat();
  return raw.length === count ? { kind: "data", raw } : { kind: "silent" };
}

/** Reads the blocks in which the places stand, each once. */
export async function readInBlocks(
  places: readonly Place[],
  blocks: readonly Block[],
  read: (block: Block) => Promise<Told>,
): Promise<readonly Answer<Words>[]> {
  const told = new Map<Block, Told>();
  for (const block of blocks) if (places.some((place) => covers(block, place))) told.set(block, await read(block));
  const at = (place: Place): Told | undefined => [...told].find(([block]) => covers(block, place))?.[1];
  return places.map((place) => answerIn(at(place), place));
}
