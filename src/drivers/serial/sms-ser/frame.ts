/**
 * Seven bytes to a UPS of SMS, eighteen back; all but the CR make zero together:
 *
 *     we  54 01 2c ff ff 81 0d      a letter, two numbers (ff ff: none), what makes the sum zero, CR
 *     it  3d … 31 0d                the kind of answer, fifteen bytes, what makes the sum zero, CR
 */
import { type Framing, sumOf } from "../../kit/line/frames.ts";

export type Frame = Uint8Array;

const CR = 0x0d;
const NONE = 0xff;

/** `seconds`: the first number, of two bytes, the higher one first. */
export function word(letter: string, seconds?: number): Uint8Array {
  const told = seconds === undefined ? [NONE, NONE] : [seconds >> 8, seconds & 0xff];
  const bytes = [letter.charCodeAt(0), ...told, NONE, NONE];
  return Uint8Array.of(...bytes, -sumOf(bytes) & 0xff, CR);
}

const STATES = "<=>";
const TEXTS = ":;";
const LENGTH = 18;

const kindOf = ([first = 0]: Iterable<number>): string => String.fromCharCode(first);
/** True for an answer that may be one to this letter. */
export const answers = (letter: string, frame: Frame): boolean =>
  (letter === "Q" ? STATES : TEXTS).includes(kindOf(frame));

export const FRAMING: Framing = {
  length: (begun) => ((STATES + TEXTS).includes(kindOf(begun)) ? LENGTH : undefined),
  isRight: (frame) => frame.length === LENGTH && frame.at(-1) === CR && sumOf(frame.subarray(0, -1)) === 0,
  longest: LENGTH,
};

/** What can be printed of some bytes. */
export const text = (frame: Frame, from: number, to: number): string =>
  Buffer.from(frame.subarray(from, to))
    .toString("latin1")
    .replace(/[^\x20-\x7e]/g, "")
    .trim();

export const modelIn = (frame: Frame): string => text(frame, 1, 13);
