/** The README says how many rules nutts check has. */
import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { RULES } from "../../src/setup/check/rules/all.ts";

it("the README counts the rules of nutts check", () => {
  const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
  expect(readme).toContain(`5 files, ${RULES.length} rules`);
  expect(RULES.length).toBeGreaterThan(100);
});
