/** Frames in bytes, as families frame them, in noise. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Frames, type Framing, sumOf, xorOf } from "../../../src/drivers/kit/line/frames.ts";

/** Start, length of the data, data, and what makes the sum zero. */
const COUNTED: Framing = {
  start: [0xab],
  length: ([, size]) => (size === undefined ? "more" : size + 3),
  isRight: (frame) => sumOf(frame) === 0,
  longest: 64,
};

/** Between STX and ETX, exclusive or before the end. */
const MARKED: Framing = {
  start: [0x02],
  length: (begun) => (begun.at(-1) === 0x03 ? begun.length : "more"),
  isRight: (frame) => frame.length > 3 && xorOf(frame.subarray(1, -2)) === frame.at(-2),
  longest: 32,
};

/** Four bytes, the last a mark; nothing tells the first. */
const FIXED: Framing = { length: () => 4, isRight: (frame) => frame[3] === 0xfe, longest: 4 };

const counted = (...data: readonly number[]): number[] => {
  const bytes = [0xab, data.length, ...data];
  return [...bytes, -sumOf(bytes) & 0xff];
};
const marked = (text: string): number[] => [0x02, ...Buffer.from(text), xorOf(Buffer.from(text)), 0x03];

function found(framing: Framing, bytes: readonly number[]): readonly (readonly number[])[] {
  const frames = new Frames(framing);
  const all = bytes.map((byte) => frames.push(byte));
  for (let last = frames.pause(); last; last = frames.pause()) all.push(last);
  return all.flatMap((one) => (one ? [[...one]] : []));
}

describe("frames", () => {
  it.each([
    ["whose header tells the length", COUNTED, counted(1, 2, 3), counted()],
    ["that a mark ends", MARKED, marked("P0"), marked("STATUS")],
    ["of one length", FIXED, [1, 2, 3, 0xfe], [4, 5, 6, 0xfe]],
  ])("%s are found one after the other", (_, framing, one, other) => {
    expect(found(framing, [...one, ...other, ...one])).toEqual([one, other, one]);
  });

  it("are found behind half a frame, and behind bytes that look like a beginning", () => {
    expect(found(COUNTED, [...counted(1, 2, 3).slice(3), 0xab, 0x40, ...counted(9)])).toEqual([counted(9)]);
    expect(found(FIXED, [7, ...[1, 2, 3, 0xfe]])).toEqual([[1, 2, 3, 0xfe]]);
  });

  it("with a wrong checksum are none, and hide none", () => {
    const wrong = counted(1, 2, 3).with(3, 9);
    expect(found(COUNTED, wrong)).toEqual([]);
    expect(found(COUNTED, [...wrong, ...counted(7)])).toEqual([counted(7)]);
  });

  it("that do not come to an end are given up after a pause", () => {
    const frames = new Frames(COUNTED);
    for (const byte of [0xab, 5, 1]) frames.push(byte);
    expect([frames.pending, frames.pause(), frames.pending]).toEqual([true, undefined, false]);
  });

  it("in any noise are those that were sent, and the noise is bounded", () => {
    const noise = fc.array(fc.integer({ min: 0, max: 0xaa }), { maxLength: 80 });
    const data = fc.array(fc.integer({ min: 0, max: 255 }), { maxLength: 20 });
    fc.assert(
      fc.property(fc.array(fc.tuple(noise, data), { maxLength: 6 }), (pieces) => {
        const sent = pieces.map(([, bytes]) => counted(...bytes));
        expect(
          found(
            COUNTED,
            pieces.flatMap(([before], at) => [...before, ...(sent[at] ?? [])]),
          ),
        ).toEqual(sent);
      }),
    );
  });

  it("never fail, whatever comes", () => {
    fc.assert(
      fc.property(fc.constantFrom(COUNTED, MARKED, FIXED), fc.uint8Array({ maxLength: 300 }), (framing, bytes) => {
        for (const frame of found(framing, [...bytes])) expect(framing.isRight(Uint8Array.from(frame))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
