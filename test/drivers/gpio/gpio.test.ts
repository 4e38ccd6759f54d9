/** generic_gpio_libgpiod on lines in memory, through what gpioget prints. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { GENERIC_GPIO_LIBGPIOD } from "../../../src/drivers/gpio/driver.ts";
import { linesOf, parseRules, statesOf } from "../../../src/drivers/gpio/rules.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { gpioOpener } from "../../../src/transport/gpio/gpiod-tools.ts";
import { driverBench } from "../../sim/bench/driver-bench.ts";
import { shownBy } from "../../sim/bench/family-bench.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

/** gpioget on lines that are high or low, of either version. */
class GpioTools {
  readonly asked: string[] = [];
  readonly lies: string[] = [];
  failure: DeviceError | undefined;
  readonly high = new Set<number>();
  readonly #version: 1 | 2;

  constructor(version: 1 | 2) {
    this.#version = version;
  }

  run(program: string, args: readonly string[]): Promise<string> {
    this.asked.push([program, ...args].join(" "));
    if (args[0] === "--version") return Promise.resolve(`gpioget (libgpiod) v${this.#version}.1\n`);
    if (this.failure) return Promise.reject(this.failure);
    const offsets = args.slice(2).map(Number);
    return Promise.resolve(this.lies.shift() ?? `${offsets.map((line) => (this.high.has(line) ? 1 : 0)).join(" ")}\n`);
  }
}

/** The contacts of a CyberShield: open, and so high, are 0 on battery, 1 worn out, 3 low, 6 without a battery. */
const CYBERSHIELD = "OL=^0;OB=0;LB=3;RB=1;DISCHRG=0&^6;BYPASS=6;";

function board(options: Readonly<Record<string, string>> = {}, version: 1 | 2 = 1) {
  const tools = new GpioTools(version);
  const bench = driverBench({
    definition: GENERIC_GPIO_LIBGPIOD,
    clock: new VirtualClock(),
    gpio: gpioOpener(tools),
    options: { port: "gpiochip0", rules: CYBERSHIELD, ...options },
    stepMs: 10,
    longMs: 1000,
  });
  return { ...bench, tools };
}

async function shown(high: readonly number[], options: Readonly<Record<string, string>> = {}, version: 1 | 2 = 1) {
  const { driver, tools } = board(options, version);
  for (const line of high) tools.high.add(line);
  await driver.open(() => undefined);
  return shownBy(await driver.poll("full"));
}

describe("generic_gpio_libgpiod", () => {
  it.each<[string, readonly number[], string | undefined]>([
    ["OL", [], undefined],
    ["OB DISCHRG", [0], "discharging"],
    ["OB LB DISCHRG", [0, 3], "discharging"],
    ["OL RB", [1], undefined],
    ["OL BYPASS", [6], undefined],
    ["OB LB BYPASS", [0, 3, 6], undefined],
  ])("is %s where %j are high", async (status, high, charger) => {
    for (const version of [1, 2] as const) {
      const { status: told, vars } = await shown(high, {}, version);
      expect([told, vars]).toEqual([status, charger === undefined ? {} : { "battery.charger.status": charger }]);
    }
  });

  it("tells maker, model, and a charge where ups.conf says what low is", async () => {
    const options = { mfr: "CyberPower", model: "CSN27U12V", "default.battery.charge.low": "20" };
    const named = { "device.mfr": "CyberPower", "device.model": "CSN27U12V" };
    expect((await shown([], options)).vars).toEqual({ ...named, "battery.charge": "100" });
    expect((await shown([3], options)).vars).toEqual({ ...named, "battery.charge": "20" });
    expect((await shown([3, 6], options)).vars).toEqual(named);
    expect((await shown([3], { "override.battery.charge.low": "5" })).vars).toEqual({ "battery.charge": "5" });
  });

  it("says that it charges, and no longer when it does not", async () => {
    const { driver, tools } = board({ rules: "OL=^0;OB=0;CHRG=2;" });
    tools.high.add(2);
    await driver.open(() => undefined);
    expect(shownBy(await driver.poll("full")).vars).toEqual({ "battery.charger.status": "charging" });
    tools.high.delete(2);
    expect(shownBy(await driver.poll("full")).vars).toEqual({});
  });

  it("asks for each line once", async () => {
    const { driver, tools } = board();
    expect((await driver.open(() => undefined)).title).toBe("lines 0, 3, 1, 6 of gpiochip0");
    await driver.poll("full");
    expect(tools.asked.at(-1)).toBe("gpioget -- gpiochip0 0 3 1 6");
  });

  it("is not there where the lines cannot be read, and stale where they no longer can", async () => {
    const { driver, tools } = board();
    tools.failure = new DeviceError("stale", "gpioget: error reading GPIO values: Device or resource busy");
    await expect(driver.open(() => undefined)).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/resource busy\. Look at port and rules.*\(gpioinfo\)/),
    });
    tools.failure = undefined;
    await driver.open(() => undefined);
    tools.lies.push("0 1\n");
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
    expect((await driver.poll("full")).status).toEqual(["OL"]);
  });

  it.each([
    [undefined, "rules is not set"],
    ["", "rules is empty"],
    [" ;; ", "rules is empty"],
    ["OL", '"OL" in rules'],
    ["OL=", '"OL=" in rules'],
    ["OL=^", '"OL=^" in rules'],
    ["OL=^^0", "in rules"],
    ["OL=0&", "in rules"],
    ["OL=0||1", "in rules"],
    ["OL=0+1", "in rules"],
    ["OL=x", "in rules"],
    ["=0", "in rules"],
    ["O L2=0", "in rules"],
    ["ABCDEFGHIJKL=0", "in rules"],
    ["OL=1234567", "in rules"],
    ["OL=^0, OB=0", "in rules"],
  ])("with the rules %j it says what is wrong", (rules, message) => {
    const options: Readonly<Record<string, string>> = rules === undefined ? {} : { rules };
    const create = () =>
      driverBench({
        definition: GENERIC_GPIO_LIBGPIOD,
        clock: new VirtualClock(),
        options: { port: "gpiochip0", ...options },
        stepMs: 1,
        longMs: 9,
      });
    expect(create).toThrow(
      expect.objectContaining({ fault: "configuration", message: expect.stringContaining(message) }),
    );
  });

  it("warns of states that NUT does not know", async () => {
    const { driver, said } = board({ rules: "OL=^0;OB=0;Ob=1;" });
    await driver.open(() => undefined);
    expect(said).toEqual(["warning: rules: Ob is no state that NUT knows"]);
  });

  it("writes nothing, and does not claim to turn anything off", async () => {
    const { driver, said } = board();
    const outcomes = [await driver.killpower(), await driver.instcmd("load.off"), await driver.setvar("a", "b")];
    expect(outcomes).toEqual(["failed", "unknown", "unknown"]);
    expect(said.join()).toContain("shutdown not supported");
  });

  it("is not misled by any text that gpioget prints", async () => {
    const { driver, tools } = board();
    await driver.open(() => undefined);
    const line = fc.stringMatching(/^([01] ){0,5}[012]\n?$/);
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string(), line), async (lie) => {
        tools.lies.splice(0, 1, lie);
        const told = await driver.poll("full").catch((error: unknown) => error);
        if (told instanceof Error) return told instanceof DeviceError && told.fault === "stale";
        return /^[01] [01] [01] [01]$/.test(lie.trim());
      }),
      { numRuns: 20_000 },
    );
  });

  it("has a manual page with every option, and none that the driver does not know", () => {
    const page = readFileSync(new URL("../../../man/generic_gpio_libgpiod.8.md", import.meta.url), "utf8");
    const section = /## OPTIONS IN UPS\.CONF\n([\s\S]*?)\n## /.exec(page)?.[1] ?? "";
    const documented = [...section.matchAll(/^\*\*([\w.]+)\*\*/gm)].map(([, option]) => option);
    const own = GENERIC_GPIO_LIBGPIOD.options.map(({ name }) => name);
    expect(documented.sort()).toEqual([...own, "default.battery.charge.low"].sort());
  });
});

