/** What holds for every vendor's table. */
import { describe, expect, it } from "@jest/globals";
import { UsageNames } from "../../../src/drivers/usbhid/report/usage-path.ts";
import type { HidRow, HidView, HidWritable, Subdriver } from "../../../src/drivers/usbhid/subdriver.ts";
import { SUBDRIVERS } from "../../../src/drivers/usbhid/subdrivers/index.ts";
import { isCommandName } from "../../../src/nut/catalogue/commands.ts";
import { isVariableName } from "../../../src/nut/catalogue/variables.ts";
import { checkValue, typeFacts } from "../../../src/nut/var-type.ts";

const hex = (id: number): string => id.toString(16).padStart(4, "0");
const idsOf = ({ ids }: Subdriver) => ids.map((id) => `${hex(id.vendorId)}:${hex(id.productId)}`);

/** Ids that two vendors share: their `claim` looks further. */
const SHARED_IDS: readonly string[] = ["06da:ffff"];

/** A view that knows a date and a time, and of all else nothing. */
const VIEW: HidView = {
  device: { vendorId: 0, productId: 0, release: 0, vendor: undefined, product: undefined, serial: undefined },
  known: (name) => ({ "ups.date": "2024/02/29", "ups.time": "12:34:56" })[name],
  note: () => undefined,
  holds: () => false,
  option: () => undefined,
  text: () => undefined,
  report: () => undefined,
  recall: () => undefined,
  remember: () => undefined,
  forget: () => undefined,
  wall: () => 0,
};

/** Codes, percents, seconds, volts, a packed date, a time. */
const SAMPLES: readonly number[] = [0, 1, 2, 3, 4, 10, 25, 60, 100, 120, 208, 230, 0x5a31, 1_700_000_000];

/** True for a value that the row's own type lets through. */
function takes({ rw }: HidWritable, text: string): boolean {
  const type = typeof rw === "function" ? rw(230, VIEW) : rw;
  return checkValue({ ...typeFacts(type), rw: true }, text) === "ok";
}

const isWritable = (row: HidRow): row is HidWritable => "var" in row && "rw" in row && "as" in row;

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

  it("writes back what it reads, wherever a variable can be written", () => {
    for (const row of subdriver.rows.filter(isWritable)) {
      const { var: name, path, as } = row;
      const read = SAMPLES.flatMap((value) => as.read(value, VIEW) ?? []);
      const texts = read.filter((text) => text !== "not set" && takes(row, text));
      const again = texts.map((text) => as.read(as.write(text, VIEW) ?? Number.NaN, VIEW));
      expect([name, path, again]).toEqual([name, path, texts]);
    }
  });

  it("can write every choice that it offers", () => {
    for (const { rw, as } of subdriver.rows.filter(isWritable)) {
      const type = typeof rw === "function" ? rw(230, VIEW) : rw;
      if (type.kind !== "enum") continue;
      expect(type.values.filter((text) => as.write(text, VIEW) === undefined)).toEqual([]);
    }
  });

  it("gives every setting of the driver a fallback that its own type takes", () => {
    for (const row of subdriver.rows) {
      if (!("var" in row && "fallback" in row) || row.rw.kind !== "string") continue;
      expect(row.fallback.length).toBeLessThanOrEqual(row.rw.max);
    }
  });
});
