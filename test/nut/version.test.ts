import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { VERSION } from "../../src/nut/version.ts";

describe("the version", () => {
  it("is that of package.json", () => {
    const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
    expect(manifest).toMatchObject({ version: VERSION });
  });
});
