import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { byteLength, cutBytes } from "../../src/nut/bytes.ts";

const ANY_TEXT = fc.string({ unit: "grapheme" });

describe("lengths in bytes", () => {
  it("are those of UTF-8", () => {
    fc.assert(fc.property(ANY_TEXT, (text) => byteLength(text) === Buffer.byteLength(text)));
  });

  it("cut a text between characters, as late as possible", () => {
    fc.assert(
      fc.property(ANY_TEXT, fc.nat({ max: 60 }), (text, max) => {
        const cut = cutBytes(text, max);
        expect(text.startsWith(cut)).toBe(true);
        expect(byteLength(cut)).toBeLessThanOrEqual(max);
        const [next = ""] = text.slice(cut.length);
        expect(next === "" || byteLength(cut + next) > max).toBe(true);
      }),
    );
  });
});
