import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { FILE_CALLS, type FileCalls, replaceFile } from "../../../src/system/files/replace-file.ts";
import { writeReason } from "../../../src/system/system-error.ts";

/** What a failing call of the system throws. */
const failing = (code: string) => (): never => {
  throw Object.assign(new Error(`${code}: no`), { code });
};

describe("replacing a file", () => {
  let folder = "";
  let path = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-replace-"));
    path = join(folder, "a");
    writeFileSync(path, "old");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const replace = (calls: Partial<FileCalls>): void =>
    replaceFile(path, "new", 0o640, undefined, { ...FILE_CALLS, ...calls });

  /** Half of the text gets onto the disk. */
  const half = (code: string): Partial<FileCalls> => ({
    write: (fd) => {
      FILE_CALLS.write(fd, "n");
      failing(code)();
    },
  });

  it.each<readonly [string, string, Partial<FileCalls>]>([
    ["a disk that gets full", "ENOSPC", half("ENOSPC")],
    ["a quota that is used up", "EDQUOT", half("EDQUOT")],
    ["a disk that fails in the end", "EIO", { sync: failing("EIO") }],
    ["a disk that tells it late", "ENOSPC", { close: (fd) => [FILE_CALLS.close(fd), failing("ENOSPC")()] }],
    ["a folder that cannot be written", "EROFS", { open: failing("EROFS") }],
    ["an owner that cannot be given", "EIO", { chmod: failing("EIO") }],
    ["a name that is held", "EBUSY", { rename: failing("EBUSY") }],
  ])("leaves the old file and nothing else on %s", (_, code, calls) => {
    expect(() => replace(calls)).toThrow(code);
    expect(readdirSync(folder)).toEqual(["a"]);
    expect(readFileSync(path, "utf8")).toBe("old");
  });

  it("tells what to do about it", () => {
    const error = Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
    expect(writeReason(error)).toBe("No space left on device; free some space there, and inodes (df, df -i)");
  });

  it("sweeps away what a killed process left behind, and nothing of one that lives or of another file", () => {
    for (const name of ["a.100.new", "a.200.new", "b.100.new", "a.new", "a.100.new.old"]) {
      writeFileSync(join(folder, name), "");
    }
    replace({ lives: (pid) => pid === 200 });
    expect(readdirSync(folder).sort()).toEqual(["a", "a.100.new.old", "a.200.new", "a.new", "b.100.new"]);
    expect(readFileSync(path, "utf8")).toBe("new");
  });
});
