import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  FILE_LIMITS,
  formatWord,
  quoteWord,
  SOCKET_LIMITS,
  splitWords,
  type WordLimits,
  type WordLine,
  WordReader,
} from "../../src/nut/words.ts";

function read(pieces: readonly string[], limits: WordLimits = SOCKET_LIMITS): WordLine[] {
  const lines: WordLine[] = [];
  const reader = new WordReader(limits, (line) => lines.push(line));
  for (const piece of pieces) reader.push(piece);
  reader.end();
  return lines;
}

const texts = (line: WordLine | undefined): string[] => (line?.words ?? []).map((word) => word.text);

describe("words on a socket", () => {
  /**
   * The third argument of `GET DESC u <odd>`, as the upsd of NUT 2.8.5 echoed it. Each line ends with a line end
   * beside those in the text.
   */
  it.each([
    ["plain", "plain"],
    ['"two words"', "two words"],
    ['"" ', ""],
    ["a\\ b", "a b"],
    ['\\"q\\"', '"q"'],
    ['"a\\"b"', 'a"b'],
    ['"a\\\\b"', "a\\b"],
    ["a\\\\b", "a\\b"],
    ["a#b", "a"],
    ["\\#x", "#x"],
    ['"a\\#b"', "a#b"],
    ["a=b", "a"],
    ["=b", "="],
    ["\\=b", "=b"],
    ["a\\=b", "a=b"],
    ['"a=b"', "a=b"],
    ['a"b"c', 'a"b"c'],
    ['"ab"cd', "ab"],
    ['ab"cd ef"', 'ab"cd'],
    ["a\tb", "a"],
    ["a\vb", "a"],
    ["a\fb", "a"],
    ["a\rb", "a"],
    ["a\x01b", "ab"],
    ["a\x00b", "ab"],
    ["a\x7fb", "a\x7fb"],
    ["a\x80b", "ab"],
    ["a\xa0b", "ab"],
    ["üx", "x"],
    ["ü", ""],
    ['"a\nb"', "ab"],
    ['"a\\\nb"', "ab"],
    ["a\\\nb", "ab"],
    ["a\\\n", "a"],
    ["\\\nb", "b"],
    ["\\\\", "\\"],
    ['"a""b"', "a"],
    ["\\n", "n"],
    ['"\\n"', "n"],
    ["'a b'", "'a"],
    ["==", "="],
    ['""=""', ""],
    ["\x01", ""],
    ['"\x01"', ""],
    ["a\\\rb", "ab"],
    ["\vb", "b"],
  ])("split %j as the C server does: %j", (odd, word) => {
    const [line, ...rest] = read([`GET DESC u ${odd}\n`]);
    expect(line?.error).toBeUndefined();
    expect(texts(line)[3]).toBe(word);
    expect(rest).toEqual([]);
  });

  it("end at a comment", () => {
    expect(texts(read(["GET DESC u #x\n"])[0])).toEqual(["GET", "DESC", "u"]);
  });

  it.each(["\\", '"unclosed', '"a\\', "a\\"])("wait for more after %j and a line end", (odd) => {
    const lines: WordLine[] = [];
    const reader = new WordReader(SOCKET_LIMITS, (line) => lines.push(line));
    reader.push(`GET DESC u ${odd}\n`);
    expect(lines).toEqual([]);
    expect(reader.pending).toBe(true);
    reader.push('x"\n');
    expect(lines).toHaveLength(1);
    expect(reader.pending).toBe(false);
  });

  it("part the equals sign into a word of its own", () => {
    expect(splitWords("a=b = c\\=d", SOCKET_LIMITS)).toEqual(["a", "=", "b", "=", "c=d"]);
  });

  it("are at most 32 in a line and 512 characters long", () => {
    expect(splitWords("w ".repeat(50), SOCKET_LIMITS)).toHaveLength(32);
    expect(splitWords(`"${"y".repeat(600)}"`, SOCKET_LIMITS)).toEqual(["y".repeat(512)]);
  });

  it("refuse an unescaped # in quotes, with the words before it, and go on after the line end", () => {
    const [bad, good] = read(['A "b # c" d\nVER\n']);
    expect(bad?.error).toBe("hash-in-quotes");
    expect(texts(bad)).toEqual(["A"]);
    expect(texts(good)).toEqual(["VER"]);
  });

  it("refuse an endless line once, hold no more than the limit, and go on after it", () => {
    const limits = { ...SOCKET_LIMITS, maxLine: 100 };
    const [bad, good, ...rest] = read([..."x".repeat(5000), '" still the same line\nVER\n'], limits);
    expect(bad?.error).toBe("line-too-long");
    expect(texts(good)).toEqual(["VER"]);
    expect(rest).toEqual([]);
  });

  it("refuse a quoted word that swallows line after line", () => {
    const limits = { ...SOCKET_LIMITS, maxLine: 100 };
    const [bad, ...rest] = read(['A "', "line\n".repeat(50), 'VER\n"'], limits);
    expect(bad?.error).toBe("line-too-long");
    expect(rest.length).toBeGreaterThan(0);
  });
});

