import { readFileSync } from "node:fs";
import { expect, it } from "@jest/globals";
import { BRIDGE_IDS, BRIDGES } from "../../../src/drivers/qx/bridges/ids.ts";
import { NUTDRV_QX } from "../../../src/drivers/qx/definition.ts";
import { QX_PROTOCOLS } from "../../../src/drivers/qx/subdrivers/index.ts";
import { DRIVERS } from "../../../src/drivers/registry.ts";

const page = readFileSync(new URL("../../../man/nutdrv_qx.8.md", import.meta.url), "utf8");
const between = (start: string, end: string): string => page.split(`\n${start}\n`)[1]?.split(`\n${end}\n`)[0] ?? "";
const firstColumn = (table: string): readonly string[] =>
  [...table.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);

it("has a manual page with every option in its order, and none that the driver does not know", () => {
  const section = between("## OPTIONS IN UPS.CONF", "## EXAMPLES");
  const documented = [...section.matchAll(/^\*\*([a-z_]+)\*\*( = \*[A-Z,]+\*)?$/gm)].map(([, name, value]) => [
    name,
    value === undefined ? "flag" : "value",
  ]);
  expect(documented).toEqual(NUTDRV_QX.options.map(({ name, kind }) => [name, kind]));
});

it("lists the protocols in the order in which they are tried", () => {
  expect(firstColumn(between("### Protocols", "### USB bridges"))).toEqual(QX_PROTOCOLS.map(({ name }) => name));
});

it("lists the bridges with their ids", () => {
  const table = between("### USB bridges", "### What is read, and when");
  expect(firstColumn(table)).toEqual(expect.arrayContaining(BRIDGES.map(({ name }) => name)));
  const hex = (id: number): string => id.toString(16).padStart(4, "0");
  for (const { vendorId, productId, bridge } of BRIDGE_IDS) {
    const row = table.split("\n").find((line) => line.startsWith(`| \`${bridge.name}\` |`));
    expect(row).toContain(`\`${hex(vendorId)}:${hex(productId)}\``);
  }
});

it("names the old names that it answers to", () => {
  const { aliases = [] } = DRIVERS.find(({ name }) => name === "nutdrv_qx") ?? {};
  expect(aliases.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
});
