/**
 * What goes back on the wire. Texts are *byte strings*: one character a byte, so that a socket can write them as
 * latin1, which is the shortest way; what may be beyond ASCII goes through `utf8`.
 */
import { bytesOfText } from "../../nut/byte-text.ts";
import { ERRORS, type ErrorCode } from "../../nut/errors.ts";
import { escapeWord } from "../../nut/words.ts";

/** The answer to a request, and what becomes of the connection after it. */
export type Answer = string | { readonly text: string; readonly next: "close" | "starttls" };

export const OK = "OK\n";

/** `ERR <word>` of an error that has a word on the wire. */
export function err(code: ErrorCode): string {
  const row: { readonly wire?: string } = ERRORS[code];
  return `ERR ${row.wire ?? "UNKNOWN"}\n`;
}

/** A text of our files as the byte string that stands there. */
export const utf8 = bytesOfText;

/** Characters of a value, escapes included, that the C server serves; the rest is cut off. */
const MAX_VALUE = 255;

/** A value as it stands between quotes. An escape is never cut in two. */
export function servedValue(value: string): string {
  const escaped = escapeWord(value);
  if (escaped.length <= MAX_VALUE) return escaped;
  const cut = escaped.slice(0, MAX_VALUE);
  const backslashes = /\\*$/.exec(cut)?.[0].length ?? 0;
  return backslashes % 2 === 0 ? cut : cut.slice(0, -1);
}

/** A list as every LIST answers: the request is repeated before and after the rows, which end their own lines. */
export const list = (request: string, rows: string): string => `BEGIN LIST ${request}\n${rows}END LIST ${request}\n`;
