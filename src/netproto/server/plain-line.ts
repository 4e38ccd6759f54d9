/** The short way for printable ASCII without quotes, escapes, comments, `=`: WordReader's words, or undefined. */
import { NETWORK_LIMITS } from "../../nut/words.ts";

const WORD = 1;
const BLANK = 2;

/** What a character is in a plain line, by its code; 0 where it makes the line another's business. */
const KIND = Uint8Array.from({ length: 256 }, (_, code) => {
  if (code === 32 || (code >= 9 && code <= 13)) return BLANK;
  return code > 32 && code < 127 && !'"#=\\'.includes(String.fromCharCode(code)) ? WORD : 0;
});

/** `line` is a byte string with its line end. */
export function plainWords(line: string): readonly string[] | undefined {
  const { maxWord, maxWords } = NETWORK_LIMITS;
  if (line.length > maxWord || line.charCodeAt(line.length - 1) !== 10) return undefined;
  const words: string[] = [];
  let start = -1;
  for (let at = 0; at < line.length; at++) {
    const kind = KIND[line.charCodeAt(at)];
    if (kind === WORD) {
      if (start < 0) start = at;
    } else if (kind === BLANK) {
      if (start >= 0 && words.length < maxWords) words.push(line.slice(start, at));
      start = -1;
    } else return undefined;
  }
  return words;
}
