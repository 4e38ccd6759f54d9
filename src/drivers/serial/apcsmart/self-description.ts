/**
 * The answer to `a`: protocol, alerts, questions and commands, and questions of two bytes.
 *
 *     3.!$%+?=#|.^A^N^Z')+-89@ABDEFGKLMNOPQRSUVWXYZabcdefgjklmnopqrsuxyz~
 *     4.!$%+?=*#|.^A…z~.\x9f:\xd3\xd4
 */

export interface CommandSet {
  readonly characters: string;
  /** Two bytes each. */
  readonly pairs: readonly string[];
}

const SHAPE = /^[0-9]\.[^.]*\.[^.]+(\.[^.]+)?$/;
/** What the older driver takes: firmware is known that answers with a set of its own order. */
const LOOSE_SHAPE = /^[^.]*\.[^.]*\./;

/** Undefined for an answer that is no command set. */
export function parseCommandSet(answer: string, loose = false): CommandSet | undefined {
  if (!(loose ? LOOSE_SHAPE : SHAPE).test(answer)) return undefined;
  const [, , characters = "", ...rest] = answer.split(".");
  return loose ? { characters: [characters, ...rest].join("."), pairs: [] } : { characters, pairs: pairsIn(rest[0]) };
}

/** A prefix stands before a colon, its bytes behind, up to the next prefix. */
function pairsIn(text = ""): readonly string[] {
  const pairs: string[] = [];
  let prefix = "";
  for (const [at, byte] of [...text].entries()) {
    if (text[at + 1] === ":") prefix = byte;
    else if (byte !== ":" && prefix !== "") pairs.push(prefix + byte);
  }
  return pairs;
}

/**
 * The answer to `^Z`: which variables can be set, and to what. Groups follow each other without a mark, those of a
 * Matrix-UPS with one.
 *
 *     #uI43253264271280s441HMLL…          ##uI43253264271280##s441HMLL…
 *      |||| four values of three characters
 *      |||+-- length of a value
 *      ||+--- number of values
 *      |+---- locale: the last letter of the firmware, or 4 for all
 *      +----- the question
 */

export interface CapabilityGroup {
  readonly ask: string;
  readonly locale: string;
  readonly values: readonly string[];
}

export interface Capabilities {
  readonly groups: readonly CapabilityGroup[];
  /** What is wrong with the text, where something is; the groups before it count. */
  readonly problem?: string;
}

const ANY_LOCALE = "4";
const HEADER = 4;

const digit = (character: string | undefined): number => (character?.charCodeAt(0) ?? 0) - "0".charCodeAt(0);

/** Numbers below zero, which some firmware has, stand for a group without values. */
function sizes(header: string): readonly [count: number, length: number] {
  const count = digit(header[2]);
  const length = digit(header[3]);
  return count < 0 || length < 0 ? [0, 0] : [count, length];
}

export function parseCapabilities(answer: string): Capabilities {
  if (!answer.startsWith("#")) return { groups: [], problem: "it does not begin with #" };
  const mark = answer.startsWith("##") ? 2 : 0;
  const groups: CapabilityGroup[] = [];
  let at = mark === 0 ? 1 : 0;
  while (at < answer.length) {
    at += mark;
    if (at >= answer.length) return { groups, problem: "it ends where a group should begin" };
    const header = answer.slice(at, at + HEADER);
    const [count, length] = sizes(header);
    at += HEADER;
    groups.push({ ask: header.slice(0, 1), locale: header.slice(1, 2), values: valuesAt(answer, at, count, length) });
    at += count * length;
  }
  return { groups };
}

const valuesAt = (answer: string, at: number, count: number, length: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => answer.slice(at + index * length, at + (index + 1) * length)).filter(
    (value) => value !== "",
  );

/** The groups for firmware that ends in `locale`. */
export const groupsFor = (groups: readonly CapabilityGroup[], locale: string | undefined): readonly CapabilityGroup[] =>
  groups.filter((group) => group.locale === ANY_LOCALE || group.locale === locale);
