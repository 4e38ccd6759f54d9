/**
 * The ID block, which says what a UPS is and what its other blocks hold:
 *
 *     processors, two bytes each | rating | phases | angle | name | meters | alarms | lengths of blocks
 *     02 10 01 05 02               03       01       00      0e …   5c …     21 …
 */
import { type Block, BlockReader, byteAt, textAt } from "./block.ts";

const PROCESSORS = ["Cont", "Inve", "Rect", "Netw", "Disp"];
const VA_PER_COUNT = 50;
const MOST_METERS = 136;
const MOST_ALARM_BYTES = 33;

export interface XcpIdentity {
  readonly firmware: string;
  readonly model: string;
  /** VA. */
  readonly rating: number;
  readonly phases: number;
  /** The format of each meter by its number; 0: it has none. */
  readonly meters: readonly number[];
  /** Numbers of its alarms, in the order of the alarm block. */
  readonly alarms: readonly number[];
  /** Bytes; 0: there is no such block. */
  readonly lengths: { readonly topology: number; readonly commands: number; readonly outlets: number };
}

const twoDigits = (byte: number): string => byte.toString(16).padStart(2, "0");

function firmwareOf(processors: Block): string {
  const versions = PROCESSORS.map((name, at) => {
    const [minor, major] = [byteAt(processors, 2 * at), byteAt(processors, 2 * at + 1)];
    return minor === 0 && major === 0 ? [] : [`${name}:${twoDigits(major)}.${twoDigits(minor)}`];
  });
  return versions.flat().join(" ");
}

/** Thousands of VA, or a zero and a word. */
function ratingOf(block: BlockReader): number {
  const thousands = block.byte();
  return thousands > 0 ? thousands * 1000 : block.word() * VA_PER_COUNT;
}

/** `PW5115 1500i`, where the name does not hold the rating anyway. */
function modelOf(name: Block, rating: number): string {
  const text = textAt(name, 0, name.length);
  return text.includes(`${rating}i`) ? text.trimEnd() : `${text} ${rating}i`;
}

const numbersOf = (bits: Block): readonly number[] =>
  [...bits.subarray(0, MOST_ALARM_BYTES)].flatMap((byte, at) =>
    [0, 1, 2, 3, 4, 5, 6, 7].flatMap((bit) => ((byte >> bit) & 1 ? [at * 8 + bit] : [])),
  );

export function identityOf(raw: Block): XcpIdentity {
  const block = new BlockReader(raw);
  const firmware = firmwareOf(block.bytes(2 * block.byte()));
  const rating = ratingOf(block);
  const phases = block.byte();
  block.byte(); // The angle between them.
  const model = modelOf(block.counted(), rating);
  const meters = [...block.counted().subarray(0, MOST_METERS)];
  const alarms = numbersOf(block.counted());
  block.word(); // Length of the configuration.
  block.counted(); // Statistics.
  block.bytes(4); // Lengths of the logs.
  const topology = block.word();
  block.byte(); // The longest command.
  const lengths = { topology, commands: block.word(), outlets: block.word() };
  return { firmware, model, rating, phases, meters, alarms, lengths };
}
