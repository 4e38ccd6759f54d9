/**
 * Text that keeps its bytes. The wire and the files carry bytes, and two names are the same when their bytes are.
 * UTF-8 becomes the characters it stands for; a byte that is no UTF-8 (a file in Latin-1) becomes one of U+DC80 to
 * U+DCFF, which no UTF-8 stands for, and goes back as the byte it was.
 *
 * A *byte string* has one character a byte, as latin1 reads and writes it.
 */

/** One character of UTF-8, or one byte that belongs to none (RFC 3629). */
const PIECE =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]/g;

/** Bits of the code point in the first byte, by the number of bytes. */
const FIRST_BITS = [0, 0x7f, 0x1f, 0x0f, 0x07];

function pieceText(piece: string): string {
  if (piece.length === 1) return String.fromCharCode(0xdc00 + piece.charCodeAt(0));
  let code = piece.charCodeAt(0) & (FIRST_BITS[piece.length] ?? 0);
  for (let at = 1; at < piece.length; at++) code = code * 64 + (piece.charCodeAt(at) & 0x3f);
  return String.fromCodePoint(code);
}

const isAscii = (text: string): boolean => /^[\x00-\x7f]*$/.test(text);

export const textOfBytes = (bytes: string): string => (isAscii(bytes) ? bytes : bytes.replace(PIECE, pieceText));

function characterBytes(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x80) return character;
  if (code >= 0xdc80 && code <= 0xdcff) return String.fromCharCode(code - 0xdc00);
  // What stands for no character at all is what every encoder makes of it: U+FFFD.
  if (code >= 0xd800 && code <= 0xdfff) return "\xef\xbf\xbd";
  const last = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), last(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >> 12), last(6), last(0));
  return String.fromCharCode(0xf0 | (code >> 18), last(12), last(6), last(0));
}

export function bytesOfText(text: string): string {
  if (isAscii(text)) return text;
  let bytes = "";
  for (const character of text) bytes += characterBytes(character);
  return bytes;
}

/** What the C programs leave of a word, in files and on the wire: the rest they drop byte by byte. */
export const asciiPart = (text: string): string => (isAscii(text) ? text : text.replace(/[^\x00-\x7f]/g, ""));

export const isBeyondAscii = (text: string): boolean => !isAscii(text);

/**
 * The shorter password that C programs make of one beyond ASCII, where it is still one: more than half of its
 * characters. Undefined else, and where nothing is lost.
 */
export function shorterPassword(password: string): string | undefined {
  const short = asciiPart(password);
  return isBeyondAscii(password) && short.length * 2 > [...password].length ? short : undefined;
}
