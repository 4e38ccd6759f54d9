/** How good the estimates are, on recorded discharges of batteries that are new, aged and old. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { beginTrack, estimate, track } from "../../../src/driver-daemon/battery/estimate.ts";
import { learn, type Model } from "../../../src/driver-daemon/battery/model.ts";
import { beginRecording, type Discharge, ended, record } from "../../../src/driver-daemon/battery/recording.ts";
import { type BatteryRecord, batteryRecords, type Row, recordsText } from "../../sim/devices/battery-records.ts";

const RECORDS = batteryRecords();
const of = (battery: string, use: BatteryRecord["use"]): readonly BatteryRecord[] =>
  RECORDS.filter((one) => one.battery === battery && one.use === use);
const BATTERIES = [...new Set(RECORDS.map(({ battery }) => battery))];

/** As a driver records what a device tells that has a voltage and a load, and sometimes a charge. */
function seen({ rows, lowAt }: BatteryRecord, began: number, told: { charge?: boolean } = {}): Discharge {
  let recording = beginRecording(began, 100);
  for (const [at, voltage, load, charge] of rows)
    recording = record(
      recording,
      { at, voltage, load, ...(told.charge ? { charge: Math.round(charge) } : {}) },
      lowAt !== undefined && at >= lowAt,
    );
  const discharge = ended(recording, undefined);
  if (!discharge) throw new Error("too short");
  return discharge;
}

interface Errors {
  /** Points of percent, on the average. */
  readonly charge: number;
  /** Of the whole runtime, on the average. */
  readonly runtime: number;
}

/** Unix time in seconds of a battery that was new at 0. */
const MONTH = 30 * 86_400;
const ageOf = ({ left }: BatteryRecord): number => (1 - left) * 8 * 365 * 86_400;

function judge(one: BatteryRecord, model: Model, wall = ageOf(one)): Errors {
  const { rows } = one;
  let state = beginTrack({ now: -10, wall, onBattery: false, charge: undefined, voltage: undefined, load: 30 }, 0);
  const errors = rows.map(([now, voltage, load, charge, runtime]) => {
    state = track(state, { now, wall, onBattery: true, charge: undefined, voltage, load }, model);
    const told = estimate(state, { load, charge: undefined }, model);
    return [Math.abs(told.charge - charge), Math.abs((told.runtime ?? 0) - runtime)] as const;
  });
  const mean = (i: 0 | 1): number => errors.reduce((sum, error) => sum + error[i], 0) / errors.length;
  return { charge: mean(0), runtime: mean(1) / (rows[0]?.[4] ?? 1) };
}

const learned = (battery: string): Model => {
  const model = learn(of(battery, "learn").map((one, i) => seen(one, i)));
  if (!model) throw new Error("nothing was learned");
  return model;
};

describe.each(BATTERIES)("the battery of %s", (battery) => {
  it.each([
    [1, 6, 0.15],
    [0.75, 6, 0.18],
    [0.5, 8, 0.16],
  ])("is estimated well when %d of its capacity is left", (left, charge, runtime) => {
    for (const one of of(battery, "judge").filter((each) => each.left === left)) {
      const errors = judge(one, learned(battery));
      expect(errors.charge).toBeLessThan(charge);
      expect(errors.runtime).toBeLessThan(runtime);
    }
  });

  it("is known for a weak one in the end, even if it was sound a month ago", () => {
    for (const one of of(battery, "judge").filter(({ left, rows }) => left === 0.5 && rows.length > 20)) {
      const errors = judge(one, learned(battery), MONTH);
      expect(errors.runtime).toBeLessThan(0.25);
      expect(errors.charge).toBeLessThan(12);
    }
  });

  it("is not taken for full after a discharge that nobody has seen", () => {
    const [one] = of(battery, "judge");
    if (!one) throw new Error("there is no record");
    const from = one.rows.findIndex(([, , , charge]) => charge < 45);
    const begin = one.rows[from]?.[0] ?? 0;
    const rows = one.rows.slice(from).map(([at, ...rest]): Row => [at - begin, ...rest]);
    const errors = judge({ ...one, rows }, learned(battery));
    expect(errors.charge).toBeLessThan(20);
  });

  it("is known better after a discharge of the aged battery", () => {
    const aged = of(battery, "judge").filter(({ left }) => left === 0.5);
    const [first, other] = aged;
    if (!first || !other) throw new Error("there is no aged battery");
    const before = of(battery, "learn").map((one, i) => seen(one, i));
    const after = learn([...before, seen(first, ageOf(first))]);
    if (!after) throw new Error("nothing was learned");
    expect(judge(other, after).runtime).toBeLessThan(judge(other, learned(battery)).runtime);
    expect(after.capacity).toBeLessThan(0.7 * learned(battery).capacity);
  });

  it("is learned from the charge where the device tells it", () => {
    const [first] = of(battery, "learn");
    if (!first) throw new Error("there is no record");
    const byCharge = learn([seen({ ...first, lowAt: undefined }, 0, { charge: true })]);
    expect(byCharge?.capacity ?? 0).toBeGreaterThan(0.8 * learned(battery).capacity);
    expect(byCharge?.capacity ?? 0).toBeLessThan(1.2 * learned(battery).capacity);
  });
});

describe("what can be learned", () => {
  it("is nothing without discharges, and nothing of one that tells neither charge nor LB", () => {
    expect(learn([])).toBeUndefined();
    const [first] = RECORDS;
    if (!first) throw new Error("there is no record");
    expect(learn([seen({ ...first, lowAt: undefined }, 0)])).toBeUndefined();
  });
});

it("the records of the bench are those of the simulated batteries", () => {
  expect(readFileSync(new URL("../../fixtures/battery/records.jsonl", import.meta.url), "utf8")).toBe(
    recordsText(RECORDS),
  );
});
