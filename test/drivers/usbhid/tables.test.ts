/** What holds for every vendor's table. */
import { describe, expect, it } from "@jest/globals";
import type { HidRow, Subdriver } from "../../../src/drivers/usbhid/subdriver.ts";
import { SUBDRIVERS } from "../../../src/drivers/usbhid/subdrivers/index.ts";
import { UsageNames } from "../../../src/drivers/usbhid/usage-path.ts";
import { isCommandName } from "../../../src/nut/catalogue/commands.ts";
import { isVariableName } from "../../../src/nut/catalogue/variables.ts";

const hex = (id: number): string => id.toString(16).padStart(4, "0");
const idsOf = ({ ids }: Subdriver) => ids.map((id) => `${hex(id.vendorId)}:${hex(id.productId)}`);

/** Ids that two vendors share: their `claim` looks further. */
const SHARED_IDS: readonly string[] = ["06da:ffff"];

describe("the vendors' tables together", () => {
  it("name each USB id once, but for those that are told apart by their strings", () => {
    const all = SUBDRIVERS.flatMap(idsOf).filter((id) => !SHARED_IDS.includes(id));
    expect(all).toEqual([...new Set(all)]);
  });

  it("have names of their own", () => {
    const names = SUBDRIVERS.map(({ name }) => name);
    expect(names).toEqual([...new Set(names)]);
  });
});

const withoutTable = SUBDRIVERS.filter(({ rows }) => rows.length > 0).map((one) => [one.name, one] as const);

describe.each(withoutTable)("the table %s", (_, subdriver) => {
  const rowName = (row: HidRow): string => JSON.stringify(row);

  it("has only paths that can be resolved", () => {
    const names = new UsageNames(subdriver.usages);
    const bad = subdriver.rows.filter(({ path }) => names.parse(path) === undefined);
    expect(bad.map(({ path }) => path)).toEqual([]);
  });

  it("has only names of the catalogue", () => {
    const bad = subdriver.rows.filter(
      (row) => ("var" in row && !isVariableName(row.var)) || ("cmd" in row && !isCommandName(row.cmd)),
    );
    expect(bad.map(rowName)).toEqual([]);
  });

  it("says in every poll whether the mains are there or the battery is discharged", () => {
    const quick = subdriver.rows.filter((row) => "status" in row && row.poll === "quick");
    expect(quick.length).toBeGreaterThan(0);
  });

  it("has no row twice", () => {
    const rows = subdriver.rows.map((row) => ("as" in row || "when" in row ? row : rowName(row)));
    expect(rows).toEqual([...new Set(rows)]);
  });

  it("gives every setting of the driver a fallback that its own type takes", () => {
    for (const row of subdriver.rows) {
      if (!("var" in row && "fallback" in row) || row.rw.kind !== "string") continue;
      expect(row.fallback.length).toBeLessThanOrEqual(row.rw.max);
    }
  });
});
