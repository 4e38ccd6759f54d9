import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type HostRecord, recordOfText, textOfRecord } from "../../src/hosts/memory/host-record.ts";
import { OutageMemory } from "../../src/hosts/memory/outage-memory.ts";
import { outageOfText, textOfOutage } from "../../src/hosts/memory/outage-record.ts";
import { HostWorld } from "./host-world.ts";

const record = (name: string): HostRecord => ({ name, ups: "ups@h", why: "ONBATT", at: 5, before: "on" });

let world: HostWorld;
beforeEach(() => {
  world = new HostWorld();
});
afterEach(() => world.remove());

describe("what is remembered", () => {
  it("is there for the next process, under whatever name", () => {
    const names = ["nas", "a/b", "..", "*", "é", "x y"];
    for (const name of names) world.memory.keepHost(record(name));
    const again = new OutageMemory(world.folder, world.log);
    expect(
      again
        .hosts()
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(names.toSorted());
    for (const name of names) again.forgetHost(name);
    expect(again.hosts()).toEqual([]);
    expect(readdirSync(world.folder)).toEqual([]);
  });

  it("a file of rubbish counts as not there, and costs no other", () => {
    world.memory.keepHost(record("nas"));
    writeFileSync(join(world.folder, "host-x.json"), '{"name": 5');
    expect(world.memory.hosts()).toEqual([record("nas")]);
  });

  it("what cannot be kept is said, with what it costs", () => {
    writeFileSync(join(world.folder, "file"), "");
    const nowhere = new OutageMemory(join(world.folder, "file", "outage"), world.log);
    expect(nowhere.keepHost(record("nas"))).toBe(false);
    expect(world.lines).toEqual([
      expect.stringMatching(/^error .*host-nas.json cannot be written: .*; nas will not be woken by itself$/),
    ]);
  });

  it("outages are kept beside", () => {
    const outage = { ups: "ups@h", since: 1, until: 9, charge: 40, runtime: 300 };
    world.memory.keepOutage(outage);
    expect(world.memory.outages()).toEqual([outage]);
    world.memory.forgetOutage("ups@h");
    expect(world.memory.outages()).toEqual([]);
  });

  it("every record is read as it was written, and no text throws", () => {
    const time = fc.nat();
    const records = fc.record(
      {
        ...{ name: fc.string(), ups: fc.string(), why: fc.string(), at: time },
        before: fc.constantFrom("on" as const, "off" as const, "unknown" as const),
        work: fc.record({ by: fc.string(), stage: fc.constantFrom("looking" as const, "ordering" as const) }),
        ...{ downAt: time, spent: time },
        end: fc.record({ kind: fc.constantFrom("back" as const, "given-up" as const, "woken" as const), at: time }),
      },
      { requiredKeys: ["name", "ups", "why", "at", "before"] },
    );
    fc.assert(fc.property(records, (each) => expect(recordOfText(textOfRecord(each))).toEqual(each)));
    fc.assert(fc.property(fc.oneof(fc.string(), fc.json()), (text) => void [recordOfText(text), outageOfText(text)]));
    expect(outageOfText(textOfOutage({ ups: "u", since: 3 }))).toEqual({ ups: "u", since: 3 });
  });
});
