import { describe, expect, it } from "@jest/globals";
import { DRIVERS, findDriver } from "../../src/drivers/registry.ts";

const NAMES = DRIVERS.map(({ name }) => name);

describe("the registry of drivers", () => {
  it("has every name and alias once", () => {
    const all = DRIVERS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
    expect([...new Set(all)]).toEqual(all);
  });

  it.each(NAMES)(
    "loads %s under its own name, with a title, a version and options that explain themselves",
    async (name) => {
      const definition = await findDriver(name)?.load();
      expect(definition?.name).toBe(name);
      expect(definition?.title).toMatch(/\S/);
      expect(definition?.version).toMatch(/^\d+\.\d+/);
      const options = definition?.options ?? [];
      expect(new Set(options.map((option) => option.name)).size).toBe(options.length);
      for (const option of options) {
        expect(option.name).toMatch(/^[A-Za-z0-9_.-]+$/);
        expect([option.name, option.help]).toEqual([option.name, expect.stringMatching(/^\S.*[^.\s]$/)]);
      }
    },
  );

  it("finds a driver by each of its aliases", () => {
    for (const entry of DRIVERS) for (const alias of entry.aliases ?? []) expect(findDriver(alias)).toBe(entry);
  });

  it.each(["", "no-such-ups", "toString", "DUMMY-UPS"])("has no driver %p", (name) => {
    expect(findDriver(name)).toBeUndefined();
  });
});
