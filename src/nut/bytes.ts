/** Lengths as the wire counts them: in bytes of UTF-8. */

const widthOf = (codePoint: number): number =>
  codePoint < 0x80 ? 1 : codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;

export function byteLength(text: string): number {
  let bytes = 0;
  for (const char of text) bytes += widthOf(char.codePointAt(0) ?? 0);
  return bytes;
}

/** The longest beginning of the text that fits into `max` bytes; characters stay whole. */
export function cutBytes(text: string, max: number): string {
  if (text.length * 3 <= max) return text;
  let bytes = 0;
  let end = 0;
  for (const char of text) {
    bytes += widthOf(char.codePointAt(0) ?? 0);
    if (bytes > max) return text.slice(0, end);
    end += char.length;
  }
  return text;
}

/** Longest value of a variable: the C programs keep 256 bytes with the closing NUL. */
export const MAX_VALUE = 255;
