/**
 * Discharges of two simulated batteries, as a driver sees them and as they really were: some to learn from, the others,
 * of a battery that is new, aged or old, at other loads, to judge what was learned. `test/fixtures/battery/records.jsonl`.
 */
import { discharge, type LeadBattery, randomOf } from "./lead-battery.ts";

/** Seconds, volts, percent; and what was really left: percent, seconds. */
export type Row = readonly [at: number, voltage: number, load: number, charge: number, runtime: number];

export interface BatteryRecord {
  readonly battery: string;
  readonly use: "learn" | "judge";
  /** What is left of the capacity, 0 to 1. */
  readonly left: number;
  /** Seconds at which the device said LB. */
  readonly lowAt: number | undefined;
  readonly rows: readonly Row[];
}

const BATTERIES: Readonly<Record<string, Omit<LeadBattery, "left">>> = {
  "24 V, 5 minutes": { seconds: 300, exponent: 1.18, volts: 24, noise: 0.1 },
  "12 V, 4 minutes": { seconds: 240, exponent: 1.25, volts: 12, noise: 0.06 },
};
const LEARNED: readonly (readonly [load: number, until: number])[] = [
  [35, 3],
  [55, 60],
];
const JUDGED = [1, 0.75, 0.5].flatMap((left) => [25, 50, 80].map((load) => [left, load] as const));
const STEP = 10;

function recordOf(
  battery: string,
  use: BatteryRecord["use"],
  left: number,
  load: number,
  until: number,
): BatteryRecord {
  const facts = BATTERIES[battery];
  if (!facts) throw new Error(`there is no battery called ${battery}`);
  const random = randomOf(load * 100 + until);
  const sway = (second: number): number => load + 6 * Math.sin(second / 90) + 3 * (random() - 0.5);
  const moments = discharge({ ...facts, left }, sway, until, random, STEP);
  const rows = moments.map(
    (moment): Row => [
      moment.at,
      moment.voltage,
      moment.load,
      Math.round(moment.charge * 10) / 10,
      Math.round(moment.runtime),
    ],
  );
  return { battery, use, left, lowAt: moments.find(({ low }) => low)?.at, rows };
}

export const batteryRecords = (): readonly BatteryRecord[] =>
  Object.keys(BATTERIES).flatMap((battery) => [
    ...LEARNED.map(([load, until]) => recordOf(battery, "learn", 1, load, until)),
    ...JUDGED.map(([left, load]) => recordOf(battery, "judge", left, load, 1)),
  ]);

/** One discharge a line. */
export const recordsText = (records: readonly BatteryRecord[]): string =>
  records.map((record) => `${JSON.stringify(record)}\n`).join("");
