import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { editDistance, suggest } from "../../src/conf/suggest.ts";

const short = fc.string({ maxLength: 12 });

describe("did you mean", () => {
  it.each([
    ["", "abc", 3],
    ["kitten", "sitting", 3],
    ["MAXAEG", "MAXAGE", 1],
    ["same", "same", 0],
  ])("counts the edits from %j to %j as %d", (a, b, edits) => {
    expect(editDistance(a, b)).toBe(edits);
    expect(editDistance(b, a)).toBe(edits);
  });

  it("never counts more edits than letters, nor fewer than the lengths differ by", () => {
    fc.assert(
      fc.property(short, short, (a, b) => {
        const edits = editDistance(a, b);
        expect(edits).toBe(editDistance(b, a));
        expect(edits).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(edits).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
        expect(edits === 0).toBe(a === b);
      }),
    );
  });

  it("finds the nearest name, whatever its case, and none where none is near", () => {
    const known = ["MINSUPPLIES", "MONITOR", "NOTIFYCMD", "NOTIFYMSG"];
    expect(suggest("monitr", known)).toBe("MONITOR");
    expect(suggest("NOTIFYMESG", known)).toBe("NOTIFYMSG");
    expect(suggest("BANANA", known)).toBeUndefined();
    expect(suggest("M".repeat(1e6), known)).toBeUndefined();
  });
});
