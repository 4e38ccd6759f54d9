/** upssched-cmd.conf(5) names every kind of host with all its settings. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { RECOVERY_ROWS } from "../../src/conf/upssched/recovery.ts";
import { HOST_ROWS } from "../../src/hosts/hosts-conf.ts";
import { HOST_KINDS } from "../../src/hosts/kinds/index.ts";

const page = readFileSync(new URL("../../man/upssched-cmd.conf.5.md", import.meta.url), "utf8");
const bodyOf = (heading: string): string => page.split(`### ${heading}\n`)[1]?.split("\n#")[0] ?? "";
const namesOf = (kinds: typeof HOST_KINDS): readonly string[] => kinds.map(({ name }) => name).toSorted();

describe("the manual of upssched-cmd.conf", () => {
  it("has a heading for each kind that shuts down, and for each that wakes", () => {
    const headings = (word: string) =>
      [...page.matchAll(new RegExp(`^### ${word} = (.+)$`, "gm"))].map(([, kind]) => kind);
    expect(headings("type").toSorted()).toEqual(namesOf(HOST_KINDS.filter(({ shutDown }) => shutDown)));
    expect(headings("wake").toSorted()).toEqual(namesOf(HOST_KINDS.filter(({ wake }) => wake)));
  });

  it.each(HOST_KINDS.filter(({ shutDown }) => shutDown).map((kind) => [kind.name, kind] as const))(
    "names every setting of %s",
    (name, { rows }) => {
      for (const row of rows) expect(bodyOf(`type = ${name}`)).toContain(`\`${row.name}\``);
    },
  );

  it.each(HOST_KINDS.filter(({ wake }) => wake).map((kind) => [kind.name, kind] as const))(
    "names every setting of waking by %s",
    (name, { rows }) => {
      for (const row of rows) expect(bodyOf(`wake = ${name}`)).toContain(`\`wake_${row.name}\``);
    },
  );

  it("names what every host may say, and what stands above the sections", () => {
    for (const { name } of HOST_ROWS) expect(page).toContain(`\`${name}\``);
    for (const { name } of RECOVERY_ROWS) expect(page).toContain(`### ${name} <`);
  });
});
