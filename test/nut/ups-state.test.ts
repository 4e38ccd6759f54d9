import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type Change, UpsState } from "../../src/nut/ups-state.ts";

function stateOf(...changes: readonly Change[]): UpsState {
  const state = new UpsState();
  for (const change of changes) state.apply(change);
  return state;
}

const set = (name: string, value: string): Change => ({ kind: "set", name, value });

describe("the state of a UPS", () => {
  it("lists variables in the order of their lower-case names, keeping the first spelling", () => {
    const state = stateOf(set("ups.status", "OL"), set("Battery.charge", "90"), set("BATTERY.CHARGE", "91"));
    expect(state.variables().map(({ name, value }) => [name, value])).toEqual([
      ["Battery.charge", "91"],
      ["ups.status", "OL"],
    ]);
    expect(state.value("battery.CHARGE")).toBe("91");
  });

  it("lists commands in order, each once", () => {
    const add = (name: string): Change => ({ kind: "add-cmd", name });
    const state = stateOf(add("load.on"), add("beeper.mute"), add("LOAD.ON"));
    expect(state.commands()).toEqual(["beeper.mute", "load.on"]);
    expect(state.hasCommand("Load.On")).toBe(true);
    expect(state.apply({ kind: "delete-cmd", name: "LOAD.on" })).toBe(true);
    expect(state.hasCommand("load.on")).toBe(false);
  });

  it("keeps flags, enumeration and ranges when the value changes", () => {
    const name = "input.sensitivity";
    const state = stateOf(
      set(name, "low"),
      { kind: "flags", name, rw: true, type: "string" },
      { kind: "aux", name, maxLength: 6 },
      { kind: "add-enum", name, value: "low" },
      { kind: "add-enum", name, value: "high" },
      { kind: "add-range", name, range: { min: 1, max: 9 } },
      set(name, "high"),
    );
    expect(state.get(name)).toEqual({
      name,
      value: "high",
      rw: true,
      type: "string",
      maxLength: 6,
      enums: ["low", "high"],
      ranges: [{ min: 1, max: 9 }],
    });
  });

  it("forgets everything about a withdrawn variable", () => {
    const state = stateOf(
      set("ups.id", "x"),
      { kind: "flags", name: "ups.id", rw: true, type: "string" },
      { kind: "delete", name: "UPS.ID" },
      set("ups.id", "y"),
    );
    expect(state.get("ups.id")).toMatchObject({ value: "y", rw: false, type: undefined });
  });

  it("says that a change changed nothing, and then its revision stands", () => {
    const name = "ups.id";
    const changes: readonly Change[] = [
      set(name, "x"),
      { kind: "flags", name, rw: true, type: "string" },
      { kind: "aux", name, maxLength: 6 },
      { kind: "add-enum", name, value: "x" },
      { kind: "add-range", name, range: { min: 1, max: 9 } },
      { kind: "add-cmd", name: "load.off" },
    ];
    const state = stateOf(...changes);
    const { revision } = state;
    expect(changes.map((change) => state.apply(change))).toEqual(changes.map(() => false));
    expect(state.revision).toBe(revision);
  });

  it("takes enumerations and ranges back, one by one", () => {
    const name = "ups.id";
    const state = stateOf(
      set(name, "x"),
      { kind: "add-enum", name, value: "x" },
      { kind: "add-range", name, range: { min: 1, max: 9 } },
    );
    expect(state.apply({ kind: "delete-enum", name, value: "y" })).toBe(false);
    expect(state.apply({ kind: "delete-enum", name, value: "x" })).toBe(true);
    expect(state.apply({ kind: "delete-range", name, range: { min: 1, max: 8 } })).toBe(false);
    expect(state.apply({ kind: "delete-range", name, range: { min: 1, max: 9 } })).toBe(true);
    expect(state.get(name)).toMatchObject({ enums: [], ranges: [] });
  });

  it("ignores what concerns a variable that is not there", () => {
    const state = new UpsState();
    expect(state.apply({ kind: "flags", name: "ups.id", rw: true, type: "string" })).toBe(false);
    expect(state.apply({ kind: "delete", name: "ups.id" })).toBe(false);
    expect(state.apply({ kind: "add-enum", name: "ups.id", value: "x" })).toBe(false);
    expect(state.variables()).toEqual([]);
  });

  it("is empty after it was cleared", () => {
    const state = stateOf(set("ups.id", "x"), { kind: "add-cmd", name: "load.off" });
    state.clear();
    expect([state.variables(), state.commands()]).toEqual([[], []]);
  });

  it("holds what was set last, in order, whatever was set before", () => {
    const steps = fc.array(fc.tuple(fc.constantFrom("a", "A", "b", "c.d"), fc.option(fc.string())));
    fc.assert(
      fc.property(steps, (history) => {
        const state = new UpsState();
        const model = new Map<string, string>();
        for (const [name, value] of history) {
          state.apply(value === null ? { kind: "delete", name } : set(name, value));
          if (value === null) model.delete(name.toLowerCase());
          else model.set(name.toLowerCase(), value);
        }
        const served = state.variables().map(({ name, value }) => [name.toLowerCase(), value]);
        expect(served).toEqual([...model].sort(([a], [b]) => (a < b ? -1 : 1)));
      }),
    );
  });
});
