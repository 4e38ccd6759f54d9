import { asciiPart } from "../../nut/byte-text.ts";
import { errorFromWire, NutError } from "../../nut/errors.ts";
import { splitWords, type WordLimits } from "../../nut/words.ts";
import { RESPONSES } from "../responses.ts";

/** UTF-8 stays: a UPS may be described in any language. Lines are bounded by the line reader. */
const RESPONSE_LIMITS: WordLimits = { maxWords: 0, maxWord: 0, asciiOnly: false, maxLine: 0 };

/** Rows and characters of a list beyond which no server is honest. */
const MAX_ROWS = 16_384;
const MAX_CHARACTERS = 4_194_304;

/**
 *  - `more`: further lines belong to this answer.
 *  - `done`: this was its last.
 *  - `lost`: nobody can tell where the next answer begins; the connection is of no more use.
 */
export type Taken = "more" | "done" | "lost";

export interface AnswerReader<T> {
  readonly promise: Promise<T>;
  take(line: string): Taken;
  fail(error: NutError): void;
}

/** A line of bare and quoted words, one blank between them and nothing escaped: nearly all that servers send. */
const SIMPLE = /^(?:[^\s"#\\=]+|"[^"#\\]*")(?: (?:[^\s"#\\=]+|"[^"#\\]*"))*$/;
const SIMPLE_WORD = /[^\s"]+|"[^"]*"/g;

const unquoted = (word: string): string => (word.startsWith('"') ? word.slice(1, -1) : word);

export const responseWords = (line: string): readonly string[] =>
  SIMPLE.test(line) ? (line.match(SIMPLE_WORD) ?? []).map(unquoted) : splitWords(line, RESPONSE_LIMITS);

const brief = (line: string): string => (line.length > 80 ? `${line.slice(0, 80)}…` : line);

/** The error of a line that begins with ERR, as C's clients look at it, or undefined. A code that nobody knows is a protocol error with the line as detail. */
export function errorOf(line: string): NutError | undefined {
  if (!line.startsWith("ERR")) return undefined;
  const code = errorFromWire(responseWords(line)[1] ?? "");
  return code === "protocol-error" ? new NutError(code, brief(line)) : new NutError(code);
}

const unexpected = (line: string): NutError => new NutError("protocol-error", `unexpected answer "${brief(line)}"`);

/** A byte that is no UTF-8, as it comes back through the line reader's decoder. */
const decoded = (word: string): string => word.replace(/[\ud800-\udfff]/gu, "\ufffd");

const same = (a: string, b: string | undefined): boolean => a.toLowerCase() === b?.toLowerCase();

/** C upsd drops what is beyond ASCII from a name, and repeats what it is left with. */
const echoes = (query: readonly string[], given: readonly string[]): boolean =>
  query.every((word, i) => same(word, given[i]) || same(decoded(word), given[i]) || same(asciiPart(word), given[i]));

interface Deferred<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (error: NutError) => void;
}

function deferred<T>(): Deferred<T> {
  let resolve: (value: T) => void = () => undefined;
  let reject: (error: NutError) => void = () => undefined;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

/** An answer whose lines `read` turns into a value: undefined for "more to come". A NutError fails it. */
function answer<T>(read: (line: string) => T | NutError | undefined, onError: Taken): AnswerReader<T> {
  const { promise, resolve, reject } = deferred<T>();
  return {
    promise,
    fail: reject,
    take: (line) => {
      const wireError = errorOf(line);
      const value = wireError ?? read(line);
      if (value === undefined) return "more";
      if (!(value instanceof NutError)) {
        resolve(value);
        return "done";
      }
      reject(value);
      return wireError ? "done" : onError;
    },
  };
}

/** One line as it is, `ERR` lines too. */
export function lineAnswer(): AnswerReader<string> {
  const { promise, resolve, reject } = deferred<string>();
  return {
    promise,
    fail: reject,
    take: (line) => {
      resolve(line);
      return "done";
    },
  };
}

export const okAnswer = (): AnswerReader<readonly string[]> =>
  answer((line) => {
    const words = responseWords(line);
    return RESPONSES.ok.parse(words).kind === "ok" ? words : unexpected(line);
  }, "done");

/** A line whose words begin with those asked for (`VAR ups ups.status`), whatever their case; gives all of them. */
export const getAnswer = (query: readonly string[]): AnswerReader<readonly string[]> =>
  answer((line) => {
    const given = responseWords(line);
    return echoes(query, given) ? given : unexpected(line);
  }, "done");

/** A list: the words of every row. Each row must begin with the words asked for. */
export function listAnswer(query: readonly string[]): AnswerReader<readonly (readonly string[])[]> {
  const rows: (readonly string[])[] = [];
  let characters = 0;
  let begun = false;
  return answer((line) => {
    const given = responseWords(line);
    if (!begun) {
      const opening = RESPONSES.beginList.parse(given);
      begun = opening.kind === "ok" && echoes(query, opening.args.query);
      return begun ? undefined : unexpected(line);
    }
    if (RESPONSES.endList.parse(given).kind === "ok") return rows;
    characters += line.length;
    if (!echoes(query, given)) return unexpected(line);
    if (rows.length === MAX_ROWS || characters > MAX_CHARACTERS)
      return new NutError("protocol-error", "a list without end");
    rows.push(given);
    return undefined;
  }, "lost");
}
