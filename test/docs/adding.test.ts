/** What CONTRIBUTING.md says that an addition touches, against what mentions additions of the past. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "@jest/globals";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

const ADDITIONS = [
  ["Adding a program", "upscmd"],
  ["Adding a device to a driver", "openups"],
  ["Adding a device to a driver", "idowell"],
  ["Adding a serial family", "mge-utalk"],
] as const;

/** The paths of the numbered list under a heading of CONTRIBUTING.md. */
function listed(heading: string, name: string): readonly string[] {
  const [, section = ""] = read("CONTRIBUTING.md").split(`\n## ${heading}\n`);
  const [own = ""] = section.split(/\n##+ /);
  const steps = own.split("\n").filter((line) => /^\d\. /.test(line));
  const words = steps.flatMap((step) => [...step.matchAll(/`([^`\s]+)`/g)].map(([, word = ""]) => word));
  return words
    .filter((word) => word.includes("/") || word.endsWith(".md"))
    .map((word) => word.replace("NAME", name))
    .filter((word) => word !== "ARCHITECTURE.md");
}

const isPage = (path: string): boolean => path.endsWith(".md");
const isTest = (path: string): boolean => path.startsWith("test/");

/** Everything that a person writes and that is no test and no page. */
const CODE = readdirSync(ROOT, { withFileTypes: true })
  .filter(({ name }) => !["node_modules", "dist", "coverage", "test", "man", "docs", ".git"].includes(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(ROOT, entry.name), { recursive: true, withFileTypes: true })
          .filter((file) => file.isFile())
          .map((file) => join(file.parentPath, file.name).slice(ROOT.length))
      : [entry.name],
  )
  .filter((path) => /\.(ts|mjs|cjs|js|json)$|^\.ci\//.test(path))
  .filter((path) => !["package-lock.json", "oclif.manifest.json"].includes(path));

const withoutComments = (text: string): string => text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/(^|\s)\/\/.*$/gm, "");
const texts = CODE.map((path) => [path, withoutComments(read(path))] as const);

/** `mge-utalk`, and what is named after it: `MGE_UTALK`. */
const mentionOf = (name: string): RegExp => new RegExp(`(?<![\\w-])${name.replace("-", "[-_]")}(?![\\w-])`, "i");

const covers = (place: string, path: string): boolean =>
  place.endsWith("/") ? path.startsWith(place) : path === place;

describe.each(ADDITIONS)("%s: %s", (heading, name) => {
  const places = listed(heading, name);
  const mentions = texts.filter(([, text]) => mentionOf(name).test(text)).map(([path]) => path);

  it("is mentioned by no code but that of the list", () => {
    expect(mentions.filter((path) => !places.some((place) => covers(place, path)))).toEqual([]);
  });

  it("is mentioned by every file of the list", () => {
    const files = places.filter((place) => !place.endsWith("/") && !isPage(place) && !isTest(place));
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !mentions.includes(file))).toEqual([]);
  });

  it("has its pages, and every folder of the list is there", () => {
    const pages = places.filter((place) => isPage(place) && place.includes(name));
    const folders = places.filter((place) => place.endsWith("/"));
    expect([...pages, ...folders].filter((path) => !existsSync(join(ROOT, path)))).toEqual([]);
  });
});
