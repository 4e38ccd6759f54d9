/** The list of programs is whole, and nothing else has a list of its own. */
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { PROGRAMS } from "../../src/commands/index.ts";
import { findDriver } from "../../src/drivers/registry.ts";
import { COMMANDS } from "../../src/oclif-commands.ts";

const root = new URL("../../", import.meta.url);
const names = PROGRAMS.map(({ table }) => table.name);
const sorted = (words: readonly string[]): readonly string[] => [...words].sort();

describe("the list of programs", () => {
  it("has every file of its folder, and each file its program's name", () => {
    const files = readdirSync(new URL("src/commands/", root)).map((file) => file.replace(/\.ts$/, ""));
    expect(sorted([...names, "index"])).toEqual(sorted(files));
  });

  it.each(PROGRAMS.map((program) => [program.table.name, program] as const))(
    "has for %s code that loads, and a page in man",
    async (name, { load }) => {
      expect(typeof (await load()).run).toBe("function");
      const pages = readdirSync(new URL("man/", root)).filter((page) => /^[a-z-]+\.[18]\.md$/.test(page));
      expect(pages.filter((page) => page.startsWith(`${name}.`))).toHaveLength(1);
    },
  );

  it("has no name twice, and none that is a driver's: a link of that name would be another program", () => {
    const words = PROGRAMS.flatMap(({ table, names }) => [...new Set([table.name, ...names])]);
    expect(sorted(words)).toEqual(sorted([...new Set(words)]));
    expect(words.filter((word) => findDriver(word))).toEqual([]);
  });

  it("gives links of other names to one program", () => {
    expect(PROGRAMS.filter(({ otherNames }) => otherNames).map(({ table }) => table.name)).toEqual(["driver"]);
  });

  it("is oclif's", () => {
    expect(sorted(Object.keys(COMMANDS))).toEqual(sorted(names));
  });

  it.each(["bin/run.js", "build.mjs", "package.json", "knip.json", "src/oclif-commands.ts"])(
    "is the only one: %s names no program",
    (file) => {
      // Scripts of package.json are called as they are called.
      const text = readFileSync(new URL(file, root), "utf8").replace(/"scripts": \{[^}]*\}/, "");
      const quoted = [...text.matchAll(/"([a-z-]+)"/g)].map(([, word]) => word);
      const wanted = names.filter((name) => quoted.includes(name));
      expect(wanted).toEqual([]);
    },
  );
});
