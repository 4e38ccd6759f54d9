/** What holds for every row of every table. */
import { describe, expect, it } from "@jest/globals";
import type { DirectiveTable } from "../../src/conf/directive.ts";
import { UPS_CONF } from "../../src/conf/tables/ups-conf.ts";
import { UPSD_CONF, UPSD_CONF_OBSOLETE } from "../../src/conf/tables/upsd-conf.ts";
import { UPSMON_CONF } from "../../src/conf/tables/upsmon-conf.ts";
import { UPSSCHED_CONF } from "../../src/conf/tables/upssched-conf.ts";

const TABLES: readonly (readonly [string, DirectiveTable])[] = [
  ["upsd.conf", UPSD_CONF],
  ["upsmon.conf", UPSMON_CONF],
  ["upssched.conf", UPSSCHED_CONF],
];

/** The words of a synopsis. What is glued to a word in brackets, a port to its host, is a part of that word. */
const wordsOf = (form: string): readonly string[] => form.replace(/(?<=\S)\[[^\]]*\]/g, "").match(/<[^>]+>/g) ?? [];

describe.each(TABLES)("the table of %s", (_, table) => {
  const rows = Object.values(table);
  const names = rows.map(({ name }) => name);

  it("names each directive once, in upper case", () => {
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[A-Z_]+$/);
  });

  it("shows as many arguments in its synopsis as it reads", () => {
    for (const { name, form, least, most } of rows) {
      if (most === Number.POSITIVE_INFINITY) {
        const needed = wordsOf(form.replace(/ \[[^\]]*\](\.\.\.)?/g, "")).length;
        expect([name, form.includes("..."), least]).toEqual([name, true, needed]);
        continue;
      }
      const all = wordsOf(form);
      const optional = form.match(/\[<[^>]+>\](?!\.)/g) ?? [];
      if (form.endsWith(" [<argument>]...")) {
        expect([name, least, most]).toEqual([name, all.length - 1, Number.POSITIVE_INFINITY]);
        continue;
      }
      const shown = form.includes("...") ? 2 : all.length;
      expect([name, shown]).toEqual([name, most]);
      if (name !== "MONITOR") expect([name, most - optional.length]).toEqual([name, least]);
    }
  });

  it("writes the default of each directive so that it reads back", () => {
    for (const row of rows) {
      if (row.kind === "many" || row.fallback === undefined) continue;
      const said: string[] = [];
      const say = (text: string): undefined => void said.push(text);
      expect(row.read(row.write(row.fallback), { error: say, warning: say, note: say })).toEqual(row.fallback);
      expect(said).toEqual([]);
    }
  });
});

describe("the table of ups.conf", () => {
  it("names each setting once", () => {
    const names = Object.values(UPS_CONF).map(({ name }) => name.toLowerCase());
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("obsolete directives", () => {
  it("are not in the table as well", () => {
    const names = new Set<string>(Object.values(UPSD_CONF).map(({ name }) => name));
    expect([...UPSD_CONF_OBSOLETE.keys()].filter((name) => names.has(name))).toEqual([]);
  });
});
