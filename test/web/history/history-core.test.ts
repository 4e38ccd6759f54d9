/** Energy, events, outages, rows: the parts of the history that are functions. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { powerOf } from "../../../src/nut/real-power.ts";
import { LEVELS, type Row } from "../../../src/web/history/columns.ts";
import { curvesOf } from "../../../src/web/history/curves.ts";
import { curvesCsv } from "../../../src/web/history/curves-csv.ts";
import { daysOf } from "../../../src/web/history/days.ts";
import { usedBetween } from "../../../src/web/history/energy.ts";
import { folded, type Outage, outageStep } from "../../../src/web/history/outages.ts";
import { happenings, type Look } from "../../../src/web/history/transitions.ts";
import { UpsRows } from "../../../src/web/history/ups-rows.ts";

const map = (values: Readonly<Record<string, string>>) => new Map(Object.entries(values));

describe("the power of a UPS", () => {
  it.each([
    [{ "ups.realpower": "120" }, { watts: 120, estimated: false }],
    [{ "ups.realpower": "0" }, { watts: 0, estimated: false }],
    [
      { "ups.load": "50", "ups.realpower.nominal": "540" },
      { watts: 270, estimated: true },
    ],
    [
      { "ups.load": "50", "ups.power.nominal": "900" },
      { watts: 450, estimated: true },
    ],
    [{ "ups.load": "50" }, undefined],
    [{ "ups.realpower": "-5" }, undefined],
    [{ "ups.realpower": "NaN" }, undefined],
    [{}, undefined],
  ])("of %j is %j", (values, power) => {
    expect(powerOf(map(values as Record<string, string>))).toEqual(power);
  });
});

describe("energy", () => {
  const at = (ms: number, watts: number, estimated = false) => ({ at: ms, power: { watts, estimated } });

  it("is the mean of two samples over the time between them", () => {
    expect(usedBetween(at(0, 100), at(36_000, 200))).toEqual({ energy: 1.5, covered: 36, estimated: 0 });
    expect(usedBetween(at(0, 100), at(36_000, 100, true))).toEqual({ energy: 1, covered: 36, estimated: 36 });
  });

  it("is nothing over a gap, before the first sample, and when nothing is known", () => {
    const nothing = { energy: 0, covered: 0, estimated: 0 };
    expect(usedBetween(undefined, at(5, 100))).toEqual(nothing);
    expect(usedBetween(at(0, 100), at(61_000, 100))).toEqual(nothing);
    expect(usedBetween(at(0, 100), { at: 5000, power: undefined })).toEqual(nothing);
  });

  it("never falls, whatever the clock and the UPS say", () => {
    const sample = fc.record({ at: fc.double({ noNaN: true }), watts: fc.double({ min: 0, max: 1e7, noNaN: true }) });
    fc.assert(
      fc.property(sample, sample, (a, b) => usedBetween(at(a.at, a.watts), at(b.at, b.watts)).energy >= 0),
      { numRuns: 200, seed: 5 },
    );
  });
});

describe("what has happened between two looks", () => {
  const look = (status: string, more: Readonly<Record<string, string>> = {}): Look => ({
    condition: "live",
    values: map({ "ups.status": status, ...more }),
    reason: undefined,
  });
  const lost: Look = { ...look("OL"), condition: "lost", reason: "Timed out" };

  it.each<[string, Look | undefined, Look, readonly string[]]>([
    ["nothing at the first look", undefined, look("OB"), []],
    ["nothing where nothing changes", look("OL"), look("OL"), []],
    ["mains lost", look("OL"), look("OB DISCHRG"), ["ONBATT"]],
    ["mains back", look("OB LB"), look("OL CHRG"), ["ONLINE"]],
    ["battery low", look("OB"), look("OB LB"), ["LOWBATT"]],
    ["forced shutdown", look("OB LB"), look("FSD OB LB"), ["FSD"]],
    ["a test that begins and ends", look("OL TEST"), look("OL"), ["NOTTEST"]],
    ["an alarm", look("OL"), look("ALARM OL", { "ups.alarm": "Fan!" }), ["ALARM"]],
    ["not seen", look("OL"), lost, ["COMMBAD"]],
    ["still not seen", lost, { ...lost, condition: "stale" }, []],
    ["seen again, on battery meanwhile", lost, look("OB"), ["COMMOK", "ONBATT"]],
  ])("%s", (_what, before, after, types) => {
    expect(happenings("ups", before, after).map(({ type }) => type)).toEqual(types);
  });
});

describe("an outage", () => {
  const values = (status: string, charge: string, load = "20") =>
    map({ "ups.status": status, "battery.charge": charge, "ups.load": load });

  it("is on the disk when it begins and when it ends, with length, depth and load", () => {
    const begun = outageStep(undefined, "u", values("OB", "99"), 1000);
    expect(begun.write).toEqual([{ ups: "u", kind: "outage", start: 1000, samples: 1, lowestCharge: 99, load: 20 }]);
    const deeper = outageStep(begun.open, "u", values("OB LB", "40", "30"), 2000);
    expect(deeper.write).toEqual([]);
    const over = outageStep(deeper.open, "u", values("OL CHRG", "41", "25"), 3000);
    expect(over.open).toBeUndefined();
    expect(over.write).toMatchObject([{ start: 1000, end: 3000, lowestCharge: 40, load: 25 }]);
  });

  it("is a test where the UPS says so", () => {
    expect(outageStep(undefined, "u", values("OB TEST", "99"), 1).open?.kind).toBe("test");
    expect(
      outageStep(undefined, "u", map({ "ups.status": "OL", "ups.test.result": "In progress" }), 1).open?.kind,
    ).toBe("test");
  });

  it("that the history did not see end, ends when the UPS is seen on line power", () => {
    const left: Outage = { ups: "u", kind: "outage", start: 1000, samples: 4, load: 10, lowestCharge: 30 };
    expect(outageStep(left, "u", values("OL", "60"), 9000).write).toMatchObject([
      { start: 1000, end: 9000, lowestCharge: 30 },
    ]);
  });

  it("is told once, by the last word on it", () => {
    const begun: Outage = { ups: "u", kind: "outage", start: 5, samples: 0 };
    expect(folded([begun, { ...begun, start: 1 }, { ...begun, end: 9 }])).toEqual([
      { ...begun, start: 1 },
      { ...begun, end: 9 },
    ]);
  });
});

describe("rows", () => {
  const moment = (seconds: number) => ({ wall: seconds * 1000, now: seconds * 1000 });

  it("have mean, lowest and highest of a stretch, and wait until they are written", () => {
    const rows = new UpsRows();
    for (const [at, load] of [
      [0, "10"],
      [5, "20"],
      [10, "60"],
    ] as const)
      rows.take(map({ "ups.load": load }), moment(at));
    expect(rows.unwritten(0).map(({ slot, count, spreads }) => [slot, count, spreads[1]])).toEqual([
      [0, 2, { mean: 15, low: 10, high: 20 }],
      [1, 1, { mean: 60, low: 60, high: 60 }],
    ]);
    const written: [number, Row][] = [];
    rows.flush((level, row) => void written.push([level, row]));
    expect(written.map(([level, { slot }]) => [level, slot])).toEqual([
      [0, 0],
      [0, 1],
      [1, 0],
      [2, 0],
    ]);
    expect(rows.unwritten(0).map(({ slot }) => slot)).toEqual([1]);
  });

  it("go on after a restart", () => {
    const first = new UpsRows();
    first.take(map({ "ups.load": "10" }), moment(0));
    const next = new UpsRows();
    next.resume(LEVELS.map((_, level) => first.unwritten(level)[0]));
    next.take(map({ "ups.load": "20" }), moment(4));
    expect(next.unwritten(1)[0]).toMatchObject({ count: 2, spreads: [undefined, { mean: 15, low: 10, high: 20 }] });
  });

  it("that a full disk does not take are kept, but not for ever", () => {
    const rows = new UpsRows();
    for (let at = 0; at < 30_000; at++) rows.take(map({ "ups.load": "1" }), moment(at * 10));
    expect(() =>
      rows.flush(() => {
        throw new Error("full");
      }),
    ).toThrow("full");
    expect(rows.unwritten(0).length).toBeGreaterThan(19_000);
    expect(rows.unwritten(0).length).toBeLessThan(20_001);
  });

  it("have a gap where the UPS was not seen", () => {
    const rows = new UpsRows();
    rows.take(map({ "ups.load": "1" }), moment(0));
    rows.take(undefined, moment(300));
    rows.take(map({ "ups.load": "3" }), moment(600));
    const read = (level: number) => rows.unwritten(level);
    const answer = curvesOf({ from: 0, to: 899_000, points: 3 }, ["ups.load"], 900_000, read);
    expect(answer).toMatchObject({
      times: expect.any(Array),
      series: { "ups.load": { mean: expect.arrayContaining([1, null, 3]) } },
    });
    expect(curvesCsv(answer).split("\r\n")[0]).toBe("time,ups.load");
  });
});

describe("days", () => {
  it("add up the hours, and say what was estimated and how much was seen", () => {
    const hour = (slot: number, energy: number, estimated = 0): Row => ({
      slot,
      count: 1,
      spreads: [],
      energy,
      covered: 3600,
      estimated,
    });
    expect(daysOf([hour(24, 500), hour(25, 700), hour(48, 100, 60)])).toEqual([
      { day: "1970-01-02", kwh: 1.2, estimated: false, covered: 0.083 },
      { day: "1970-01-03", kwh: 0.1, estimated: true, covered: 0.042 },
    ]);
  });
});
