const SPECIAL = /[.+^${}()|\\]/g;

/** Whether a word matches a pattern of a shell's `case`: `*`, `?` and `[…]`. */
export function matchesShellPattern(pattern: string, word: string): boolean {
  const source = pattern.replace(SPECIAL, "\\$&").replaceAll("*", ".*").replaceAll("?", ".");
  try {
    return new RegExp(`^${source}$`).test(word);
  } catch {
    return pattern === word;
  }
}
