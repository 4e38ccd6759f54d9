import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { optionLabel } from "../../../src/cli/options.ts";
import { INIT } from "../../../src/commands/init.ts";
import { PRESETS } from "../../../src/setup/init/tables/presets.ts";

const page = readFileSync("man/init.8.md", "utf8");

describe("man/init.8.md", () => {
  it("has each option under the label that help has, and no other", () => {
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, label]) => label);
    expect(headings).toEqual(INIT.table.options.map(optionLabel));
  });

  it("has a row for each preset with what is built in", () => {
    for (const { name, upsname = "as it is named", username, password = "generated" } of PRESETS) {
      const row = page.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
      for (const word of [upsname, username, password]) expect(row).toContain(word);
    }
  });
});
