import { describe, expect, it } from "@jest/globals";
import { messageReader, signOfLife, wordBytes } from "../../src/upsmon/shell/parent-pipe.ts";

const WORDS = ["suspend", "here", "failed: it ended with 127 (ü)", "decided", "resume", "failed: ", "done"] as const;

describe("what the parent tells its child", () => {
  it.each([1, 2, 3, 1000])("arrives as it was told when it comes in pieces of %p bytes", (size) => {
    const heard: string[] = [];
    const read = messageReader((word) => heard.push(word));
    const bytes = Buffer.concat(WORDS.map(wordBytes));
    for (let at = 0; at < bytes.length; at += size) read(bytes.subarray(at, at + size));
    expect(heard).toEqual(WORDS);
  });

  it("has no reason taken for a word of its own", () => {
    const heard: string[] = [];
    messageReader((word) => heard.push(word))(wordBytes("failed: a\n\u0002\u0004b"));
    expect(heard).toEqual(["failed: a   b"]);
  });
});

describe("a parent that is asked for a sign of life", () => {
  it("answers as long as each question has been answered before the next", () => {
    let asked = 0;
    const life = signOfLife(() => asked++);
    expect(life.answers()).toBe(true);
    life.heard();
    expect(life.answers()).toBe(true);
    expect(life.answers()).toBe(false);
    life.heard();
    expect(life.answers()).toBe(true);
    expect(asked).toBe(4);
  });
});
