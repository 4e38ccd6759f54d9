import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { beatWork, dropWork, keepWork, LATELY_MS, leftWork } from "../../../src/system/files/work-file.ts";
import { identityOf } from "../../../src/system/process/process-identity.ts";

let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-work-"));
  path = join(folder, "deep", "work");
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** As if its process were another one, that is gone. */
function lose(change = (identity: string): string => identity.replace(/\d+$/, "1")): void {
  const [by = "", ...work] = readFileSync(path, "utf8").split("\n");
  writeFileSync(path, [change(by), ...work].join("\n"));
}

describe("the work of a process", () => {
  it("is left when the process is gone, and as it was", () => {
    keepWork(path, "one\ntwo");
    expect(leftWork(path)).toBeUndefined();
    lose();
    expect(leftWork(path)).toBe("one\ntwo");
    dropWork(path);
    expect(leftWork(path)).toBeUndefined();
    dropWork(path);
    beatWork(path);
  });

  it("is not wanted any more when it was lost long ago, or at a time that is still to come", () => {
    keepWork(path, "x");
    lose();
    for (const ms of [-LATELY_MS - 1000, LATELY_MS + 1000]) {
      utimesSync(path, new Date(), new Date(Date.now() + ms));
      expect(leftWork(path)).toBeUndefined();
    }
    beatWork(path);
    expect(leftWork(path)).toBe("x");
  });

  it("is nobody's after the next boot, where numbers come again, and where the system tells no identities", () => {
    keepWork(path, "x");
    const other = "00000000-0000-0000-0000-000000000000";
    lose((identity) => identity.replace(/ \S+ /, ` ${other} `).replace(/\d+$/, "1"));
    expect(leftWork(path)).toBeUndefined();
    lose(() => "999999");
    expect(leftWork(path)).toBeUndefined();
    expect(identityOf(process.pid)).toContain(" ");
  });
});
