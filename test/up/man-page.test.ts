import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { UP } from "../../src/commands/up.ts";
import { DEMO_SECONDS } from "../../src/up/demo-sequence.ts";

const page = readFileSync(new URL("../../man/up.8.md", import.meta.url), "utf8");

describe("the manual page of nutts up", () => {
  it("has every option of the program, with its argument, and no other", () => {
    const options = UP.table.options.map(({ short, long, arg }) => {
      const name = long === undefined ? `-${short}` : `--${long}`;
      return arg === undefined ? name : `${name} <${arg}>`;
    });
    const headings = [...page.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
    expect(headings.sort()).toEqual(options.sort());
  });

  it("says how long a round of the demo takes", () => {
    expect(page.replace(/\s+/g, " ")).toContain(`every ${DEMO_SECONDS} seconds`);
  });
});
