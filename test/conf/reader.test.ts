import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { readLines } from "../../src/conf/reader.ts";

const words = (text: string): readonly string[][] =>
  readLines(text, "f").lines.map(({ first, rest }) => [first, ...rest].map(({ text: word }) => word));
const problems = (text: string): readonly string[] => readLines(text, "f").problems.map(formatProblem);

describe("the reader of configuration files", () => {
  it("skips blank lines and comments, and counts them", () => {
    expect(readLines("# one\n\n  two three # four\n", "f")).toMatchObject({
      lines: [{ first: { text: "two", line: 3, column: 3 }, rest: [{ text: "three", line: 3, column: 7 }] }],
      problems: [],
    });
  });

  it("takes a mark of the byte order and CRLF line ends as nothing", () => {
    expect(words("\ufeffa b\r\nc\r\n")).toEqual([["a", "b"], ["c"]]);
    expect(problems("\ufeffa b\r\nc\r\n")).toEqual([]);
  });

  it("reports a # inside quotes and reads on with the next line", () => {
    expect(words('a "b # c"\nd\n')).toEqual([["d"]]);
    expect(problems('a "b # c"\nd\n')).toEqual([
      "f:1:6: a # inside quotes ends the reading of this line; write it as \\#",
    ]);
  });

  it("warns of a # that cuts a word off, and of no other", () => {
    expect(words("password = abc#123\n")).toEqual([["password", "=", "abc"]]);
    expect(problems("a\npassword = abc#123\n")).toEqual([
      "f:2:15: a comment begins here, in the middle of a word; write \\# for a # that belongs to the word, or a blank before a comment",
    ]);
    expect(problems('a b\\#c # d#e\n"f"#g\n#h i#j\nk=#l\n')).toEqual([]);
  });

  it("says where a quote was opened that swallowed the lines after it", () => {
    const text = 'a\nb "open\nc\n# comment\nd\n';
    expect(words(text)).toEqual([["a"], ["d"]]);
    expect(problems(text)).toEqual([
      'f:2:3: the quote opened here is not closed; lines 2 to 4 are not read; close it with a "',
    ]);
  });

  it("says so when the next quote closes it by chance", () => {
    expect(problems('a "open\nb "c"\n')[0]).toBe(
      'f:1:3: the quoted text goes on to line 2; was a closing " forgotten?',
    );
  });

  it("says so when nothing closes it", () => {
    for (const text of ['a "open\nb\nc\n', 'a "open\nb\nc', 'a "open']) {
      expect(problems(text)).toEqual([
        'f:1:3: the quote opened here is not closed; all that follows is taken as one text; close it with a "',
      ]);
    }
  });

  it("lets a text go on after a backslash", () => {
    expect(words('a "b \\\n  c" d\\\ne\n')).toEqual([["a", "b   c", "de"]]);
    expect(problems('a "b \\\n  c" d\\\ne\n')).toEqual([]);
  });

  it("warns of blanks and quotes that a web page left behind", () => {
    expect(problems("MONITOR\u00a0ups 1\n")).toEqual([
      "f:1:1: a special blank stands here and parts no words; type an ordinary blank instead",
    ]);
    expect(problems("desc = \u201cMy UPS\u201d\n")).toEqual([
      'f:1:8: typographic quotes do not quote; use the plain " instead',
    ]);
    expect(problems('desc = "\u201cMy\u201d UPS"\n')).toEqual([]);
  });

  it("lists no more problems than a person reads", () => {
    const found = problems('"#"\n'.repeat(1000));
    expect(found).toHaveLength(201);
    expect(found.at(-1)).toBe("f:201:2: there are more problems from here on; they are not listed");
  });
});
