/**
 * The short way for nearly all lines: printable ASCII, blanks and a line end, without quotes, escapes,
 * comments and `=`. Gives the words that WordReader would give, or undefined for a line that needs it.
 */
import { SOCKET_LIMITS } from "../../nut/words.ts";

const PLAIN = /^[\t-\r !$-<>-[\]-~]*\n$/;
const SIMPLE = /^[!-~]+(?: [!-~]+)*\n$/;

export function plainWords(line: string): string[] | undefined {
  if (line.length > SOCKET_LIMITS.maxWord || !PLAIN.test(line)) return undefined;
  const words = SIMPLE.test(line) ? line.slice(0, -1).split(" ") : line.split(/\s+/).filter((word) => word !== "");
  return words.length > SOCKET_LIMITS.maxWords ? words.slice(0, SOCKET_LIMITS.maxWords) : words;
}
