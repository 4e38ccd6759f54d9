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
