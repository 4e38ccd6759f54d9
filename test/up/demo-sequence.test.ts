import { describe, expect, it } from "@jest/globals";
import { describeVariable } from "../../src/nut/catalogue/variables.ts";
import { DEMO_SECONDS, demoSequence } from "../../src/up/demo-sequence.ts";

interface Frame {
  readonly seconds: number;
  readonly values: ReadonlyMap<string, string>;
}

/** What the dummy driver would show between two TIMER lines. */
function frames(): readonly Frame[] {
  const shown = new Map<string, string>();
  const seen: Frame[] = [];
  for (const line of demoSequence().trimEnd().split("\n")) {
    const timer = /^TIMER (\d+)$/.exec(line);
    if (timer) seen.push({ seconds: Number(timer[1]), values: new Map(shown) });
    const value = /^([a-z.]+): (.*)$/.exec(line);
    if (value) shown.set(value[1] ?? "", value[2] ?? "");
    expect(timer ?? value).not.toBeNull();
  }
  return seen;
}

const numbers = (name: string, of: readonly Frame[]): readonly number[] =>
  of.map(({ values }) => Number(values.get(name)));

const falling = (values: readonly number[]): boolean =>
  values.every((value, i) => i === 0 || value <= (values[i - 1] ?? 0));

describe("the demo's UPS", () => {
  const story = frames();
  const onBattery = story.filter(({ values }) => values.get("ups.status")?.startsWith("OB"));

  it("goes through a whole outage", () => {
    const statuses = story.map(({ values }) => values.get("ups.status"));
    const turns = statuses.filter((status, i) => status !== statuses[i - 1]);
    expect(turns).toEqual(["OL", "OB DISCHRG", "OB DISCHRG LB", "OL CHRG", "OL"]);
  });

  it("takes as long as it says", () => {
    expect(story.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(DEMO_SECONDS);
  });

  it("loses charge and battery voltage on battery, and runtime with them", () => {
    expect(falling(numbers("battery.charge", onBattery))).toBe(true);
    const volts = numbers("battery.voltage", onBattery);
    expect((volts[0] ?? 0) - (volts.at(-1) ?? 0)).toBeGreaterThan(1.5);
    const runtimes = numbers("battery.runtime", onBattery);
    expect((runtimes.at(-1) ?? 0) / (runtimes[0] ?? 1)).toBeLessThan(0.15);
  });

  it("says LB exactly when the charge is at battery.charge.low or below", () => {
    for (const { values } of onBattery) {
      const low = Number(values.get("battery.charge")) <= Number(values.get("battery.charge.low"));
      expect([values.get("battery.charge"), values.get("ups.status")?.includes("LB")]).toEqual([
        values.get("battery.charge"),
        low,
      ]);
    }
  });

  it("feeds its load all the time, and has no mains while it is on battery", () => {
    expect(Math.min(...numbers("output.voltage", story))).toBeGreaterThan(225);
    expect(new Set(numbers("input.voltage", onBattery))).toEqual(new Set([0]));
  });

  it("uses names of the catalogue only", () => {
    for (const name of story.at(-1)?.values.keys() ?? [])
      expect([name, describeVariable(name)]).toEqual([name, expect.anything()]);
  });
});
