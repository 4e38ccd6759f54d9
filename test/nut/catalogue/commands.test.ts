import { describe, expect, it } from "@jest/globals";
import { commandNames, describeCommand, isCommandName } from "../../../src/nut/catalogue/commands.ts";
import { type CmdName, numbered } from "../../../src/nut/catalogue/names.ts";

const NAMES: readonly CmdName[] = [
  "load.off",
  "outlet.load.cycle",
  numbered("outlet.#.load.off", 3),
  numbered("outlet.group.#.load.on.delay", 2),
  "driver.killpower",
  "experimental.essmode.start",
];

describe("the catalogue of instant commands", () => {
  it("refuses to compile a misspelt name", () => {
    // @ts-expect-error a letter is missing
    const short: CmdName = "load.of";
    // @ts-expect-error a numbered name, misspelt
    const toggled: CmdName = numbered("outlet.#.load.toggle", 1);
    for (const name of [short, toggled]) expect(describeCommand(name)).toBeUndefined();
  });

  it.each(NAMES)("describes %s", (name) => {
    expect(describeCommand(name)).toEqual(expect.stringMatching(/^[A-Z].*[^.]$/));
    expect(isCommandName(name)).toBe(true);
  });

  it("describes every command of its tables without a leftover placeholder", () => {
    for (const name of commandNames()) {
      expect([name, describeCommand(name.replace(/#/g, "7"))]).toEqual([
        name,
        expect.stringMatching(/^[A-Z][^#]{4,110}$/),
      ]);
    }
  });

  it("puts the number of the outlet into the sentence", () => {
    expect(describeCommand("outlet.12.load.off")).toBe("Outlet 12: switch it off at once");
    expect(describeCommand("outlet.group.3.load.on")).toBe("Outlet group 3: switch it on at once");
  });

  it("looks through upstream., the numbers of a daisychain and case", () => {
    expect(describeCommand("upstream.Load.Off")).toBe(describeCommand("load.off"));
    expect(describeCommand("device.2.outlet.1.load.on")).toBe("Device 2: outlet 1: switch it on at once");
  });

  it.each(["", "load", "outlet.load", "toString", "device.1.device.1.load.off"])("does not know %p", (name) => {
    expect(describeCommand(name)).toBeUndefined();
    expect(isCommandName(name)).toBe(false);
  });
});
