import { expect, describe as group, it } from "@jest/globals";
import { type DaisyVarName, numbered, onDevice, type VarName } from "../../../src/nut/catalogue/names.ts";
import {
  describe,
  describeVariable,
  isVariableName,
  typeOf,
  variableNames,
} from "../../../src/nut/catalogue/variables.ts";
import { growsWithSize } from "../../sim/machine/grows-with-size.ts";

/** Compiles only while each of these is a name and each `@ts-expect-error` below is none. */
const NAMES: readonly VarName[] = [
  "ups.load",
  numbered("outlet.#.status", 3),
  numbered("outlet.group.#.current.high.warning", 1),
  "input.L1-N.voltage",
  "input.bypass.L2-L3.voltage.nominal",
  "output.inverter.L1.current",
  numbered("ambient.#.contacts.#.status", 2, 1),
  numbered("battery.#.temperature.#", 1, 2),
  "driver.parameter.pollfreq",
  "experimental.battery.systemid",
];

group("the catalogue of variables", () => {
  it("refuses to compile a misspelt name", () => {
    // @ts-expect-error a letter is wrong
    const swapped: VarName = "ups.laod";
    // @ts-expect-error there is no fourth phase
    const fourth: VarName = "input.L4.voltage";
    // @ts-expect-error a numbered name, misspelt
    const staus: VarName = numbered("outlet.#.staus", 1);
    for (const name of [swapped, fourth, staus]) expect(describeVariable(name)).toBeUndefined();
  });

  it.each(NAMES)("describes %s", (name) => {
    expect(describeVariable(name)).toEqual(expect.stringMatching(/^\S.*\S$/));
    expect(isVariableName(name)).toBe(true);
  });

  it("describes every name of its tables in one sentence without a leftover placeholder", () => {
    for (const name of variableNames()) {
      const concrete = name.replace(/#/g, "7");
      expect([name, describeVariable(concrete)]).toEqual([name, expect.stringMatching(/^[A-Z][^#]{4,110}[^.#\s]$/)]);
    }
  });

  it("puts the number of an outlet, sensor and contact into the sentence", () => {
    expect(describeVariable("outlet.12.current")).toBe("Outlet 12: current");
    expect(describeVariable("ambient.2.contacts.1.name")).toBe("Sensor 2: name of dry contact 1");
  });

  it("builds three-phase names from domain, context and measurement", () => {
    expect(describe("input.bypass.L1-N.voltage")).toEqual({
      type: "number",
      unit: "V",
      text: "Bypass input, L1 to neutral: voltage",
    });
    expect(describe("output.L3.power.maximum.percent")?.unit).toBe("%");
    expect(describe("ups.L2.realpower")?.unit).toBe("W");
    expect(describeVariable("input.L1-X.voltage")).toBeUndefined();
    expect(describeVariable("input.L1-N.colour")).toBeUndefined();
  });

  it("looks through upstream. and the numbers of a daisychain", () => {
    expect(describeVariable("upstream.ups.load")).toBe(describeVariable("ups.load"));
    expect(describeVariable("device.2.ups.load")).toBe("Device 2: load in percent of what the UPS can feed");
    expect(describeVariable("device.3.outlet.4.status")).toBe("Device 3: outlet 4: on or off");
    expect(describeVariable("device.1.model")).toBe("Device 1: model of the device");
  });

  it("does not care about case", () => {
    expect(describeVariable("INPUT.l1-n.VOLTAGE")).toBe(describeVariable("input.L1-N.voltage"));
    expect(describeVariable("Battery.islife")).toBe(describeVariable("battery.isLiFe"));
  });

  it("names the setting behind driver.parameter and driver.flag", () => {
    expect(describeVariable("driver.parameter.pollFreq")).toBe("Driver setting pollFreq");
    expect(describeVariable("driver.flag.nolock")).toBe("Driver flag nolock");
  });

  it("says that a name is on trial where it has no sentence of its own", () => {
    expect(describeVariable("experimental.nhs.hw.serial")).toBe("On trial, specific to the driver: nhs hw serial");
    expect(describeVariable("experimental.fault_3")).toBe("Entry 3 of the fault memory");
  });

  it.each(["", ".", "ups", "ups.", "outlet.1", "device.1", "device.1.2.3.ups.load", "constructor", "input.toString"])(
    "does not know %p",
    (name) => {
      expect(describe(name)).toBeUndefined();
      expect(isVariableName(name)).toBe(false);
    },
  );

  it("tells numbers from strings", () => {
    expect(typeOf("battery.charge")).toBe("number");
    expect(typeOf("battery.charge.approx")).toBe("string");
    expect(typeOf("ups.status")).toBe("string");
    expect(typeOf("no.such.name")).toBeUndefined();
  });

  it("names the variables of a device in a daisychain", () => {
    const load: DaisyVarName = onDevice(2, "ups.load");
    expect(load).toBe("device.2.ups.load");
    expect(onDevice(1, "device.model")).toBe("device.1.model");
  });

  it("takes no longer than its size for a name of a megabyte", () => {
    const name = (count: number): string => "device.1.".repeat(count);
    expect(describeVariable(name(100_000))).toBeUndefined();
    growsWithSize((count) => void describeVariable(name(count)), 3000);
  });
});
