/** The files of the history: what is torn or foreign in them is a gap and nothing else. */
import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { CURVES, LEVELS, type Row } from "../../../src/web/history/columns.ts";
import { fileNameOf } from "../../../src/web/history/history-files.ts";
import { LineLog } from "../../../src/web/history/line-log.ts";
import { RingFile } from "../../../src/web/history/ring-file.ts";
import { HEAD_BYTES, ROW_BYTES, readRow, rowBytes, rowOffset } from "../../../src/web/history/ring-format.ts";
import { parseTotals, totalsText } from "../../../src/web/history/totals.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-history-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const row = (slot: number, value = 100): Row => ({
  slot,
  count: 2,
  spreads: CURVES.map((_, i) => (i === 0 ? { mean: value, low: value - 1, high: value + 1 } : undefined)),
  energy: 0.5,
  covered: 10,
  estimated: 0,
});

describe("a file of rows", () => {
  const path = (): string => join(folder, "a.rows");

  it("gives back what was written, of each level", () => {
    const file = RingFile.open(path());
    for (const level of LEVELS.keys()) for (const slot of [1000, 1001, 1003]) file.write(level, row(slot));
    file.close();
    const again = RingFile.open(path());
    for (const level of LEVELS.keys()) expect(again.read(level, 1000, 1005)).toEqual([row(1000), row(1001), row(1003)]);
    again.close();
  });

  it("goes round, and rows of the turn before are gone", () => {
    const file = RingFile.open(path());
    const { rows } = LEVELS[0];
    for (const slot of [10, rows - 1, rows, rows + 1]) file.write(0, row(slot));
    expect(file.read(0, rows - 1, rows + 1).map(({ slot }) => slot)).toEqual([rows - 1, rows, rows + 1]);
    file.write(0, row(rows + 10));
    expect(file.read(0, 0, rows + 10).map(({ slot }) => slot)).not.toContain(10);
    expect(file.read(0, 5, 4)).toEqual([]);
    file.close();
  });

  it("is bounded in size", () => {
    const file = RingFile.open(path());
    for (const [level, { rows }] of LEVELS.entries()) file.write(level, row(rows - 1));
    file.close();
    const all = LEVELS.reduce((sum, { rows }) => sum + rows, 0);
    expect(statSync(path()).size).toBe(HEAD_BYTES + all * ROW_BYTES);
    expect(statSync(path()).size).toBeLessThan(7_000_000);
  });

  it("has a gap where a row was torn, at whichever byte", () => {
    const other = rowBytes({ ...row(8, 50), energy: 9, covered: 1, estimated: 7 });
    for (let torn = 1; torn < ROW_BYTES; torn += 7) {
      const bytes = Buffer.concat([rowBytes(row(7, 1)).subarray(0, torn), other.subarray(torn)]);
      expect(readRow(bytes)).toBeUndefined();
    }
    const file = RingFile.open(path());
    for (const slot of [7, 8]) file.write(0, row(slot));
    truncateSync(path(), rowOffset(0, 8) + 20);
    expect(file.read(0, 7, 8)).toEqual([row(7)]);
    file.close();
  });

  it("is put aside and begun anew where it has another layout", () => {
    writeFileSync(path(), "something else");
    const file = RingFile.open(path());
    file.write(0, row(1));
    expect(file.read(0, 1, 1)).toEqual([row(1)]);
    file.close();
    expect(readFileSync(`${path()}.damaged`, "utf8")).toBe("something else");
  });

  it("never breaks the reader, whatever is in it", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3 * ROW_BYTES }), fc.nat(40), (bytes, at) => {
        const file = RingFile.open(path());
        file.write(0, row(at));
        const all = Buffer.concat([readFileSync(path()).subarray(0, HEAD_BYTES + at), bytes]);
        writeFileSync(path(), all);
        const read = file.read(0, 0, 50);
        file.close();
        return read.every(({ slot, count }) => slot >= 0 && slot <= 50 && count > 0);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});

describe("a log of lines", () => {
  const isNumber = (value: unknown): value is number => typeof value === "number";

  it("passes over a line that was torn, and goes on behind it", () => {
    const path = join(folder, "log");
    const log = new LineLog(path, isNumber);
    log.append(1);
    appendFileSync(path, '\n{"at": 12');
    log.append(2);
    expect(log.read()).toEqual([1, 2]);
    writeFileSync(path, Buffer.from([0, 255, 10, 51]));
    expect(log.read()).toEqual([3]);
  });

  it("keeps two files of bounded size", () => {
    const path = join(folder, "log");
    const log = new LineLog(path, (value): value is string => typeof value === "string");
    for (let i = 0; i < 30; i++) log.append("x".repeat(60_000));
    expect(existsSync(`${path}.old`)).toBe(true);
    const size = statSync(`${path}.old`).size + (existsSync(path) ? statSync(path).size : 0);
    expect(size).toBeLessThan(1_300_000);
    expect(log.read().length).toBeGreaterThan(8);
  });
});

describe("the file of energy", () => {
  it("gives back what was written, and nothing of what it cannot read", () => {
    const totals = new Map([
      ["a~1~ups", { wattHours: 12.5, since: 1000 }],
      ["__proto__", { wattHours: 1, since: 2 }],
    ]);
    expect(parseTotals(totalsText(totals))).toEqual(totals);
    for (const text of ["", "{", "[]", "null", '{"a":{"wattHours":-1,"since":0}}', '{"a":{"wattHours":"1"}}'])
      expect(parseTotals(text)).toEqual(new Map());
  });
});

describe("the name of a file", () => {
  it("stays in the folder and within bounds, and is another for another UPS", () => {
    for (const id of ["../../etc/passwd", "a/b", "x".repeat(5000), "ü*?\u0000", ".", ".."])
      expect(fileNameOf(id)).toMatch(/^[^/\u0000]{1,200}\.rows$/);
    expect(fileNameOf(`${"x".repeat(5000)}a`)).not.toBe(fileNameOf(`${"x".repeat(5000)}b`));
  });
});
