/**
 * The checksum of Voltronic's inverters: CRC-16 with polynomial 0x1021 from 0 (XMODEM), high byte first, behind the
 * text and before the carriage return. Bytes that would mean something on the line are counted up by one.
 */

const CR = 0x0d;
const POLYNOMIAL = 0x1021;
/** LF, CR and `(`. */
const SPECIAL: readonly number[] = [0x0a, CR, 0x28];

function withByte(crc: number, byte: number): number {
  let sum = crc ^ (byte << 8);
  for (let bit = 0; bit < 8; bit++) sum = sum & 0x8000 ? ((sum << 1) ^ POLYNOMIAL) & 0xffff : sum << 1;
  return sum;
}

const escaped = (byte: number): number => (SPECIAL.includes(byte) ? byte + 1 : byte);

const checksum = (bytes: Uint8Array): readonly [high: number, low: number] => {
  const crc = bytes.reduce(withByte, 0);
  return [escaped(crc >> 8), escaped(crc & 0xff)];
};

export function sealCrc(question: string): Uint8Array {
  const text = Buffer.from(question.replace(/\r$/, ""), "latin1");
  return Uint8Array.from([...text, ...checksum(text), CR]);
}

/** The answer up to its checksum; undefined where that is wrong. */
export function unsealCrc(answer: Uint8Array): string | undefined {
  const end = answer.indexOf(CR);
  const bytes = end < 0 ? answer : answer.subarray(0, end);
  if (bytes.length < 3) return undefined;
  const text = bytes.subarray(0, -2);
  const [high, low] = checksum(text);
  return bytes.at(-2) === high && bytes.at(-1) === low ? Buffer.from(text).toString("latin1") : undefined;
}
