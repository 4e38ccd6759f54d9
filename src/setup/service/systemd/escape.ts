/** Texts in units: names of instances (systemd-escape), words of command lines (systemd.service(5)). */

const asHex = (byte: number): string => `\\x${byte.toString(16).padStart(2, "0")}`;

/** `my ups` is `my\x20ups`; `%I` in the unit is the name again. */
export const escapeInstance = (name: string): string =>
  [...new TextEncoder().encode(name)]
    .map((byte, at) => {
      const character = String.fromCharCode(byte);
      if (character === "/") return "-";
      return /[A-Za-z0-9:_]/.test(character) || (character === "." && at > 0) ? character : asHex(byte);
    })
    .join("");

export const unescapeInstance = (instance: string): string => {
  const bytes: number[] = [];
  for (const [part] of instance.matchAll(/\\x[\da-f]{2}|./gsu)) {
    if (part.length > 1) bytes.push(Number.parseInt(part.slice(2), 16));
    else bytes.push(...new TextEncoder().encode(part === "-" ? "/" : part));
  }
  return new TextDecoder().decode(Uint8Array.from(bytes));
};

/** A word of an Exec line. */
export function execWord(word: string): string {
  const literal = word.replaceAll("%", "%%").replaceAll("$", "$$$$");
  return /^[\w@%+=:,./$-]+$/.test(word) ? literal : `"${literal.replace(/["\\]/g, "\\$&")}"`;
}

export const execLine = (words: readonly string[]): string => words.map(execWord).join(" ");
