import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { lastSet, type NewFile, replaceSet, takeBackUnfinished, undoSet } from "../../../src/setup/change/file-set.ts";
import { FILES, type Files } from "../../../src/system/files/files.ts";

describe("files that are replaced as a set", () => {
  let folder = "";
  const copies = (): string => join(folder, "copies");
  const at = (name: string): string => join(folder, name);
  const text = (name: string): string => readFileSync(at(name), "utf8");
  const file = (name: string, before: string | undefined, after: string): NewFile => ({
    path: at(name),
    before,
    after,
    mode: 0o640,
    owner: undefined,
  });
  const SET = (): readonly NewFile[] => [
    file("a", "old a", "new a"),
    file("b", undefined, "new b"),
    file("c", "old c", "new c"),
  ];
  const state = (): string =>
    ["a", "b", "c"].map((name) => (readdirSync(folder).includes(name) ? text(name) : "none")).join(", ");
  const OLD = "old a, none, old c";
  const NEW = "new a, new b, new c";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-set-"));
    writeFileSync(at("a"), "old a", { mode: 0o600 });
    writeFileSync(at("c"), "old c");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  /** Does `count` changes, then nothing more succeeds: the process was killed, or the disk is gone. */
  function failingAfter(count: number): Files {
    let left = count;
    const spend = (): void => {
      if (left-- <= 0) throw Object.assign(new Error("no space left"), { code: "ENOSPC" });
    };
    return {
      ...FILES,
      replace: (...words) => {
        spend();
        FILES.replace(...words);
      },
      remove: (path) => {
        spend();
        FILES.remove(path);
      },
    };
  }

  it("are all new, with their modes, and can all be put back", () => {
    replaceSet(copies(), "1", SET(), FILES);
    expect(state()).toBe(NEW);
    expect(statSync(at("a")).mode & 0o777).toBe(0o640);
    undoSet(copies(), lastSet(copies(), FILES)?.stamp ?? "", FILES);
    expect(state()).toBe(OLD);
    expect(lastSet(copies(), FILES)).toBeUndefined();
  });

  it("go back one set at a time", () => {
    replaceSet(copies(), "1", SET(), FILES);
    replaceSet(copies(), "2", [file("a", "new a", "newer a")], FILES);
    undoSet(copies(), "2", FILES);
    expect(state()).toBe(NEW);
    expect(lastSet(copies(), FILES)?.stamp).toBe("1");
  });

  it("are old or new wherever it was cut off, once the next run has looked", () => {
    for (let count = 0; count < 12; count++) {
      try {
        replaceSet(copies(), String(count), SET(), failingAfter(count));
      } catch {
        takeBackUnfinished(copies(), FILES);
      }
      expect([OLD, NEW]).toContain(state());
      if (state() === NEW) undoSet(copies(), String(count), FILES);
    }
  });

  it("are as they were at once where one of them cannot be written", () => {
    const broken: Files = {
      ...FILES,
      replace: (path, ...rest) => {
        if (path === at("c") && rest[0] === "new c") throw Object.assign(new Error("full"), { code: "ENOSPC" });
        FILES.replace(path, ...rest);
      },
    };
    expect(() => replaceSet(copies(), "1", SET(), broken)).toThrow("full");
    expect(state()).toBe(OLD);
    expect(takeBackUnfinished(copies(), FILES)).toBeUndefined();
    expect(existsSync(copies())).toBe(false);
  });

  it("leave no copies behind where the disk is full before the first of them is replaced", () => {
    expect(() => replaceSet(copies(), "1", SET(), failingAfter(0))).toThrow("no space left");
    expect(existsSync(copies())).toBe(false);
    replaceSet(copies(), "2", SET(), FILES);
    expect(() => replaceSet(copies(), "3", [file("a", "new a", "newer a")], failingAfter(1))).toThrow("no space left");
    expect(readdirSync(copies()).sort()).toEqual(["2", "latest"]);
    expect(state()).toBe(NEW);
  });

  it("keep the copies of what they replace for their owner alone", () => {
    replaceSet(copies(), "1", SET(), FILES);
    expect(statSync(copies()).mode & 0o077).toBe(0);
  });
});