describe("rules", () => {
  const held = (text: string, high: readonly number[]): readonly string[] => {
    const rules = parseRules(text);
    if (typeof rules === "string") throw new Error(rules);
    return statesOf(rules, new Map(linesOf(rules).map((line) => [line, high.includes(line)])));
  };

  it.each<[string, readonly number[], boolean]>([
    ["OB=1&2|3", [3], true],
    ["OB=1&2|3", [1], false],
    ["OB=1&2|3", [1, 2], true],
    ["OB=1|2&3", [1], true],
    ["OB=1|2&3", [2], false],
    ["OB=1|2&3", [2, 3], true],
    ["OB=^1&^2", [], true],
    ["OB=^1&^2", [2], false],
    ["OB=^1|^2", [2], true],
    ["OB=^1|^2&3", [1, 2, 3], false],
  ])("%s with %j high: %s", (text, high, holds) => {
    expect(held(text, high)).toEqual(holds ? ["OB"] : []);
  });

  it("may have blanks, and a last one without its semicolon", () => {
    expect(held(" OL = ^ 0 ;\tOB=0 & 1", [0, 1])).toEqual(["OB"]);
  });

  it("follow the formulas that C evaluates, whatever they are", () => {
    // From left to right: what stands behind an "or" is one formula, as generic_gpio_common.c takes it.
    type Formula = readonly (readonly [not: boolean, line: number, then: "&" | "|"])[];
    const byHand = (formula: Formula, high: readonly number[]): boolean => {
      let value = true;
      for (const [at, [not, line, then]] of formula.entries()) {
        value &&= high.includes(line) !== not;
        if (then === "|" && at < formula.length - 1) return value || byHand(formula.slice(at + 1), high);
      }
      return value;
    };
    const term = fc.tuple(fc.boolean(), fc.integer({ min: 0, max: 5 }), fc.constantFrom("&" as const, "|" as const));
    const lines = fc.uniqueArray(fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 8 }), lines, (formula, high) => {
        const text = formula.map(([not, line, then]) => `${not ? "^" : ""}${line}${then}`).join("");
        return held(`OB=${text.slice(0, -1)};`, high).join() === (byHand(formula, high) ? "OB" : "");
      }),
      { numRuns: 100_000 },
    );
  });

  it("may be any text: they are rules, or it is said what is wrong", () => {
    const part = fc.constantFrom("OB", "OL", "LB", "=", "=", "^", "0", "12", "1234567", "&", "|", ";", ";", " ");
    const near = fc.array(part, { maxLength: 12 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(fc.string(), near), (text) => {
        const rules = parseRules(text);
        if (typeof rules === "string") return rules.includes("rules");
        return linesOf(rules).every((line) => line >= 0 && line < 100_000);
      }),
      { numRuns: 100_000 },
    );
  });
});