describe("words in a file", () => {
  it("keep what people write in their own language, and their places", () => {
    const lines = read(['desc = "Серверная, стойка 2"\n\n  MAXCONN 32 #maximum\n'], FILE_LIMITS);
    expect(texts(lines[0])).toEqual(["desc", "=", "Серверная, стойка 2"]);
    expect(lines[2]?.words).toEqual([
      { text: "MAXCONN", line: 3, column: 3, quoted: false },
      { text: "32", line: 3, column: 11, quoted: false },
    ]);
  });

  it("have a last line without a line end", () => {
    expect(read(["nolock"], FILE_LIMITS).map(texts)).toEqual([["nolock"]]);
    expect(read(['desc = "open'], FILE_LIMITS).map(texts)).toEqual([["desc", "=", "open"]]);
  });

  it("are told apart from quoted ones", () => {
    const [line] = read(['"=" =\n'], FILE_LIMITS);
    expect(line?.words.map(({ text, quoted }) => [text, quoted])).toEqual([
      ["=", true],
      ["=", false],
    ]);
  });
});

const PRINTABLE = fc.string({
  unit: fc.constantFrom(...Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i))),
});
/** Text in which the characters that mean something are as frequent as the rest. */
const ODD = fc.string({ unit: fc.constantFrom(...'ab \t\n\r\\"#=\x01\x7fü☂') });

describe("any word", () => {
  it("reads back as it was, in quotes or bare", () => {
    fc.assert(
      fc.property(PRINTABLE, (word) => {
        expect(splitWords(quoteWord(word))).toEqual([word]);
        expect(splitWords(formatWord(word))).toEqual([word]);
      }),
    );
  });

  it("keeps its neighbours apart", () => {
    fc.assert(
      fc.property(fc.array(PRINTABLE, { minLength: 1, maxLength: 32 }), (words) => {
        expect(splitWords(words.map(formatWord).join(" "))).toEqual(words);
      }),
    );
  });
});

describe("any input", () => {
  it("gives the same lines wherever it is cut into pieces", () => {
    fc.assert(
      fc.property(ODD, fc.array(fc.nat({ max: 200 })), (text, cuts) => {
        const at = [...new Set(cuts.map((cut) => Math.min(cut, text.length)))].sort((a, b) => a - b);
        const pieces = [...at, text.length].map((end, i) => text.slice(i === 0 ? 0 : at[i - 1], end));
        expect(pieces.join("")).toBe(text);
        for (const limits of [SOCKET_LIMITS, FILE_LIMITS]) expect(read(pieces, limits)).toEqual(read([text], limits));
      }),
    );
  });

  it("neither throws nor grows beyond its limits", () => {
    const limits: WordLimits = { maxWords: 3, maxWord: 5, asciiOnly: true, maxLine: 40 };
    fc.assert(
      fc.property(fc.array(ODD), (pieces) => {
        for (const line of read(pieces, limits)) {
          expect(line.words.length).toBeLessThanOrEqual(3);
          for (const { text } of line.words) expect(text).toMatch(/^[\x20-\x7f]{0,5}$/);
        }
      }),
    );
  });
});
