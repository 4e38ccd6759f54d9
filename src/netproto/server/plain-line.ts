/**
 * The short way for nearly all lines: printable ASCII, blanks and a line end, without quotes, escapes,
 * comments and `=`. Gives the words that WordReader would give, or undefined for a line that needs it.
 */
import { SOCKET_LIMITS } from "../../nut/words.ts";

/** Words with one blank between them, which is how programs write. */
const SIMPLE = /^[!$-<>-[\]-~]+(?: [!$-<>-[\]-~]+)*\n$/;
const PLAIN = /^[\t-\r !$-<>-[\]-~]*\n$/;

function split(line: string): string[] | undefined {
  if (SIMPLE.test(line)) return line.slice(0, -1).split(" ");
  return PLAIN.test(line) ? line.split(/\s+/).filter((word) => word !== "") : undefined;
}

export function plainWords(line: string): string[] | undefined {
  const { maxWord, maxWords } = SOCKET_LIMITS;
  const words = line.length > maxWord ? undefined : split(line);
  return words && words.length > maxWords ? words.slice(0, maxWords) : words;
}
