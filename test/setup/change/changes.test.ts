import {
  chmodSync,
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
import { concealLine } from "../../../src/setup/change/conceal.ts";
import { diffLines } from "../../../src/setup/change/diff.ts";
import type { FileChange } from "../../../src/setup/change/file-change.ts";
import { makeChanges, stampOf } from "../../../src/setup/change/make-changes.ts";
import { showChanges } from "../../../src/setup/change/show-changes.ts";
import { FILES } from "../../../src/system/files/files.ts";

const STAMP = stampOf(new Date("2026-11-29T17:15:00.123Z"));

describe("what differs between two texts", () => {
  it("is the lines that are gone and those that came, with their numbers", () => {
    expect(diffLines("a\nb\nc\nd\n", "a\nB\nc\nd\ne\n")).toEqual([
      { sign: "-", line: 2, text: "b" },
      { sign: "+", line: 2, text: "B" },
      { sign: "+", line: 5, text: "e" },
    ]);
    expect(diffLines("", "x\n")).toEqual([{ sign: "+", line: 1, text: "x" }]);
    expect(diffLines("x\n", "x\n")).toEqual([]);
  });

  it("makes the one out of the other", () => {
    const lines = fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 8 });
    fc.assert(
      fc.property(lines, lines, (old, fresh) => {
        const text = (all: readonly string[]) => all.map((line) => `${line}\n`).join("");
        const diff = diffLines(text(old), text(fresh));
        const gone = new Set(diff.flatMap(({ sign, line }) => (sign === "-" ? [line] : [])));
        const came = new Set(diff.flatMap(({ sign, line }) => (sign === "+" ? [line] : [])));
        expect(old.filter((_line, at) => !gone.has(at + 1))).toEqual(fresh.filter((_line, at) => !came.has(at + 1)));
        for (const { sign, line, text: said } of diff) expect((sign === "-" ? old : fresh)[line - 1]).toBe(said);
      }),
    );
  });
});

describe("a line that is shown", () => {
  it.each([
    ["MONITOR ups@host 1 admin s3cret master", "MONITOR ups@host 1 admin *** master"],
    ['  MONITOR ups@host 1 admin "s3 cret" master # s', "  MONITOR ups@host 1 admin *** master # s"],
    ["MONITOR ups@host 1 admin s3 cret master", "MONITOR ups@host 1 admin *** master"],
    ["MONITOR ups@host 1 admin s3cret", "MONITOR ups@host 1 admin ***"],
    ["CERTIDENT name s3cret", "CERTIDENT name ***"],
    ["\tpassword = s3cret", "\tpassword = ***"],
    ["password=s3cret #1", "password=***"],
    ["  password s3cret", "  password ***"],
    ["community = s3cret", "community = ***"],
    ["authPassword = s3cret", "authPassword = ***"],
    ["PASS = s3cret", "PASS = ***"],
    ["token = s3cret", "token = ***"],
    ["DEADTIME 15", "DEADTIME 15"],
    ["\tupsmon primary", "\tupsmon primary"],
    ["", ""],
  ])("hides what is secret in %j", (line, shown) => {
    expect(concealLine(line)).toBe(shown);
  });
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "changes-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const at = (name: string): string => join(folder, name);

const write = (name: string, before: string | undefined, after: string, mode = 0o640): FileChange => ({
  kind: "write",
  path: at(name),
  before,
  after,
  mode,
  owner: undefined,
});

describe("changes", () => {
  it("are shown without secrets", () => {
    const before = { kind: "file", mode: 0o644, uid: 0, gid: 0, size: 1 } as const;
    const shown = showChanges([
      write("upsmon.conf", "MONITOR a 1 b s3cret master\n", "MONITOR a 1 b s3cret primary\n"),
      { kind: "rights", path: "/etc/nut/upsd.users", before, mode: 0o640, gid: 109, group: "nut" },
      { kind: "rename", path: "/etc/nut/upsd.user", to: "/etc/nut/upsd.users" },
      write("new.conf", undefined, "X 1\n"),
    ]);
    expect(shown).toBe(`${at("upsmon.conf")}
  -    1  MONITOR a 1 b *** master
  +    1  MONITOR a 1 b *** primary
/etc/nut/upsd.users
  its mode 644 becomes 640, its group becomes nut
/etc/nut/upsd.user
  is renamed /etc/nut/upsd.users
${at("new.conf")} (new, mode 640)
  +    1  X 1
`);
  });

  it("keep what they replace beside it, for nobody else to read", () => {
    writeFileSync(at("a.conf"), "old\n");
    chmodSync(at("a.conf"), 0o644);
    const made = makeChanges(
      [write("a.conf", "old\n", "new\n", 0o644), write("b.conf", undefined, "b\n")],
      FILES,
      STAMP,
    );
    expect(made).toEqual([
      { kind: "done", path: at("a.conf"), copy: at("a.conf.20261129-171500.bak") },
      { kind: "done", path: at("b.conf") },
    ]);
    expect(readFileSync(at("a.conf"), "utf8")).toBe("new\n");
    expect(readFileSync(at("a.conf.20261129-171500.bak"), "utf8")).toBe("old\n");
    expect(statSync(at("a.conf.20261129-171500.bak")).mode & 0o777).toBe(0o640);
    expect(statSync(at("a.conf")).mode & 0o777).toBe(0o644);
    expect(readdirSync(folder).sort()).toEqual(["a.conf", "a.conf.20261129-171500.bak", "b.conf"]);
  });

  it("leave a link a link", () => {
    writeFileSync(at("real.conf"), "old\n");
    symlinkSync("real.conf", at("a.conf"));
    makeChanges([write("a.conf", "old\n", "new\n")], FILES, STAMP);
    expect(readFileSync(at("real.conf"), "utf8")).toBe("new\n");
    expect(readdirSync(folder).sort()).toEqual(["a.conf", "real.conf", "real.conf.20261129-171500.bak"]);
  });

  it("end with the first that fails", () => {
    writeFileSync(at("a"), "");
    writeFileSync(at("b"), "");
    const made = makeChanges(
      [{ kind: "rename", path: at("a"), to: at("b") }, write("c", undefined, "c")],
      FILES,
      STAMP,
    );
    expect(made).toEqual([{ kind: "failed", path: at("a"), why: `${at("b")} is there already` }]);
    expect(readdirSync(folder).sort()).toEqual(["a", "b"]);
  });

  it("say why a file cannot be written", () => {
    expect(makeChanges([write("none/c", undefined, "c")], FILES, STAMP)).toEqual([
      { kind: "failed", path: at("none/c"), why: "No such file or directory; make its folder" },
    ]);
  });
});
