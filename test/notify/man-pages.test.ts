/** notify.conf(5) names every kind of channel with all its settings. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { COMMON_SETTINGS } from "../../src/notify/channel.ts";
import { CHANNEL_KINDS } from "../../src/notify/channels/index.ts";

const page = readFileSync(new URL("../../man/notify.conf.5.md", import.meta.url), "utf8");
const bodyOf = (heading: string): string => page.split(`### ${heading}\n`)[1]?.split("\n#")[0] ?? "";

describe("the manual of notify.conf", () => {
  it("has a heading for each kind of channel and no other", () => {
    const headings = [...page.matchAll(/^### type = (.+)$/gm)].map(([, kind]) => kind);
    expect(headings.sort()).toEqual(CHANNEL_KINDS.map(({ name }) => name).sort());
  });

  it.each(CHANNEL_KINDS.map((kind) => [kind.name, kind] as const))(
    "names every setting of %s",
    (name, { settings }) => {
      for (const setting of settings) expect(bodyOf(`type = ${name}`)).toContain(`\`${setting.name}\``);
    },
  );

  it("names what every channel may say", () => {
    for (const { name } of COMMON_SETTINGS) expect(page).toContain(`- \`${name}\``);
  });
});
