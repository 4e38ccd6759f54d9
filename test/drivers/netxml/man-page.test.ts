import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { OPTIONS } from "../../../src/drivers/netxml/options.ts";

it("has a manual page with every option, and none that the driver does not know", () => {
  const page = readFileSync(new URL("../../../man/netxml-ups.8.md", import.meta.url), "utf8");
  const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
  const documented = [...section.matchAll(/^\*\*([A-Za-z_0-9]+)\*\*( = \*[A-Z]+\*)?$/gm)].map(([, name, value]) => [
    name,
    value === undefined ? "flag" : "value",
  ]);
  const byName = (words: readonly (string | undefined)[][]) => [...words].sort();
  expect(byName(documented)).toEqual(byName(OPTIONS.map(({ name, kind }) => [name, kind])));
});
