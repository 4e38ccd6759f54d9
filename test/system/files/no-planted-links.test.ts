import {
  chmodSync,
  linkSync,
  lstatSync,
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
import { withoutPlantedLinks } from "../../../src/system/files/no-planted-links.ts";

/** As root sees it, whoever runs the test: folders of ours are somebody else's then, and /tmp is everybody's. */
const ROOT = { uid: 0, followLast: true };

let shared: string;
let elsewhere: string;
beforeEach(() => {
  shared = mkdtempSync(join(tmpdir(), "nutts-shared-"));
  elsewhere = mkdtempSync(join(tmpdir(), "nutts-elsewhere-"));
});
afterEach(() => {
  rmSync(shared, { recursive: true });
  rmSync(elsewhere, { recursive: true });
});

const read = (path: string): string => withoutPlantedLinks(path, (way) => readFileSync(way, "utf8"), ROOT);
const write = (path: string): void => withoutPlantedLinks(path, (way) => writeFileSync(way, "ours"), ROOT);

describe("a folder that others may write to", () => {
  it("may be used where nothing in it is a link", () => {
    mkdirSync(join(shared, "deep"));
    write(join(shared, "deep", "file"));
    expect(read(join(shared, "deep", "file"))).toBe("ours");
  });

  it.each(["a file that is there", "a file that is not there"])("has no link followed to %s", (what) => {
    const target = join(elsewhere, "target");
    if (what.endsWith("is there")) writeFileSync(target, "precious");
    symlinkSync(target, join(shared, "flag"));
    expect(() => write(join(shared, "flag"))).toThrow(`${shared}/flag is a link in a folder that others`);
    expect(readdirSync(elsewhere).map((name) => readFileSync(join(elsewhere, name), "utf8"))).not.toContain("ours");
  });

  it("has no link to a folder followed, absolute or relative, nor one further below", () => {
    mkdirSync(join(shared, "own", "deeper"), { recursive: true });
    chmodSync(join(shared, "own"), 0o755);
    symlinkSync(elsewhere, join(shared, "absolute"));
    symlinkSync(`../../${elsewhere.split("/").at(-1)}`, join(shared, "relative"));
    symlinkSync(elsewhere, join(shared, "own", "deeper", "below"));
    for (const name of ["absolute", "relative", "own/deeper/below"]) {
      expect(() => write(join(shared, name, "file"))).toThrow(`${join(shared, name)} is a link`);
    }
    expect(readdirSync(elsewhere)).toEqual([]);
  });

  it("has a link itself removed or replaced where the file is not to be followed", () => {
    symlinkSync(join(elsewhere, "target"), join(shared, "link"));
    withoutPlantedLinks(join(shared, "link"), (way) => rmSync(way), { uid: 0 });
    expect(readdirSync(shared)).toEqual([]);
  });

  it("tells errors with the path that people know", () => {
    expect(() => read(join(shared, "none"))).toThrow(`no such file or directory, open '${join(shared, "none")}'`);
    expect(() => read(join(shared, "no", "folder"))).toThrow("ENOENT");
  });
});

describe("a link", () => {
  const made = ["/bin", "/lib", "/var/run"].find((path) =>
    lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink(),
  );
  (made === undefined ? it.skip : it)("that only root can have made is followed", () => {
    const inode = withoutPlantedLinks(made ?? "", (way) => lstatSync(way).ino, ROOT);
    expect(inode).toBe(statSync(made ?? "").ino);
  });

  it("is no matter to an account that is not root: it has the rights of that account", () => {
    writeFileSync(join(elsewhere, "target"), "text");
    symlinkSync(join(elsewhere, "target"), join(shared, "link"));
    const text = withoutPlantedLinks(join(shared, "link"), (way) => readFileSync(way, "utf8"), { uid: 1000 });
    expect(text).toBe("text");
  });

  it("to itself ends", () => {
    symlinkSync("loop", join(shared, "loop"));
    expect(() => read(join(shared, "loop"))).toThrow("is a link");
  });
});

describe("a hard link", () => {
  it("to a foreign file is a name like any other: what is made anew in its place leaves that file alone", () => {
    writeFileSync(join(elsewhere, "target"), "precious");
    linkSync(join(elsewhere, "target"), join(shared, "file"));
    withoutPlantedLinks(join(shared, "file"), (way) => rmSync(way), ROOT);
    write(join(shared, "file"));
    expect(readFileSync(join(elsewhere, "target"), "utf8")).toBe("precious");
  });
});
