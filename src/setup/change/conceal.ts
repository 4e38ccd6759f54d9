/** Lines of configuration files as they may be shown: without what is secret in them. */

const HIDDEN = "***";
const WORD = /"(?:[^"\\]|\\.)*"?|(?:[^\s#"\\]|\\.)+/g;
const NAMED = /^(\s*(?:\w*(?:pass|secret|community|token|key)\w*)\s*(?:=\s*)?)\S.*$/i;

/** `MONITOR system value user PASSWORD role`, `CERTIDENT name PASSWORD`. */
const POSITIONS: Readonly<Record<string, number>> = { MONITOR: 4, CERTIDENT: 2 };

/** Hides what stands at a position: up to the last word, which is the role, where a password of two words is not quoted. */
function hideWords(line: string, position: number): string {
  const words = [...line.matchAll(WORD)];
  const first = words[position];
  const last = words.length > position + 1 ? words.at(-2) : first;
  if (!first || !last) return line;
  const to = Math.max(first.index, last.index) + (last.index >= first.index ? last[0].length : first[0].length);
  return line.slice(0, first.index) + HIDDEN + line.slice(to);
}

export function concealLine(line: string): string {
  const position = POSITIONS[/^\s*(\w+)/.exec(line)?.[1]?.toUpperCase() ?? ""];
  const comment = /\s#.*$/.exec(line)?.[0] ?? "";
  const rest = comment === "" ? line : line.slice(0, -comment.length);
  if (position !== undefined) return hideWords(rest, position) + comment;
  return NAMED.test(line) ? line.replace(NAMED, `$1${HIDDEN}`) : line;
}
