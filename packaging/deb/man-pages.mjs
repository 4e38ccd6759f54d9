/** The pages of `man/`, which are Markdown, as man(1) reads them. Needs Debian's lowdown. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { run } from "../runtime.mjs";

const PAGE = /^(.+)\.([1-8])\.md$/;

function roff(markdown, name, section, version) {
  const facts = { title: name, section, source: `nutts ${version}`, volume: "nutts" };
  const meta = Object.entries(facts).map(([key, value]) => `-M${key}=${value}`);
  // lowdown makes a section of each first heading; the name of the page is none.
  const input = markdown.replace(/^# .*\n/, "").replace(/^#(#+ )/gm, "$1");
  const page = run("lowdown", ["-s", "-Tman", "--out-no-smarty", ...meta], {
    input,
    stdio: ["pipe", "pipe", "inherit"],
  });
  // whatis(1) wants the heading on the line of its macro.
  return page.replace(/^\.SH\n/gm, ".SH ");
}

/**
 * `programs.own`: names of ours alone, whose pages are called `nutts-check` and the like, for `check` would be
 * anybody's. `programs.also`: further names, and whose page tells of them.
 */
export function writeManPages(folder, version, { own, also }) {
  const nameOf = (page) => (own.includes(page) ? `nutts-${page}` : page);
  for (const file of readdirSync("man")) {
    const [, page, section] = PAGE.exec(file);
    const into = join(folder, `man${section}`);
    mkdirSync(into, { recursive: true });
    const text = roff(readFileSync(join("man", file), "utf8"), nameOf(page), section, version);
    writeFileSync(join(into, `${nameOf(page)}.${section}.gz`), gzipSync(text, { level: 9 }));
  }
  for (const [name, page] of also) symlinkSync(`${nameOf(page)}.8.gz`, join(folder, "man8", `${name}.8.gz`));
}
