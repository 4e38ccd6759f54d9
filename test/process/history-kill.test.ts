/** A process that writes the history is killed at any moment: what it had said to be on the disk is there. */
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { CURVES } from "../../src/web/history/columns.ts";
import { LineLog } from "../../src/web/history/line-log.ts";
import { RingFile } from "../../src/web/history/ring-file.ts";

const DIST = new URL("../../dist/web/history/", import.meta.url).href;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-kill-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const WRITER = `
const { RingFile } = await import("${DIST}ring-file.js");
const { LineLog } = await import("${DIST}line-log.js");
const [rows, log] = [RingFile.open(process.argv[1] + "/a.rows"), new LineLog(process.argv[1] + "/log", Number.isInteger)];
const spread = { mean: 1, low: 1, high: 1 };
for (let slot = 1; ; slot++) {
  rows.write(0, { slot, count: 1, spreads: Array(${CURVES.length}).fill(spread), energy: slot, covered: 1, estimated: 0 });
  log.append(slot);
  process.stdout.write(slot + "\\n");
}`;

/** Kills it when it has said so many lines; what it said last. */
function killedAfter(lines: number): Promise<number> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", WRITER, folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let said = "";
  child.stdout.on("data", (bytes: Buffer) => {
    said += bytes.toString();
    if (said.split("\n").length > lines) child.kill("SIGKILL");
  });
  return new Promise((resolve) => {
    child.on("close", () => resolve(Number(said.split("\n").at(-2) ?? 0)));
  });
}

const isInteger = (value: unknown): value is number => Number.isInteger(value);

describe("the history of a process that is killed", () => {
  it.each([3, 40, 200])("has all that was written, and no row that is half (after %d)", async (lines) => {
    const last = await killedAfter(lines);
    expect(last).toBeGreaterThanOrEqual(lines);
    const file = RingFile.open(join(folder, "a.rows"));
    const rows = file.read(0, 1, last);
    file.close();
    expect(rows.map(({ slot }) => slot)).toEqual(Array.from({ length: last }, (_, i) => i + 1));
    expect(rows.every(({ energy, slot }) => energy === slot)).toBe(true);
    const logged = new LineLog(join(folder, "log"), isInteger).read();
    expect(logged.slice(0, last)).toEqual(rows.map(({ slot }) => slot));
    expect(await killedAfter(1)).toBeGreaterThan(0);
  });
});
