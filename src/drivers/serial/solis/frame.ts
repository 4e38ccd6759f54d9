/**
 * The 25 bytes by which UPSes of Microsol tell their state:
 *
 *     0 model  1 output  2 input of Back-UPS  3 battery  4 temperature  5 current  6 input, relays  7 real power, a word
 *     9 clock and programme  20 flags  21 frequency, a word  23 sum of those before  24 fe
 */
import { type Framing, sumOf } from "../../kit/line/frames.ts";

export type Frame = Uint8Array;

const LENGTH = 25;
const END = 0xfe;

export const FRAMING: Framing = {
  length: ([first = 0]) => ((first & 0xf0) === 0xa0 || (first & 0xf0) === 0xb0 ? LENGTH : undefined),
  isRight: (frame) => frame.at(-1) === END && sumOf(frame.subarray(0, -2)) === frame.at(-2),
  longest: LENGTH,
};

export const byte = (frame: Frame, at: number): number => frame[at] ?? 0;
export const word = (frame: Frame, at: number): number => byte(frame, at) + 256 * byte(frame, at + 1);

export type Line = readonly [factor: number, rest: number];
export const along = ([factor, rest]: Line, count: number): number => count * factor + rest;

const flag =
  (mask: number) =>
  (frame: Frame): boolean =>
    (byte(frame, 20) & mask) !== 0;

export const isHighOutput = flag(0x01);
export const isCharging = flag(0x02);
export const isBatteryLow = flag(0x04);
export const isInverting = flag(0x08);
export const isTooHot = flag(0x10);
export const hasFailed = flag(0x20);
export const isHighInput = flag(0x40);
export const isOverloaded = flag(0x80);

/** Degrees Celsius. */
export const temperature = (frame: Frame): number => (byte(frame, 4) & 0x7f) - (byte(frame, 4) & 0x80);

/** Hertz of a Back-UPS. */
export const backUpsHertz = (frame: Frame): number => 0.37 * (257 - byte(frame, 22));
