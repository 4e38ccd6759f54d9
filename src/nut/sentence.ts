/**
 * A protocol sentence as a pattern: `"SET VAR <ups> <var> <value>"` yields a parser, a formatter and
 * the type of the arguments, for client and server alike.
 *
 *     <name>    one word, sent bare            "<name>"  one word, always sent in quotes
 *     <name?>   optional, at the end           <name*>   all words that follow
 *     <!name>   a word that must never be logged (passwords)
 *     <=name>   a word that came from the peer and goes back as it came, with its blanks and nothing escaped
 *
 * Keywords match without regard to case.
 */
import { type Bag, type Part, partOf } from "./sentence-part.ts";
import { fillSentence, type Template, templateOf } from "./sentence-template.ts";

type Clean<S extends string> = S extends `${"!" | "="}${infer Rest}` ? Rest : S;
type Slot<S extends string> = S extends `${infer Name}?`
  ? { readonly [K in Clean<Name>]?: string | undefined }
  : S extends `${infer Name}*`
    ? { readonly [K in Clean<Name>]: readonly string[] }
    : { readonly [K in Clean<S>]: string };

export type Args<P extends string> = P extends `${string}<${infer Name}>${infer Rest}`
  ? Slot<Name> & Args<Rest>
  : // biome-ignore lint/complexity/noBannedTypes: the neutral element of an intersection
    {};

export type Parsed<T> =
  | { readonly kind: "ok"; readonly args: T; readonly extra: number }
  | { readonly kind: "other-verb" }
  | { readonly kind: "too-few-arguments" };

export interface Sentence<T> {
  readonly pattern: string;
  readonly keywords: readonly string[];
  /** Reads a split line. `extra` counts the words beyond the pattern. */
  parse(words: readonly string[]): Parsed<T>;
  format(args: T): string;
  /** As `format`, with secret words masked: what a log may show. */
  mask(args: T): string;
}

function parseParts(parts: readonly Part[], words: readonly string[]): Parsed<Bag> {
  const args: Bag = {};
  let at = 0;
  for (const part of parts) {
    const word = words[at];
    if (part.keyword !== "") {
      if (word !== part.keyword && word?.toUpperCase() !== part.keyword) return { kind: "other-verb" };
    } else if (part.rest) {
      args[part.name] = words.slice(at);
      return { kind: "ok", args, extra: 0 };
    } else if (word !== undefined) args[part.name] = word;
    else if (!part.optional) return { kind: "too-few-arguments" };
    at++;
  }
  return { kind: "ok", args, extra: Math.max(0, words.length - at) };
}

const masks = (parts: readonly Part[]): Bag =>
  Object.fromEntries(parts.filter(({ form }) => form === "secret").map(({ name }) => [name, "********"]));

export function sentence<const P extends string>(pattern: P): Sentence<Args<P>> {
  let read: readonly Part[] | undefined;
  let written: Template | undefined;
  const parts = (): readonly Part[] => {
    read ??= pattern.split(" ").map(partOf);
    return read;
  };
  const format = (args: Bag): string => {
    written ??= templateOf(parts());
    return fillSentence(written, args);
  };
  return {
    pattern,
    get keywords() {
      return parts()
        .filter((part) => part.keyword !== "")
        .map((part) => part.name);
    },
    parse: (line) => parseParts(parts(), line) as Parsed<Args<P>>,
    format: (args) => format(args as Bag),
    mask: (args) => format({ ...(args as Bag), ...masks(parts()) }),
  };
}
