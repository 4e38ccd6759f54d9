/** Every path that ARCHITECTURE.md and CONTRIBUTING.md name is there. */
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const PLACES = ["", "src/", "src/drivers/", "src/drivers/kit/", "test/"];
/** Made by the build. */
const isMade = (path: string): boolean => path.startsWith("dist/");

/** `src/a/b.ts`, `kit/row.ts`, `session.ts`: whatever has a slash between names or ends as a file does. */
function pathsIn(page: string): readonly string[] {
  const prose = readFileSync(`${ROOT}${page}`, "utf8").replace(/```[\s\S]*?```/g, "");
  const words = [...prose.matchAll(/`([\w.-]+(?:\/[\w.-]+)*\/?)`/g)].map(([, word = ""]) => word);
  const paths = words.filter((word) => /^(src|test|man|docs|bin|bench|\.ci)\/|\/[\w-]+\.\w+$/.test(word));
  return [...new Set(paths)].filter((path) => !/[A-Z]{4}/.test(path) && !isMade(path));
}

describe.each(["ARCHITECTURE.md", "CONTRIBUTING.md"])("%s", (page) => {
  it("names only what is there", () => {
    const paths = pathsIn(page);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => !PLACES.some((place) => existsSync(`${ROOT}${place}${path}`)))).toEqual([]);
  });
});
