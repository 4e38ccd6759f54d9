/** docs/coverage.md and the README count the same devices as the list does. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { DEVICE_GROUPS } from "../../src/drivers/catalogue/device-groups.ts";
import { expand } from "../../src/drivers/catalogue/devices.ts";
import { findDriver } from "../../src/drivers/registry.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const page = read("docs/coverage.md");

interface Row {
  readonly driver: string;
  readonly byNutts: string;
  readonly listed: number;
  readonly models: number;
}

const rows: readonly Row[] = [...page.matchAll(/^\| ([\w-]+) \| (yes|not yet) \| (\d+) \| (\d+) \|$/gm)].map(
  ([, driver = "", byNutts = "", listed, models]) => ({
    driver,
    byNutts,
    listed: Number(listed),
    models: Number(models),
  }),
);

const models = (driver: string): number =>
  DEVICE_GROUPS.filter((group) => group.driver === driver).reduce((sum, group) => sum + expand(group).length, 0);

const sum = (column: "listed" | "models", only: readonly Row[] = rows): string =>
  only.reduce((total, row) => total + row[column], 0).toLocaleString("en");

const driven = rows.filter(({ byNutts }) => byNutts === "yes");

describe("docs/coverage.md", () => {
  it("has a row for every driver of the list", () => {
    const names = new Set([...rows.map(({ driver }) => driver), ...DEVICE_GROUPS.map(({ driver }) => driver)]);
    expect(rows.map(({ driver }) => driver)).toEqual([...names].sort());
  });

  it.each(rows.map((row) => [row.driver, row] as const))(
    "says of %s what is so",
    (driver, { byNutts, models: said }) => {
      expect([byNutts, said]).toEqual([findDriver(driver) ? "yes" : "not yet", models(driver)]);
    },
  );

  it("adds up, and the README says the same", () => {
    const flat = page.replace(/\s+/g, " ");
    const listed = `Of the ${sum("listed")} devices listed in release 2.8.5, nutts drives **${sum("listed", driven)}**`;
    expect(flat).toContain(listed);
    expect(flat).toContain(`it has ${sum("models")} models, of which nutts drives ${sum("models", driven)}.`);
    expect(read("README.md").replace(/\s+/g, " ")).toContain(
      `${sum("listed", driven)} of the ${sum("listed")} devices that the C project lists for 2.8.5`,
    );
  });
});
