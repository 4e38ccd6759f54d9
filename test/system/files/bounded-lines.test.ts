import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { appendLine, linesOf, newestLines } from "../../../src/system/files/bounded-lines.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-lines-"));
  path = join(folder, "log");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe("a file of lines with a bound", () => {
  it("never has more bytes than it may, and keeps the newest lines whole", () => {
    for (let i = 0; i < 200; i++) expect(appendLine(path, `line ${i}`, 100)).toBeUndefined();
    const lines = linesOf(path);
    expect(statSync(path).size).toBeLessThanOrEqual(100);
    expect(lines.at(-1)).toBe("line 199");
    expect(lines).toEqual(lines.map((_, i) => `line ${200 - lines.length + i}`));
    expect(readdirSync(folder)).toEqual(["log"]);
  });

  it("keeps its mode, and the file that a link leads to", () => {
    writeFileSync(join(folder, "real"), "", { mode: 0o600 });
    chmodSync(join(folder, "real"), 0o604);
    symlinkSync("real", path);
    for (let i = 0; i < 20; i++) appendLine(path, `line ${i}`, 40);
    expect(statSync(join(folder, "real")).mode & 0o777).toBe(0o604);
    expect(readFileSync(join(folder, "real"), "utf8").endsWith("line 19\n")).toBe(true);
  });

  it("begins a line of its own behind one that was torn", () => {
    writeFileSync(path, "whole\nto");
    appendLine(path, "next", 100);
    expect(linesOf(path)).toEqual(["whole", "to", "next"]);
  });

  it("has the line also where it cannot be made shorter, and says why; throws where there is no place for it", () => {
    writeFileSync(path, `${"x".repeat(60)}\n`);
    mkdirSync(`${path}.${process.pid}.new`);
    expect(appendLine(path, "next", 50)).toBe("File exists");
    expect(linesOf(path).at(-1)).toBe("next");
    const broken = join(folder, "gone", "log");
    expect(() => appendLine(broken, "a", 10)).toThrow("ENOENT");
    expect(linesOf(broken)).toEqual([]);
  });

  it("keeps the last line, however long it is", () => {
    appendLine(path, "y".repeat(500), 100);
    expect(linesOf(path)).toEqual(["y".repeat(500)]);
    appendLine(path, "z", 100);
    expect(linesOf(path)).toEqual(["z"]);
  });

  it("keeps whole lines from the end, whatever is in it", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.nat(200), (texts, most) => {
        const lines = texts.map((text) => text.replaceAll("\n", "") || "-");
        const kept = newestLines(Buffer.from(lines.map((line) => `${line}\n`).join("")), most).toString();
        const all = lines.map((line) => `${line}\n`);
        const count = kept.split("\n").length - 1;
        expect(kept).toBe(all.slice(all.length - count).join(""));
        if (lines.length > 0) expect(count).toBeGreaterThan(0);
        if (count > 1) expect(Buffer.byteLength(kept)).toBeLessThanOrEqual(Math.max(most, 0));
      }),
    );
  });
});
