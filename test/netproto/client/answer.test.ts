import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { errorOf, getAnswer, responseWords } from "../../../src/netproto/client/answer.ts";
import { FILE_LIMITS, splitWords } from "../../../src/nut/words.ts";

it("takes the answer of a C server that drops what is beyond ASCII from a name", async () => {
  const answer = getAnswer(["VAR", "büro", "ups.status"]);
  expect(answer.take('VAR bro ups.status "OL"')).toBe("done");
  await expect(answer.promise).resolves.toEqual(["VAR", "bro", "ups.status", "OL"]);
  const other = getAnswer(["VAR", "büro", "ups.status"]);
  expect(other.take('VAR bero ups.status "OL"')).toBe("done");
  await expect(other.promise).rejects.toThrow(/unexpected answer/);
});

describe("the words of an answer", () => {
  it.each([
    ['VAR ups ups.mfr "A B"', ["VAR", "ups", "ups.mfr", "A B"]],
    ['VAR ups ups.mfr ""', ["VAR", "ups", "ups.mfr", ""]],
    ['VAR ups ups.mfr "a \\"b\\" \\\\ \\#"', ["VAR", "ups", "ups.mfr", 'a "b" \\ #']],
    ['VAR  ups "a"b', ["VAR", "ups", "a", "b"]],
  ])("%s", (line, words) => {
    expect(responseWords(line)).toEqual(words);
  });

  it("are the same by the short cut as by the full reader", () => {
    const piece = fc.constantFrom("VAR", "ups", " ", '"', "\\", "#", "=", "a.b", "ü", '"x y"', '""');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const line = pieces.join("").trim();
        expect(responseWords(line)).toEqual(splitWords(line, FILE_LIMITS));
      }),
      { numRuns: 2000 },
    );
  });
});

describe("an error line", () => {
  it("is one that begins with ERR, as in C", () => {
    expect(errorOf("ERR DATA-STALE")?.code).toBe("data-stale");
    expect(errorOf("ERR")?.code).toBe("protocol-error");
    expect(errorOf("ERROR DATA-STALE")?.code).toBe("data-stale");
    expect(errorOf('VAR ups a.b "ERR"')).toBeUndefined();
  });
});
