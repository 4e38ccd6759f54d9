import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parseNutConf } from "../../src/conf/nut-conf.ts";
import { formatProblem, type Problem } from "../../src/conf/problem.ts";
import { parseUpsConf } from "../../src/conf/ups-conf.ts";
import { parseUpsdConf } from "../../src/conf/upsd-conf.ts";
import { parseUpsdUsers } from "../../src/conf/upsd-users.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { parseUpsschedCmdConf } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import { parseUpsschedConf } from "../../src/conf/upssched/upssched-conf.ts";
import { parseDefinition } from "../../src/drivers/dummy/definition.ts";
import { parseNotifyConf } from "../../src/notify/notify-conf.ts";
import { readText } from "../../src/system/files/text-file.ts";

const NO_SECRETS = { file: () => ({ kind: "none" as const, why: "" }), env: () => undefined };

type Parse = (text: string) => readonly Problem[];

/** Every file that we read, with a line of it that holds a text of one's own. */
const FILES: readonly (readonly [string, (word: string) => string, Parse])[] = [
  ["ups.conf", (word) => `[u]\ndriver = d\nport = p\ndesc = ${word}\n`, (text) => parseUpsConf(text, "f").problems],
  ["upsd.conf", (word) => `\n\n\nSTATEPATH ${word}\n`, (text) => parseUpsdConf(text, "f").problems],
  ["upsd.users", (word) => `\n\n[u]\npassword = ${word}\n`, (text) => parseUpsdUsers(text, "f").problems],
  ["upsmon.conf", (word) => `\n\n\nSHUTDOWNCMD ${word}\n`, (text) => parseUpsmonConf(text, "f").problems],
  ["upssched.conf", (word) => `\n\n\nCMDSCRIPT ${word}\n`, (text) => parseUpsschedConf(text, "f").problems],
  ["upssched-cmd.conf", (word) => `\n\n[a]\ncommand = ${word}\n`, (text) => parseUpsschedCmdConf(text, "f").problems],
  [
    "notify.conf",
    (word) => `[a]\ntype = ntfy\ntopic = t\nprefix = ${word}\n`,
    (text) => parseNotifyConf(text, "f", NO_SECRETS).problems,
  ],
  ["nut.conf", (word) => `\n\n\nUPSD_OPTIONS=${word}\n`, (text) => parseNutConf(text, "f").problems],
  ["a definition of dummy-ups", (word) => `\n\n\nups.id: ${word}\n`, (text) => parseDefinition(text, "f").problems],
];

describe.each(FILES)("%s", (_, lineOf, parse) => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-odd-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** What is said of a file of these bytes, as it comes from the disk. */
  function saidOf(bytes: string): readonly string[] {
    const path = join(folder, "f");
    writeFileSync(path, Buffer.from(bytes, "latin1"));
    return parse(readText(path))
      .filter(({ text }) => /^(a NUL|byte|control|a carriage|this file)|such bytes/.test(text))
      .map(formatProblem);
  }

  it.each<readonly [string, string, RegExp]>([
    ["NUL", "ab\x00cd", /^f:4:\d+: a NUL byte stands here and is (left out|kept); the file may be damaged/],
    ["a byte that is no UTF-8", "b\xfcro", /^f:4:\d+: byte 0xFC is no UTF-8 and is (left out|kept as it is); save/],
    [
      "half a character",
      "b\xed\xa0\x80",
      /^f:4:\d+: byte 0xED is no UTF-8 and is .* \(and 2 more in this line\); save/,
    ],
    [
      "a control character",
      "b\x1b[31m",
      /^f:4:\d+: control character 0x1B stands here and is (left out|kept); delete it$/,
    ],
    [
      "a carriage return alone",
      "b\rNEXT line",
      /^f:4:\d+: a carriage return alone ends no line: this line goes on; end/,
    ],
  ])("names %s with its place and what becomes of it", (__, word, wanted) => {
    const text = lineOf(word);
    expect(saidOf(text)).toEqual([expect.stringMatching(wanted)]);
    const [line = ""] = text.split("\n").slice(3);
    const at = line.search(/[\x00\x1b\r\x80-\xff]/) + 1;
    expect(saidOf(text)[0]).toContain(`f:4:${at}:`);
  });

  it("takes a mark of the byte order, CRLF and UTF-8 without a word", () => {
    expect(saidOf(`\xef\xbb\xbf${lineOf("b\xc3\xbcro")}`.replaceAll("\n", "\r\n"))).toEqual([]);
  });

  it("says that it is in UTF-16, and no more", () => {
    const text = Buffer.from(`\ufeff${lineOf("word")}`, "utf16le").toString("latin1");
    expect(saidOf(text)).toEqual(["f:1:1: this file is in UTF-16 and cannot be read; save it as UTF-8"]);
  });

  it("names a few of many", () => {
    expect(saidOf(lineOf("a").repeat(3) + "# \x00\n".repeat(50))).toHaveLength(11);
  });
});

it("keeps a Latin-1 password apart from the same one in UTF-8", () => {
  const password = (word: string) => parseUpsdUsers(`[u]\npassword = ${word}\n`).users[0]?.password;
  expect(password("b\udcfcro")).toBe("b\udcfcro");
  expect(password("büro")).toBe("büro");
});

it("only notes a byte in a comment", () => {
  expect(parseUpsdConf("# b\udcfcro\n").problems.map(({ severity }) => severity)).toEqual(["note"]);
});
