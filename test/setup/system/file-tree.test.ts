import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { fileTree } from "../../../src/setup/system/file-tree.ts";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "tree-"));
  mkdirSync(join(root, "etc/nut"), { recursive: true });
  mkdirSync(join(root, "usr/lib"), { recursive: true });
  writeFileSync(join(root, "etc/nut/ups.conf"), "[u]\n", { mode: 0o640 });
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe("the files of a system below a folder", () => {
  it("are read by the paths they have in that system", () => {
    const tree = fileTree(root);
    expect(tree.read("/etc/nut/ups.conf")).toBe("[u]\n");
    expect(tree.read("/etc/nut/upsd.conf")).toBeUndefined();
    expect(tree.stat("/etc/nut/ups.conf")).toMatchObject({ kind: "file", mode: 0o640, size: 4 });
    expect(tree.stat("/etc/nut")).toMatchObject({ kind: "folder" });
    expect(tree.list("/etc")).toEqual(["nut"]);
    expect(tree.list("/nowhere")).toEqual([]);
    expect(tree.stat("/nowhere/at/all")).toBeUndefined();
  });

  it("are found behind links that would lead out of it", () => {
    symlinkSync("/usr/lib", join(root, "lib"));
    symlinkSync("../../etc/nut/ups.conf", join(root, "usr/lib/conf"));
    symlinkSync("/etc", join(root, "usr/etc"));
    const tree = fileTree(root);
    expect(tree.read("/lib/conf")).toBe("[u]\n");
    expect(tree.resolve("/lib/conf")).toBe("/etc/nut/ups.conf");
    expect(tree.resolve("/usr/etc/../etc/none")).toBe("/etc/none");
    expect(tree.list("/usr/etc")).toEqual(["nut"]);
  });

  it("are none where links lead in a circle", () => {
    symlinkSync("b", join(root, "a"));
    symlinkSync("a", join(root, "b"));
    const tree = fileTree(root);
    expect(tree.resolve("/a")).toBeUndefined();
    expect(tree.stat("/a")).toBeUndefined();
    expect(() => tree.read("/a")).toThrow("ELOOP");
  });
});

it("the files of this machine are those at their own paths", () => {
  expect(fileTree().stat(root)).toMatchObject({ kind: "folder" });
  expect(fileTree().read(join(root, "etc/nut/ups.conf"))).toBe("[u]\n");
});
