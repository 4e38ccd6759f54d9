/**
 * Pages of a Microlink device: its number in front of the memory that it brings, two sums behind it.
 *
 *     page 0   version, width, pages, series (2), version of its data, flags, –, version of the descriptor, –, first value: page, byte
 */
import type { Framing } from "../../kit/line/frames.ts";

const LONGEST = 256;
/** Its number, and the checksum. */
const AROUND = 3;
/** Bytes of page 0 before the descriptor. */
export const HEADER = 12;

const MODULUS = 255;

/** Adds to two running sums. */
export function summed(bytes: Iterable<number>, [first, second]: readonly [number, number] = [0, 0]): [number, number] {
  const sums: [number, number] = [first, second];
  for (const byte of bytes) {
    sums[0] = (sums[0] + byte) % MODULUS;
    sums[1] = (sums[1] + sums[0]) % MODULUS;
  }
  return sums;
}

/** Two bytes behind a frame. They do not tell 00 from ff. */
export function checksumOf(bytes: Uint8Array): readonly [number, number] {
  const [first, second] = summed(bytes);
  const one = MODULUS - ((first + second) % MODULUS);
  return [one, MODULUS - ((first + one) % MODULUS)];
}

function isRight(frame: Uint8Array): boolean {
  const [one, other] = checksumOf(frame.subarray(0, -2));
  return frame.at(-2) === one && frame.at(-1) === other;
}

/** Page 0, whose width its second byte tells; the scanner knows a device by it. */
export const FIRST_PAGE: Framing = {
  start: [0],
  length: ([, , width]) => (width === undefined ? "more" : width + AROUND),
  isRight: (frame) => frame.length >= HEADER + AROUND && (frame[3] ?? 0) > 0 && isRight(frame),
  longest: LONGEST,
};

export interface Header {
  readonly version: number;
  readonly width: number;
  readonly count: number;
  readonly series: number;
  readonly seriesVersion: number;
  readonly flags: number;
  readonly descriptorVersion: number;
  /** Page, and byte in it. */
  readonly pointer: number;
  readonly valuesAt: number;
}

export const [WANTS_PASSWORD, DESCRIBES] = [1 << 0, 1 << 3];

export function headerOf(page: Uint8Array): Header {
  const at = (index: number): number => page[index] ?? 0;
  return {
    version: at(0),
    width: at(1),
    count: at(2),
    series: at(3) * 256 + at(4),
    seriesVersion: at(5),
    flags: at(6),
    descriptorVersion: at(8),
    pointer: at(10) * 256 + at(11),
    valuesAt: at(10) * at(1) + at(11),
  };
}

/** What is in it. */
export const memoryIn = (page: Uint8Array): Uint8Array => page.subarray(1, -2);

/** Any page of a device. */
export const pagesOf = ({ width, count }: Header): Framing => ({
  length: ([number = count]) => (number < count ? width + AROUND : undefined),
  isRight,
  longest: LONGEST,
});
