import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { OPTIONS } from "../../../../src/drivers/serial/genericups/driver.ts";
import { CONTACT_TYPES } from "../../../../src/drivers/serial/genericups/types.ts";

const page = readFileSync(new URL("../../../../man/genericups.8.md", import.meta.url), "utf8");

it("has a manual page with every option, and none that the driver does not know", () => {
  const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
  const documented = [...section.matchAll(/^\*\*([A-Za-z]+)\*\* = \*[A-Z]+\*$/gm)].map(([, name]) => name);
  expect(documented).toEqual(OPTIONS.map(({ name }) => name));
});

it("has a table of all types in its manual page", () => {
  const rows = [...page.matchAll(/^\| (\d+) \| (.*) \|$/gm)].map(([, number, cells]) => [number, cells?.split(" | ")]);
  expect(rows).toEqual(
    CONTACT_TYPES.map(({ mfr, model, cable, cp, ol, lb, rb, bypass, sd }, number) => [
      String(number),
      [
        mfr,
        model,
        cable ?? "",
        cp,
        ol,
        lb,
        [rb && `RB ${rb}`, bypass && `BYPASS ${bypass}`].filter(Boolean).join(", "),
        sd ?? "unknown",
      ],
    ]),
  );
});
