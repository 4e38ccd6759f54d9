import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { asciiPart, bytesOfText, shorterPassword, textOfBytes } from "../../src/nut/byte-text.ts";

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

describe("text that keeps its bytes", () => {
  it("gives back any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        expect(bytesOfText(textOfBytes(latin1(bytes)))).toBe(latin1(bytes));
      }),
    );
  });

  it("reads UTF-8 as every decoder does", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (text) => {
        const bytes = Buffer.from(text, "utf8");
        expect(textOfBytes(latin1(bytes))).toBe(bytes.toString("utf8"));
        expect(bytesOfText(bytes.toString("utf8"))).toBe(latin1(bytes));
      }),
    );
  });

  it("keeps a Latin-1 name apart from the same name in UTF-8", () => {
    expect(textOfBytes("b\xfcro")).not.toBe(textOfBytes("b\xc3\xbcro"));
    expect(textOfBytes("b\xc3\xbcro")).toBe("büro");
    expect(asciiPart(textOfBytes("b\xfcro"))).toBe("bro");
  });

  it("takes no surrogate, overlong form or code point beyond Unicode for a character", () => {
    for (const bytes of ["\xed\xa0\x80", "\xc0\xaf", "\xe0\x80\xaf", "\xf4\x90\x80\x80", "\xf5\x80\x80\x80"]) {
      expect(textOfBytes(bytes)).toHaveLength(bytes.length);
    }
  });
});

describe("the shorter password of C programs", () => {
  it.each([
    ["päss", "pss"],
    ["plain", undefined],
    ["пароль1", undefined],
    ["üa", undefined],
    ["", undefined],
  ])("of %s is %s", (password, short) => {
    expect(shorterPassword(password)).toBe(short);
  });
});
