/** The manual pages and the option tables say the same, program by program. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { type OptionTable, optionLabel } from "../../src/cli/options.ts";
import { PROGRAMS } from "../../src/commands/index.ts";
import { DEVICES } from "../../src/driver-daemon/control/list-devices.ts";
import { ONE_DRIVER } from "../../src/driver-daemon/control/one-driver-options.ts";
import { DRIVERS } from "../../src/drivers/registry.ts";

const MAN = new URL("../../man/", import.meta.url);

/** Command lines that a program reads besides its own. */
const FURTHER: Readonly<Record<string, readonly OptionTable[]>> = { driver: [ONE_DRIVER, DEVICES] };

const all = PROGRAMS.map(({ table }) => ({ name: table.name, tables: [table, ...(FURTHER[table.name] ?? [])] }));

const pageOf = (name: string): URL | undefined =>
  [1, 5, 8].map((section) => new URL(`${name}.${section}.md`, MAN)).find((url) => existsSync(url));

const sorted = (words: Iterable<string | undefined>): readonly (string | undefined)[] => [...new Set(words)].sort();

describe("the manual page of", () => {
  it.each(all.map((program) => [program.name, program] as const))(
    "%s heads every option of the program and no other",
    (name, { tables }) => {
      const page = pageOf(name);
      if (!page) throw new Error(`man/${name}.8.md is missing`);
      const headings = [...readFileSync(page, "utf8").matchAll(/^### (-.+)$/gm)].map(([, heading]) => heading);
      expect(sorted(headings)).toEqual(sorted(tables.flatMap(({ options }) => options.map(optionLabel))));
    },
  );

  it("nutts itself names every program", () => {
    const page = readFileSync(new URL("nutts.1.md", MAN), "utf8");
    const named = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);
    expect(sorted(named)).toEqual(sorted(all.map(({ name }) => name)));
  });

  it("every program is there to be read", () => {
    expect(all.length).toBeGreaterThan(4);
    expect(all.every(({ tables }) => tables.length > 0)).toBe(true);
  });
});

describe("the manual page of the driver", () => {
  it.each(DRIVERS.map(({ name, load }) => [name, load] as const))("%s names its options", async (name, load) => {
    const page = readFileSync(new URL(`${name}.8.md`, MAN), "utf8");
    const { options } = await load();
    expect(options.map((option) => option.name).filter((option) => !page.includes(`**${option}**`))).toEqual([]);
  });
});

describe("a page", () => {
  it.each(readdirSync(MAN).filter((name) => name.endsWith(".md")))(
    "%s has a name and a synopsis or description",
    (name) => {
      const text = readFileSync(new URL(name, MAN), "utf8");
      expect(text).toMatch(/^# \S+/);
      expect(text).toMatch(/^#{1,2} NAME$/m);
      expect(text).toMatch(/^#{1,2} (SYNOPSIS|DESCRIPTION)$/m);
    },
  );
});
