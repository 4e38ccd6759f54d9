import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { FILES, warnWorldReadable } from "../../../src/system/files/files.ts";
import { createLog } from "../../../src/system/log/log.ts";

describe("files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-files-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("are replaced in one step, with the mode asked for, leaving nothing else behind", () => {
    const path = join(folder, "a");
    writeFileSync(path, "old and longer", { mode: 0o666 });
    FILES.replace(path, "new", 0o640);
    expect(FILES.read(path)).toBe("new");
    expect((FILES.mode(path) ?? 0) & 0o777).toBe(0o640);
    expect(readdirSync(folder)).toEqual(["a"]);
  });

  it("have the mode asked for whatever the umask is", () => {
    const path = join(folder, "a");
    const before = process.umask(0o077);
    FILES.replace(path, "text", 0o644);
    process.umask(before);
    expect((FILES.mode(path) ?? 0) & 0o777).toBe(0o644);
  });

  it("that are not there read as undefined and can be removed", () => {
    const path = join(folder, "none");
    expect(FILES.read(path)).toBeUndefined();
    expect(FILES.mode(path)).toBeUndefined();
    FILES.remove(path);
  });

  const asRoot = process.geteuid?.() === 0 ? it : it.skip;
  asRoot("that programs write are not reached through links that others may have planted", () => {
    const shared = join(folder, "shared");
    mkdirSync(shared);
    chmodSync(shared, 0o770);
    writeFileSync(join(folder, "pid"), "4711");
    symlinkSync(join(folder, "pid"), join(shared, "pid"));
    symlinkSync(folder, join(shared, "up"));
    expect(() => FILES.read(join(shared, "pid"), "state")).toThrow("is a link in a folder that others");
    expect(() => FILES.replace(join(shared, "up", "pid"), "1", 0o644)).toThrow("is a link");
    expect(() => FILES.remove(join(shared, "up", "pid"))).toThrow("is a link");
    FILES.replace(join(shared, "pid"), "1", 0o644);
    expect([FILES.read(join(folder, "pid")), FILES.read(join(shared, "pid"), "state")]).toEqual(["4711", "1"]);
  });

  it("that programs write are not waited for where a named pipe lies in their place", () => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    expect(() => FILES.read(path, "state")).toThrow("what lies there is no file");
    expect(FILES.read(join(folder, "none"), "state")).toBeUndefined();
  });

  it("that are folders give the system's reason", () => {
    expect(() => FILES.read(folder)).toThrow("EISDIR");
  });

  it("with passwords are named when anybody can read them, with what to type", () => {
    const path = join(folder, "upsd.users");
    writeFileSync(path, "");
    const said: string[] = [];
    const log = createLog((_level, line) => said.push(line));
    chmodSync(path, 0o640);
    warnWorldReadable(FILES, path, log);
    expect(said).toEqual([]);
    chmodSync(path, 0o644);
    warnWorldReadable(FILES, path, log);
    expect(said).toEqual([expect.stringContaining(`chmod 640 ${path}`)]);
  });
});
