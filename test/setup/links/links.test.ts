import { mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parseCommandLine } from "../../../src/cli/options.ts";
import { LINKS } from "../../../src/commands/links.ts";
import { linkTarget, runLinks } from "../../../src/setup/links/program.ts";

let folder = "";
let said: string[] = [];
let entry = "";

beforeEach(() => {
  const root = mkdtempSync(join(tmpdir(), "links-"));
  [folder, entry, said] = [join(root, "sbin"), join(root, "run.js"), []];
  mkdirSync(folder);
  writeFileSync(entry, "");
});

afterEach(() => rmSync(join(folder, ".."), { recursive: true, force: true }));

function links(...argv: readonly string[]): number {
  const parsed = parseCommandLine(LINKS.table, argv);
  if (parsed.kind === "error") throw new Error(parsed.text);
  const say = (text: string): void => void said.push(text);
  const io = { out: say, err: say, env: {}, interactive: false };
  return runLinks(parsed.line, io, { entry, names: ["upsc", "upsd", "usbhid-ups"] });
}

describe("nutts links", () => {
  it("leads to the launcher where Node is in the same folder, and to the program itself elsewhere", () => {
    const home = join(folder, "..", "nutts-1.0");
    mkdirSync(join(home, "bin"), { recursive: true });
    const [node, run, launcher] = ["bin/node", "nutts/bin/run.js", "bin/nutts"].map((name) => join(home, name));
    expect(linkTarget(node ?? "", run ?? "")).toBe(run);
    writeFileSync(launcher ?? "", "");
    expect(linkTarget(node ?? "", run ?? "")).toBe(launcher);
    expect(linkTarget(node ?? "", "/usr/lib/node_modules/nutts/bin/run.js")).toBe(
      "/usr/lib/node_modules/nutts/bin/run.js",
    );
  });

  it("makes a link for each name, and makes none twice", () => {
    expect(links(folder)).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(["upsc", "upsd", "usbhid-ups"]);
    expect(readlinkSync(join(folder, "upsd"))).toBe(entry);
    expect(links(folder)).toBe(0);
    expect(said.at(-1)).toContain("usbhid-ups: was there already");
  });

  it("leaves alone what is somebody else's, and says so", () => {
    writeFileSync(join(folder, "upsd"), "#!/bin/sh\n");
    symlinkSync("/nowhere", join(folder, "upsc"));
    expect(links(folder)).toBe(1);
    expect(said.join("")).toContain(`${folder}/upsd: left alone: a file is there, and stays\n`);
    expect(said.join("")).toContain(`${folder}/upsc: left alone: a link to /nowhere is there, and stays\n`);
    expect(readlinkSync(join(folder, "upsc"))).toBe("/nowhere");
  });

  it("removes its own links and nothing else", () => {
    links(folder);
    rmSync(join(folder, "upsc"));
    writeFileSync(join(folder, "upsc"), "");
    expect(links("--remove", folder)).toBe(0);
    expect(readdirSync(folder)).toEqual(["upsc"]);
  });

  it("only says what would be", () => {
    expect(links("--print", folder)).toBe(0);
    expect(said).toContain(`${folder}/upsc: would be made\n`);
    expect(readdirSync(folder)).toEqual([]);
  });

  it("tells programs the same as people", () => {
    links("--json", folder);
    const [first] = JSON.parse(said.join("")).links;
    expect(first).toEqual({ path: join(folder, "upsc"), outcome: "made" });
  });

  it("asks for a folder that is there", () => {
    expect(() => links()).toThrow("name the folder");
    expect(() => links(entry)).toThrow("is no folder");
    expect(() => links(folder, "more")).toThrow("one folder");
  });
});
